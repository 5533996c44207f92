"""Places of a session that are kept for a voucher: others cannot book them, its bearers can.

Lock order: voucher, reserve, then the session's counter, last and shortest.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people.models import User
from courses.catalogue.status import is_bookable
from courses.enrolment import seats
from courses.enrolment.models import Reserve, ReserveState
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.pricing.validity import is_over

BATCH = 100


def make_vouchers(
    promise: vouchers.Promise,
    *,
    actor: User | None,
    number: int = 1,
    code: str = "",
    batch: str = "",
    kept_places: int = 0,
) -> list[Voucher]:
    """Make vouchers, each with ``kept_places`` of its session kept for it; all of them or none.

    Args:
        number: how many; a chosen ``code`` makes one.
        batch: what vouchers that are made together are called.
        kept_places: places kept for each of them; 0 keeps none.

    Raises:
        Refusal: as ``vouchers.make``; ``bad-number``, ``bad-reserve`` or ``too-few-free``.
    """
    if not 1 <= number <= vouchers.MOST_AT_ONCE or (code.strip() and number > 1):
        raise Refusal(
            _("Make between 1 and %(most)s vouchers at once; a chosen code makes one.")
            % {"most": vouchers.MOST_AT_ONCE},
            code="bad-number",
        )
    with transaction.atomic():
        made = [vouchers.make(promise, code=code, batch=batch, actor=actor) for _n in range(number)]
        if kept_places:
            _keep(made, promise, kept_places)
    return made


def is_left(voucher: Voucher) -> bool:
    """Tell whether a place is kept for a voucher now."""
    return Reserve.objects.filter(voucher=voucher, state=ReserveState.KEPT, left__gt=0).exists()


def draw(voucher: Voucher) -> bool:
    """Take one of the places kept for a voucher; False when none is kept any more.

    The place was counted in ``Session.taken`` when it was kept, so the counter stays.
    """
    return bool(
        Reserve.objects.filter(voucher=voucher, state=ReserveState.KEPT, left__gt=0).update(
            left=F("left") - 1
        )
    )


def put_back(voucher_id: int) -> bool:
    """Keep a place again that was drawn; False when the reserve has ended meanwhile."""
    return bool(
        Reserve.objects.filter(voucher=voucher_id, state=ReserveState.KEPT).update(
            left=F("left") + 1
        )
    )


def end_over(now: datetime) -> int:
    """Give back what is kept for vouchers that are over, or in sessions that take no bookings."""
    kept = Reserve.objects.filter(state=ReserveState.KEPT).select_related("voucher", "session")
    over = [
        reserve
        for reserve in kept
        if is_over(reserve.voucher.rules(), now) or not is_bookable(reserve.session, now)
    ]
    return sum(_end(reserve) for reserve in over[:BATCH])


def _end(reserve: Reserve) -> int:
    with transaction.atomic():
        expected = {"state": ReserveState.KEPT, "left": reserve.left}
        left = reserve.left
        # A place drawn or put back meanwhile: the next round sees the new number.
        if not swap(reserve, expected, state=ReserveState.ENDED, left=0, ended_at=clock.now()):
            return 0
        if left:
            seats.give_back(reserve.session_id, left)
    wake("places")
    return 1


def _keep(made: list[Voucher], promise: vouchers.Promise, each: int) -> None:
    session = promise.session
    if session is None or not 1 <= each <= promise.uses:
        raise Refusal(
            _(
                "Places are kept in one session, and at most as many as the voucher has uses. "
                "Choose the session and the uses first."
            ),
            code="bad-reserve",
        )
    if not is_bookable(session, clock.now()):
        raise Refusal(_("This session takes no more bookings."), code="bad-reserve")
    Reserve.objects.bulk_create(
        Reserve(voucher=voucher, session=session, places=each, left=each) for voucher in made
    )
    if not seats.try_take(session, each * len(made)):
        raise Refusal(
            _(
                "%(wanted)s places would be kept, and fewer are free in this session. Keep fewer, "
                "or give the session more places."
            )
            % {"wanted": each * len(made)},
            code="too-few-free",
        )
