"""What a session is at an instant."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from courses.catalogue.status import Status, closes_at, is_bookable, status

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Row:
    state: str = "published"
    starts_at: datetime = START
    ends_at: datetime = START + timedelta(hours=7)
    booking_closes_at: datetime | None = None
    capacity: int = 20
    taken: int = 12


@pytest.mark.parametrize(
    ("row", "now", "expected"),
    [
        (Row(), START - MINUTE, Status.OPEN),
        (Row(taken=20), START - MINUTE, Status.FULL),
        (Row(), START, Status.RUNNING),
        (Row(taken=20), START, Status.RUNNING),
        (Row(), START + timedelta(hours=7) - MINUTE, Status.RUNNING),
        (Row(), START + timedelta(hours=7), Status.PAST),
        (
            Row(booking_closes_at=START - timedelta(days=1)),
            START - timedelta(days=1),
            Status.CLOSED,
        ),
        (Row(booking_closes_at=START - timedelta(days=1)), START - timedelta(days=2), Status.OPEN),
        (
            Row(booking_closes_at=START - timedelta(days=1), taken=20),
            START - timedelta(hours=1),
            Status.CLOSED,
        ),
        (Row(state="draft"), START - MINUTE, Status.DRAFT),
        (Row(state="cancelled"), START - MINUTE, Status.CANCELLED),
        (Row(state="cancelled"), START + timedelta(days=9), Status.CANCELLED),
    ],
)
def test_a_session_is_what_its_dates_and_seats_say(row, now, expected):
    assert status(row, now) is expected
    assert is_bookable(row, now) is (expected in {Status.OPEN, Status.FULL})


def test_booking_never_closes_after_the_start():
    assert closes_at(Row()) == START
    assert closes_at(Row(booking_closes_at=START + MINUTE)) == START
    assert closes_at(Row(booking_closes_at=START - MINUTE)) == START - MINUTE
