"""By when a question is to be answered: two working days, in the office's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from courseplatform.inquiries.due import due_after
from courseplatform.inquiries.handling import months_after


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-09T10:00+00:00", "2026-03-11T16:00+00:00"),  # Monday: Wednesday
        ("2026-03-12T10:00+00:00", "2026-03-16T16:00+00:00"),  # Thursday: Monday
        ("2026-03-13T10:00+00:00", "2026-03-17T16:00+00:00"),  # Friday: Tuesday
        ("2026-03-14T10:00+00:00", "2026-03-17T16:00+00:00"),  # Saturday: Tuesday
        ("2026-03-15T10:00+00:00", "2026-03-17T16:00+00:00"),  # Sunday: Tuesday
        ("2026-03-15T22:30+00:00", "2026-03-18T16:00+00:00"),  # Monday already in Kyiv
        ("2026-03-27T10:00+00:00", "2026-03-31T15:00+00:00"),  # over the change of clocks
    ],
)
def test_weekends_do_not_count_and_the_wall_clock_rules(received: str, due: str) -> None:
    instant = datetime.fromisoformat(received)
    assert due_after(instant, "Europe/Kyiv") == datetime.fromisoformat(due)


def test_two_years_later_is_the_same_day_and_the_31st_is_the_28th() -> None:
    assert months_after(datetime(2026, 3, 9, 10, tzinfo=UTC), 24) == datetime(
        2028, 3, 9, 10, tzinfo=UTC
    )
    assert months_after(datetime(2026, 12, 31, tzinfo=UTC), 2) == datetime(2027, 2, 28, tzinfo=UTC)
