"""Giving back places that nobody has claimed: shown first, then done exactly so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.enrolment.models import Claim, ClaimState, Place
from courses.invoicing.following import credit_waived
from courses.orders.company_places import CompanyAct, confirmed_of, end_places, reckon_places
from courses.orders.models import Cancellation, CancelledBy, Order
from courses.orders.portions import Giving
from courses.orders.reckoning import Basis


@dataclass(frozen=True)
class Offer:
    """What giving some places back means now."""

    places: list[Place]
    basis: Basis
    giving: Giving


def unclaimed(order: Order, *, lock: bool = False) -> list[Place]:
    """Return the confirmed places that nobody holds, those whose link was sent to nobody first."""
    free = [place for place in confirmed_of(order, lock=lock) if place.holder_id is None]
    sent = set(
        Claim.objects.filter(place__in=free, state=ClaimState.OPEN)
        .exclude(sent_to="")
        .values_list("place", flat=True)
    )
    return sorted(free, key=lambda place: (place.pk in sent, -place.pk))


def offer(order: Order, number: int, now: datetime, *, lock: bool = False) -> Offer:
    """Return what giving ``number`` places back at ``now`` means.

    Raises:
        Refusal: ``session-begun``, or ``too-many`` when fewer are free.
    """
    if now >= order.session.starts_at:
        raise Refusal(
            _("The session has begun, so places can no longer be given back here. Write to us."),
            code="session-begun",
        )
    free = unclaimed(order, lock=lock)
    if not free:
        raise Refusal(
            _(
                "No confirmed place of this order is free, so none can be given back. A place that "
                "somebody took is freed first; held places go back as a whole, on the order's page."
            ),
            code="too-many",
        )
    if not 1 <= number <= len(free):
        raise Refusal(
            ngettext(
                "%(free)s place is free to be given back. Choose a number up to that.",
                "%(free)s places are free to be given back. Choose a number up to that.",
                len(free),
            )
            % {"free": len(free)},
            code="too-many",
        )
    chosen = free[:number]
    basis, giving = reckon_places(order, chosen, now)
    return Offer(chosen, basis, giving)


def give_back(
    order: Order, number: int, *, actor: User, now: datetime, expected: tuple[int, int]
) -> list[Cancellation]:
    """Give places back as it was shown; less is asked for, or money comes back, or both.

    Args:
        expected: what the page said is not to be paid any more, and what comes back.

    Raises:
        Refusal: as ``offer``; ``terms-moved`` when the sums are others now.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        found = offer(locked, number, now, lock=True)
        giving = found.giving
        if (giving.waived_minor, giving.refund_minor) != expected:
            raise Refusal(
                _(
                    "A deadline has passed, or money has come, since this page was opened, so the "
                    "sums are others now. Look at them again."
                ),
                code="terms-moved",
            )
        by = CancelledBy.STUDENT if actor.pk == locked.buyer_id else CancelledBy.STAFF
        act = CompanyAct(locked, giving, found.basis, by, actor, now)
        written = end_places(act, found.places)
        credit_waived(locked, now)
        if by is CancelledBy.STAFF:
            audit.record(
                actor,
                "company-places.given-back",
                f"order:{locked.ref}",
                places=number,
                refund_minor=giving.refund_minor,
                waived_minor=giving.waived_minor,
                currency=locked.currency,
            )
    return written
