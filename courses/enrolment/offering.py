"""PURE: until when an offer to somebody on the waiting list stands."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from courseplatform.kit.walltime import to_instant_near

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(9)
MORNING = time(10)  # where a deadline goes that would fall into the night
LAST_OFFER = timedelta(hours=1)  # before booking closes; later the queue rules no more

# With so much time left until booking closes, an offer stands for so long.
LENGTHS = (
    (timedelta(days=7), timedelta(hours=24)),
    (timedelta(days=2), timedelta(hours=6)),
    (timedelta(0), timedelta(hours=2)),
)


def queue_rules(now: datetime, closes_at: datetime) -> bool:
    """Tell whether free places still go to the queue first; near the end they go to anybody."""
    return now < closes_at - LAST_OFFER


def offer_until(now: datetime, zone: str, closes_at: datetime) -> datetime:
    """Return when an offer made at ``now`` ends for a person in ``zone``.

    The nearer the close of booking, the shorter; never in the night where the person lives, since
    nobody should lose a place asleep; never after the close itself.
    """
    left = closes_at - now
    length = next(length for least, length in LENGTHS if left > least)
    ends = now + length
    local = ends.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if local.time() >= NIGHT_BEGINS:
        local = datetime.combine(local.date() + timedelta(days=1), MORNING)
        ends = to_instant_near(local, zone)
    elif local.time() < NIGHT_ENDS:
        ends = to_instant_near(datetime.combine(local.date(), MORNING), zone)
    return min(ends, closes_at)
