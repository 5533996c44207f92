"""What companies' places hold about a person: claims, addresses that links went to, colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from courses.enrolment.models import LIVE, Claim, ClaimState
from courses.orders.companies import CompanyManager
from courses.orders.models import Order


def _export(person: User) -> Iterable[dict[str, Any]]:
    used = Claim.objects.filter(person=person).select_related("place__session__course")
    for claim in used.order_by("pk"):
        yield {
            "taken_in": claim.place.session.course.title,
            "taken_at": claim.settled_at.isoformat() if claim.settled_at else None,
            "link_sent_to": claim.sent_to,
            "company_sees": claim.told,
        }
    helped = Order.objects.filter(managers__email=person.email or "-")
    for order in helped.select_related("session__course").order_by("pk"):
        yield {"looks_after_places_in": order.session.course.title}


def _blockers(person: User) -> Sequence[str]:
    to_come = Order.objects.filter(
        buyer=person,
        company__isnull=False,
        lines__place__state__in=LIVE,
        session__state="published",
        session__ends_at__gt=clock.now(),
    )
    return [
        _(
            "You look after a company's places in %(session)s. Give them back first, wait until it "
            "is over, or write to us who shall do it instead."
        )
        % {"session": order.session}
        for order in to_come.select_related("session__course").distinct().order_by("pk")
    ]


def _erase(person: User, now: datetime) -> Sequence[str]:
    sent = Q(person=person) | Q(place__lines__order__buyer=person)
    mine = Claim.objects.filter(sent | Q(state=ClaimState.WITHDRAWN, sent_to=person.email or "-"))
    Claim.objects.filter(pk__in=mine.values("pk")).exclude(sent_to="").update(sent_to="")
    helps = Q(email=person.email or "-") | Q(order__buyer=person)
    CompanyManager.objects.filter(helps).delete()
    return []


def empty_old(before: datetime, most: int) -> int:
    """Empty the addresses that links of sessions went to which ended before ``before``."""
    old = Claim.objects.filter(place__session__ends_at__lt=before).exclude(sent_to="")
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:most])
    return Claim.objects.filter(pk__in=keys).update(sent_to="")


PERSONAL = PersonalData(
    slug="companies",
    title=gettext_lazy("Places of companies"),
    kept=gettext_lazy(
        "Which places you took by a company's link, where the link was sent, and what the company "
        "was told; addresses are emptied 180 days after the session."
    ),
    export=_export,
    erase=_erase,
    blockers=_blockers,
    position=42,
)

old_links = Retention(
    "claim-links",
    "Addresses that links of companies' places were sent to, after the session",
    timedelta(days=180),
    empty_old,
)
