"""Finding orders: what is searched for stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import is_of_our_time
from courses.catalogue.models import Session
from courses.enrolment.models import PlaceState
from courses.orders.balance import PROMISED
from courses.orders.companies import Paying
from courses.orders.models import (
    Cancellation,
    EntryKind,
    LedgerEntry,
    Order,
    OrderLine,
    RefundOwed,
)
from courses.payment.models import Dispute, ReviewItem

CAME_IN = (
    EntryKind.CHARGE,
    EntryKind.MANUAL_TRANSFER,
    EntryKind.ADJUSTMENT,
    EntryKind.ZERO,
    EntryKind.CARRIED_IN,
)
GONE = (PlaceState.CANCELLED, PlaceState.REVOKED, PlaceState.TRANSFERRED)
SHOWS: dict[str, str | Promise] = {
    "": _("All"),
    "held": _("Being paid for"),
    "confirmed": _("Confirmed"),
    "to-pay": _("Still to be paid"),
    "refunds": _("Refunds under way"),
    "disputed": _("Disputed"),
    "review": _("Need a look"),
    "gone": _("Place given up"),
}


@dataclass(frozen=True)
class Wish:
    """What a list of orders is asked for.

    Attributes:
        words: searched in number, names and addresses.
        show: a key of ``SHOWS``.
        since, until: the days on which the order was made, both included, in ``zone``.
        session: a session's reference.
    """

    words: str = ""
    show: str = ""
    since: date | None = None
    until: date | None = None
    session: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Wish:
        """Read an address; what makes no sense counts as not asked."""
        show = query.get("show", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            show=show if show in SHOWS else "",
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            session=query.get("session", "")[:40],
        )

    @property
    def is_any(self) -> bool:
        """Whether anything at all was asked for."""
        return self != Wish()


def orders(wish: Wish, zone: str) -> QuerySet[Order]:
    """Return the orders that fit, newest first."""
    found = Order.objects.select_related("buyer", "session__course", "billing")
    if wish.words:
        found = found.filter(_says(wish.words))
    if wish.session:
        found = found.filter(session__ref=wish.session)
    found = found.filter(*made_between("created_at", wish.since, wish.until, zone))
    narrowed = FILTERS[wish.show](found) if wish.show else found
    return narrowed.order_by("-created_at", "-pk")


def made_between(field: str, since: date | None, until: date | None, zone: str) -> list[Q]:
    """Return the conditions for days in a zone, both included."""
    found = []
    if since:
        found.append(Q(**{f"{field}__gte": _midnight(since, zone)}))
    if until:
        found.append(Q(**{f"{field}__lt": _midnight(until + timedelta(days=1), zone)}))
    return found


def _says(words: str) -> Q:
    return (
        Q(number__icontains=words)
        | Q(buyer__name__icontains=words)
        | Q(buyer__email__icontains=words)
        | Q(billing__name__icontains=words)
        | Q(billing__company__icontains=words)
    )


def _to_pay(found: QuerySet[Order]) -> QuerySet[Order]:
    came = LedgerEntry.objects.filter(order=OuterRef("pk"), kind__in=CAME_IN)
    given_back = Cancellation.objects.filter(order=OuterRef("pk"))
    unpaid = found.filter(_has_place(PlaceState.CONFIRMED) | _is_invoiced())
    covered = _sum_of(came, "amount_minor") + _sum_of(given_back, "waived_minor")
    return unpaid.alias(covered=covered).filter(total_minor__gt=F("covered"))


def _sum_of(rows: QuerySet[Any], column: str) -> Coalesce:
    sums = rows.order_by().values("order").annotate(sum=Sum(column)).values("sum")
    whole = BigIntegerField()
    return Coalesce(Subquery(sums, output_field=whole), Value(0, output_field=whole))


def _is_invoiced() -> Q:
    """Return the condition for places of a company that are held until a transfer comes."""
    return Q(_has_place(PlaceState.HELD), company__paying=Paying.INVOICE)


def _with_refunds(found: QuerySet[Order]) -> QuerySet[Order]:
    owed = RefundOwed.objects.filter(order=OuterRef("pk"), state__in=PROMISED)
    return found.filter(Exists(owed))


def _disputed(found: QuerySet[Order]) -> QuerySet[Order]:
    return found.filter(Exists(Dispute.objects.filter(order=OuterRef("pk"))))


def _to_look_at(found: QuerySet[Order]) -> QuerySet[Order]:
    items = ReviewItem.objects.filter(order=OuterRef("pk"), closed_at=None)
    return found.filter(Exists(items))


def _has_place(*states: PlaceState) -> Exists:
    return Exists(OrderLine.objects.filter(order=OuterRef("pk"), place__state__in=states))


FILTERS: dict[str, Callable[[QuerySet[Order]], QuerySet[Order]]] = {
    "held": lambda found: found.filter(_has_place(PlaceState.HELD)),
    "confirmed": lambda found: found.filter(_has_place(PlaceState.CONFIRMED)),
    "to-pay": _to_pay,
    "refunds": _with_refunds,
    "disputed": _disputed,
    "review": _to_look_at,
    "gone": lambda found: found.filter(_has_place(*GONE)),
}


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_of_our_time(day) else None


def sessions_with_orders() -> QuerySet[Session]:
    """Return the sessions that anything was ordered for, newest first, to choose from."""
    ordered = Order.objects.filter(session=OuterRef("pk"))
    return Session.objects.filter(Exists(ordered)).select_related("course").order_by("-starts_at")
