"""More time on every clock for one member: the row, and taking it back.

``work.extending`` is the act, which also moves the clock of an attempt under way; call that.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.clocks import minutes_for
from exercises.cohorts.extending import check_not_oneself
from exercises.cohorts.models import Accommodation, Member
from exercises.cohorts.models.allowances import LONGEST_REASON

MOST_PERCENT = 400
MOST_EXTRA = 600


@transaction.atomic
def accommodate(
    member: Member, *, percent: int, extra_minutes: int, reason: str, by: User
) -> Accommodation:
    """Give a member more time on every clock; what stood before is replaced.

    Args:
        member: who gets it.
        percent: 100 to 400 of the time that exercises allow.
        extra_minutes: minutes that come on top of that.
        reason: for the desk and the person; never for markers.
        by: who grants it.

    Raises:
        Refusal: it gives no time, or more than there is, is for oneself, or has no reason.
    """
    check_not_oneself(member, by)
    if not 100 <= percent <= MOST_PERCENT or not 0 <= extra_minutes <= MOST_EXTRA:
        raise Refusal(
            _("Give 100 to 400 per cent of the time and up to 600 minutes on top."),
            code="accommodation-out-of-bounds",
        )
    if percent == 100 and not extra_minutes:
        raise Refusal(
            _("This gives no time. Choose more than 100 per cent, or some minutes on top."),
            code="accommodation-gives-nothing",
        )
    words = reason.replace("\x00", "").strip()[:LONGEST_REASON]
    if not words:
        raise Refusal(
            _("Say why, in a few words; a later reader of this page must understand it."),
            code="no-reason",
        )
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    now = clock.now()
    standing = Accommodation.objects.filter(member=member, state="granted")
    standing.update(state="replaced", ended_at=now, ended_by=by)
    made = Accommodation.objects.create(
        member=member,
        percent=percent,
        extra_minutes=extra_minutes,
        reason=words,
        granted_by=by,
        granted_at=now,
    )
    audit.record(
        by,
        "accommodation.granted",
        f"member:{member.ref}",
        percent=percent,
        extra_minutes=extra_minutes,
    )
    return made


@transaction.atomic
def revoke(accommodation: Accommodation, *, by: User) -> None:
    """Take it back for attempts that begin from now on; a clock that runs keeps its time.

    Raises:
        Refusal: it does not stand any more.
    """
    ended = Accommodation.objects.filter(pk=accommodation.pk, state="granted").update(
        state="revoked", ended_at=clock.now(), ended_by=by
    )
    if not ended:
        raise Refusal(
            _("This was replaced or taken back already. Look at the page again."),
            code="accommodation-ended",
        )
    audit.record(by, "accommodation.revoked", f"member:{accommodation.member.ref}")


def standing_of(member_id: int) -> Accommodation | None:
    """Return what a member has now; one query."""
    return Accommodation.objects.filter(member=member_id, state="granted").first()


def minutes_of(member_id: int, minutes: int) -> int:
    """Return how long one member may take where the rules say ``minutes``; 0 stays no clock."""
    if not minutes:
        return 0
    own = standing_of(member_id)
    return minutes_for(minutes, own.percent, own.extra_minutes) if own else minutes
