"""A place that is had with a voucher: the use, and the kept seat, come and go with the place."""

from __future__ import annotations

from courseplatform.kit.moves import swap
from courses.catalogue.models import Session
from courses.enrolment import reserves, seats
from courses.enrolment.models import Place, PlaceState
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.pricing.validity import Trouble


def use(voucher: Voucher | None, session: Session) -> bool:
    """Count one use of a voucher; tell whether a place that is kept for it was drawn.

    Raises:
        Refusal: ``voucher-used-up``.
    """
    if voucher is None:
        return False
    if not vouchers.take_use(voucher):
        raise vouchers.refusal(voucher, session, Trouble.USED_UP)
    return reserves.draw(voucher)


def note(place: Place, voucher: Voucher | None, *, kept: bool) -> Place:
    """Note the voucher on an offered place; a kept place that was drawn beside it goes free."""
    if voucher is None:
        return place
    swap(place, {"state": PlaceState.HELD}, voucher=voucher, from_reserve=kept)
    if kept:
        seats.give_back(place.session_id)
    return place


def give_up(place: Place) -> None:
    """Give back what a place that was left has taken: its voucher's use, and its seat."""
    if place.voucher_id is not None:
        vouchers.give_use_back(place.voucher_id)
        if place.from_reserve and reserves.put_back(place.voucher_id):
            return
    seats.give_back(place.session_id)
