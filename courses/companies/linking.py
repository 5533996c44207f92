"""Sending the links of a company's free places, and making them worthless again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courses.catalogue.facts import session_facts
from courses.enrolment import claiming
from courses.enrolment.models import Claim, ClaimState
from courses.orders.models import Order

SENDS = Rate("claim-links", times=120, seconds=86_400)  # letters of one order in a day


def open_claims(order: Order) -> list[Claim]:
    """Return the claims of an order's free places, those that were sent to nobody first."""
    rows = Claim.objects.filter(place__lines__order=order, state=ClaimState.OPEN).select_related(
        "place__session__course"
    )
    return sorted(rows.distinct(), key=lambda claim: (bool(claim.sent_to), claim.place_id))


def send_links(order: Order, addresses: Sequence[str], now: datetime) -> int:
    """Send a link to each address, one place each; return how many letters were written.

    Raises:
        Refusal: ``too-many``: fewer places are free than addresses were given; ``sent-already`` to one
            of them; ``too-often``. Nothing was sent then.
    """
    with transaction.atomic():
        free = [claim for claim in open_claims(order) if not claim.sent_to]
        wanted = list(dict.fromkeys(address.strip().lower() for address in addresses))
        _refuse_known(order, wanted)
        if len(wanted) > len(free):
            raise Refusal(
                ngettext(
                    "%(free)s place has no link sent yet, and you gave %(number)s addresses.",
                    "%(free)s places have no link sent yet, and you gave %(number)s addresses.",
                    len(free),
                )
                % {"free": len(free), "number": len(wanted)},
                code="too-many",
            )
        for claim, address in zip(free, wanted, strict=False):
            send_link(order, claim, address, now)
    return len(wanted)


def send_link(order: Order, claim: Claim, address: str, now: datetime) -> None:
    """Send one link; to another address than before, the old link works no more.

    Raises:
        Refusal: ``claim-gone`` or ``too-often``.
    """
    if not SENDS.take(order.ref):
        raise Refusal(
            _("Many links were sent today. Send the rest tomorrow, or copy the links yourself."),
            code="too-often",
        )
    with transaction.atomic():
        claiming.note_sent(claim, address, now)
        write(
            f"claim:{claim.ref}:{claim.serial}:{now:%Y%m%d%H%M%S%f}",
            "claim_link",
            to=address,
            language=order.language,
            context={
                **session_facts(order.session),
                "company": order.billing.company,
                "claim_path": link_path(claim),
            },
        )


def link_path(claim: Claim) -> str:
    """Return the address of a claim's page."""
    return reverse("claim", args=[claiming.token_of(claim)])


def _refuse_known(order: Order, wanted: Sequence[str]) -> None:
    sent = Claim.objects.filter(
        place__lines__order=order, state=ClaimState.OPEN, sent_to__in=wanted
    ).values_list("sent_to", flat=True)
    known = sorted(set(sent))
    if known:
        raise Refusal(
            _("%(address)s has a link already. Send that one again, below, or leave it out.")
            % {"address": known[0]},
            code="sent-already",
        )
