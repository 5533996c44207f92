"""The window of an exercise: before, open, late, closed; and what an extension does to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exercises.cohorts.dates import Phase, Window

OPENS = datetime(2024, 12, 14, 9, tzinfo=UTC)
DUE = OPENS + timedelta(days=7)
CLOSES = DUE + timedelta(days=2)
WINDOW = Window(OPENS, DUE, CLOSES)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - INSTANT, Phase.BEFORE),
        (OPENS, Phase.OPEN),
        (DUE - INSTANT, Phase.OPEN),
        (DUE, Phase.LATE),
        (CLOSES - INSTANT, Phase.LATE),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_each_instant_belongs_to_the_phase_it_starts(now: datetime, phase: Phase) -> None:
    assert WINDOW.phase(now) is phase


def test_work_is_taken_while_open_and_while_late_only() -> None:
    taken = [WINDOW.takes_work(now) for now in (OPENS - INSTANT, OPENS, DUE, CLOSES)]
    assert taken == [False, True, True, False]


def test_without_a_due_date_nothing_is_ever_late() -> None:
    assert Window(OPENS).phase(CLOSES + timedelta(days=999)) is Phase.OPEN


def test_without_an_end_it_stays_late_for_ever() -> None:
    assert Window(OPENS, DUE).phase(CLOSES + timedelta(days=999)) is Phase.LATE


def test_the_deadline_is_the_due_date_else_the_end() -> None:
    assert WINDOW.deadline == DUE
    assert Window(OPENS, None, CLOSES).deadline == CLOSES
    assert Window(OPENS).deadline is None


def test_an_extension_moves_the_end_along_when_it_passes_it() -> None:
    longer = WINDOW.extend(CLOSES + timedelta(days=3), None)
    assert longer.due_at == longer.closes_at == CLOSES + timedelta(days=3)
    assert longer.extended


def test_an_extension_within_the_late_days_leaves_the_end_alone() -> None:
    longer = WINDOW.extend(DUE + timedelta(days=1), None)
    assert (longer.due_at, longer.closes_at) == (DUE + timedelta(days=1), CLOSES)


def test_an_extension_never_takes_time_away() -> None:
    same = WINDOW.extend(OPENS, OPENS)
    assert same == WINDOW
    assert not same.extended


def test_an_extension_of_something_without_dates_changes_nothing() -> None:
    assert Window(OPENS).extend(DUE, CLOSES) == Window(OPENS)


def test_without_late_work_the_due_date_is_the_end() -> None:
    strict = WINDOW.without_late_work()
    assert (strict.due_at, strict.closes_at) == (DUE, DUE)
    assert strict.phase(DUE) is Phase.CLOSED
    assert Window(OPENS, None, CLOSES).without_late_work() == Window(OPENS, None, CLOSES)
