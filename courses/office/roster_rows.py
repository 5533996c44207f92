"""The rows of a session's roster: who is in, and the places of companies that nobody has taken yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Session
from courses.enrolment.models import (
    Claim,
    ClaimState,
    EndReason,
    Enrolment,
    EnrolmentState,
    Place,
    PlaceState,
)
from courses.orders.by_place import Stake, kept_by_place
from courses.orders.lines import shares
from courses.orders.models import EntryKind, LedgerEntry, Order, OrderLine
from courses.webinars.models import Attendance

ENDED = {
    EndReason.CANCELLED: _("cancelled"),
    EndReason.REVOKED: _("the money was taken back"),
    EndReason.SWAPPED: _("gave the place to a colleague"),
    EndReason.TRANSFERRED: _("moved to another session"),
    EndReason.SESSION_CANCELLED: _("the session was called off"),
    EndReason.UNPAID: _("was not paid"),
}
SOLD = (PlaceState.CONFIRMED, PlaceState.CANCELLED, PlaceState.REVOKED, PlaceState.TRANSFERRED)


class RowState(StrEnum):
    """What a row of the roster is; the first two take places now."""

    ACTIVE = "active"
    NOT_CLAIMED = "not-claimed"
    ENDED = "ended"
    GIVEN_BACK = "given-back"  # and never claimed


@dataclass(frozen=True)
class Sums:
    """One place's part of its order, minor units: what it costs, and what of that is here now."""

    total_minor: int
    kept_minor: int


@dataclass(frozen=True)
class Row:
    """One person on a place, or a company's place without one.

    Attributes:
        sums: the place's; None where they stand on another row of the same place, so that a column
            of them adds up to the orders and to the ledger.
        sent_to: where the link of a place that is not claimed went; empty if nowhere.
    """

    state: RowState
    place: Place
    enrolment: Enrolment | None
    order: Order | None
    sums: Sums | None
    sent_to: str = ""
    webinars_attended: int = 0

    @property
    def company(self) -> str:
        """The company that bought the place; empty for a person's."""
        order = self.order
        return order.billing.company if order is not None and hasattr(order, "company") else ""

    @property
    def name(self) -> str:
        """Who takes part, or that nobody has taken the place."""
        if self.enrolment is not None:
            return self.enrolment.person.called
        given_back = self.state == RowState.GIVEN_BACK
        return str(_("A place nobody claimed") if given_back else _("Not claimed yet"))

    @property
    def why_over(self) -> str:
        """Why the place is nobody's any more, as a note beside the name."""
        if self.enrolment is None:
            return str(_("given back"))
        return str(ENDED[EndReason(self.enrolment.ended_reason)])


def rows_of(session: Session) -> list[Row]:
    """Return the roster: those who take part by name, free places, those who left; six queries."""
    places = {
        place.pk: place
        for place in Place.objects.filter(session=session, state__in=SOLD)
        .select_related("cancellation")
        .order_by("pk")
    }
    enrolments = list(
        Enrolment.objects.filter(session=session)
        .select_related("person", "certificate")
        .order_by("state", "person__name", "pk")
    )
    orders, sums = _money(session, places)
    empty = _empty(places, enrolments, orders)
    carrier = {row.place_id: row.pk for row in sorted(enrolments, key=_last_word)}
    carrier |= dict.fromkeys((place.pk for place in empty), 0)
    came, sent = _came(session), _sent(empty)
    rows = [
        Row(
            state=RowState(enrolment.state),
            place=places[enrolment.place_id],
            enrolment=enrolment,
            order=orders.get(enrolment.place_id),
            sums=sums.get(enrolment.place_id)
            if carrier[enrolment.place_id] == enrolment.pk
            else None,
            webinars_attended=len(came[enrolment.person_id]),
        )
        for enrolment in enrolments
    ]
    rows += [
        Row(
            state=RowState.NOT_CLAIMED
            if place.state == PlaceState.CONFIRMED
            else RowState.GIVEN_BACK,
            place=place,
            enrolment=None,
            order=orders[place.pk],
            sums=sums[place.pk],
            sent_to=sent.get(place.pk, ""),
        )
        for place in empty
    ]
    return sorted(rows, key=lambda row: list(RowState).index(row.state))


def _empty(
    places: Mapping[int, Place], enrolments: Iterable[Enrolment], orders: Mapping[int, Order]
) -> list[Place]:
    """Return the places of companies that no row of a person stands for."""
    ever = {row.place_id for row in enrolments}
    now = {row.place_id for row in enrolments if row.state == EnrolmentState.ACTIVE}
    return [
        place
        for place in places.values()
        if place.pk in orders
        and hasattr(orders[place.pk], "company")
        and place.pk not in (now if place.state == PlaceState.CONFIRMED else ever)
    ]


def _last_word(enrolment: Enrolment) -> tuple[bool, int]:
    """Sort the enrolments of a place so that the one which stands for it now is the last."""
    return enrolment.state == EnrolmentState.ACTIVE, enrolment.pk


def _money(
    session: Session, places: Mapping[int, Place]
) -> tuple[dict[int, Order], dict[int, Sums]]:
    """Return the order of each place and the place's part of its sums."""
    orders = {
        order.pk: order
        for order in Order.objects.filter(lines__place__in=places)
        .select_related("billing", "company")
        .defer("terms", "seller")
        .distinct()
    }
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = OrderLine.objects.filter(order__in=orders, place__isnull=False).order_by("position")
    for order_id, place_id, amount in rows.values_list("order", "place", "amount_minor"):
        lines[order_id].append((place_id, amount))
    entries = LedgerEntry.objects.filter(order__in=orders).exclude(kind=EntryKind.FEE)
    kept = dict(entries.values_list("order").annotate(Sum("amount_minor")).order_by())
    sums: dict[int, Sums] = {}
    for pk, told in lines.items():
        sums |= _sums_of(orders[pk], told, kept.get(pk, 0), places)
    return {place: orders[pk] for pk, told in lines.items() for place, _amount in told}, sums


def _sums_of(
    order: Order, lines: list[tuple[int, int]], kept_minor: int, places: Mapping[int, Place]
) -> dict[int, Sums]:
    """Divide one order among its places; what belongs to a place that was never sold is the first's."""
    each = shares(lines, order.net_minor, order.vat_minor)
    prices = {pk: share.gross_minor for pk, share in each.items() if pk in places}
    first = next(iter(prices))
    prices[first] += order.total_minor - sum(prices.values())
    kept = kept_by_place(kept_minor, {pk: _stake(places[pk], cost) for pk, cost in prices.items()})
    return {pk: Sums(cost, kept[pk]) for pk, cost in prices.items()}


def _stake(place: Place, price_minor: int) -> Stake:
    if not hasattr(place, "cancellation"):
        return Stake(price_minor)
    given = place.cancellation
    return Stake(price_minor, given.waived_minor, given.refund_minor)


def _came(session: Session) -> dict[int, set[int]]:
    """Return the webinars that each person was in."""
    came: dict[int, set[int]] = defaultdict(set)
    evidence = Attendance.objects.filter(webinar__session=session).exclude(minutes=0)
    for person_id, webinar_id in evidence.values_list("person_id", "webinar_id"):
        came[person_id].add(webinar_id)
    return came


def _sent(empty: Iterable[Place]) -> dict[int, str]:
    """Return where the links of places went."""
    claims = Claim.objects.filter(place__in=empty, state=ClaimState.OPEN)
    return dict(claims.values_list("place", "sent_to"))
