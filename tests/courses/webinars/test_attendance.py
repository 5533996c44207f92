"""Minutes of attendance out of evidence; the cases marked V are published vectors of the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.webinars.attendance import Evidence, minutes_present

START = datetime(2026, 12, 3, 17, tzinfo=UTC)
END = START + timedelta(minutes=90)


def present(*pieces: tuple[float, float]) -> int:
    return minutes_present(
        [Evidence(START + timedelta(minutes=a), START + timedelta(minutes=b)) for a, b in pieces],
        START,
        END,
    )


def test_two_devices_do_not_count_twice() -> None:  # V: two-devices
    assert present((2, 40), (30, 80)) == 78


def test_a_gap_of_less_than_a_minute_is_bridged() -> None:  # V: rejoin
    assert present((0, 20), (20 + 40 / 60, 60)) == 60


def test_a_gap_of_a_minute_counts_as_away() -> None:
    assert present((0, 20), (21, 60)) == 59


def test_time_outside_the_meeting_does_not_count() -> None:
    assert present((-15, 10), (85, 200)) == 15


def test_nothing_seen_is_no_minutes() -> None:
    assert present() == 0


def test_what_staff_state_wins() -> None:
    pieces = [Evidence(START, END), Evidence(START, START, stated_minutes=45)]
    assert minutes_present(pieces, START, END) == 45


@given(st.lists(st.tuples(st.integers(-60, 150), st.integers(0, 90)), max_size=8))
def test_minutes_never_exceed_the_meeting_and_order_does_not_matter(
    pieces: list[tuple[int, int]],
) -> None:
    spans = [(start, start + length) for start, length in pieces]
    minutes = present(*spans)
    assert 0 <= minutes <= 90
    assert minutes == present(*reversed(spans))
