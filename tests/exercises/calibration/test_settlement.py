"""What decisions add up to, and where a question stands by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.calibration.settlement import (
    Event,
    EventKind,
    Phase,
    Settlement,
    counts_until,
    fold,
    phase_of,
)

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(number: int, kind: EventKind, outcome: str = "", **more: object) -> Event:
    return Event(number, kind, outcome, more.get("known_at"), NOON + number * HOUR)  # type: ignore[arg-type]


def test_nothing_stands_before_the_first_decision() -> None:
    assert fold([]) == Settlement()
    assert not fold([]).corrects()


def test_the_newest_decision_holds() -> None:
    yes = event(1, EventKind.RESOLVED, "yes")
    no = event(2, EventKind.RESOLVED, "no", known_at=NOON)
    assert fold([yes]).resolved
    assert fold([yes]).outcome == "yes"
    corrected = fold([yes, no])
    assert (corrected.outcome, corrected.known_at, corrected.number) == ("no", NOON, 2)
    assert corrected.corrects()
    void = fold([yes, no, event(3, EventKind.VOIDED)])
    assert (void.void, void.outcome, void.known_at) == (True, "", None)


def test_what_is_taken_back_leaves_nothing_but_its_number() -> None:
    taken = fold([event(1, EventKind.RESOLVED, "yes"), event(2, EventKind.REOPENED)])
    assert taken == Settlement(number=2)


@given(
    st.lists(st.sampled_from(list(EventKind)), max_size=8),
)
def test_a_fold_depends_on_the_last_event_and_the_count_alone(kinds: list[EventKind]) -> None:
    events = [
        event(n, kind, "yes" if kind is EventKind.RESOLVED else "")
        for n, kind in enumerate(kinds, start=1)
    ]
    found = fold(events)
    assert found.number == len(events)
    assert found == fold(events[-1:])


@pytest.mark.parametrize(
    ("settled", "opened", "now", "phase"),
    [
        (Settlement(), False, NOON - HOUR, Phase.DRAFT),
        (Settlement(), True, NOON - HOUR, Phase.OPEN),
        (Settlement(), True, NOON, Phase.CLOSED),
        (Settlement(), True, NOON + 3 * HOUR, Phase.DUE),
        (Settlement("resolved", "yes"), True, NOON - HOUR, Phase.RESOLVED),
        (Settlement("voided"), True, NOON + 9 * HOUR, Phase.VOID),
        (Settlement(number=2), True, NOON - HOUR, Phase.OPEN),
    ],
)
def test_each_instant_belongs_to_the_phase_it_starts(
    settled: Settlement, opened: bool, now: datetime, phase: Phase
) -> None:
    resolves = NOON + 3 * HOUR
    found = phase_of(settled, opened=opened, closes_at=NOON, resolves_at=resolves, now=now)
    assert found is phase


def test_forecasts_count_until_the_deadline_or_until_the_outcome_was_public() -> None:
    assert counts_until(Settlement(), NOON) == NOON
    early = Settlement("resolved", "yes", known_at=NOON - HOUR)
    assert counts_until(early, NOON) == NOON - HOUR
    late = Settlement("resolved", "yes", known_at=NOON + HOUR)
    assert counts_until(late, NOON) == NOON
