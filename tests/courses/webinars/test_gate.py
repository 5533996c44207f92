"""What the join gate shows, instant by instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from courses.webinars.gate import Gate, gate_at, lets_in

START = datetime(2026, 12, 3, 17, tzinfo=UTC)
END = START + timedelta(minutes=90)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (START - timedelta(minutes=15) - SECOND, Gate.CLOSED),
        (START - timedelta(minutes=15), Gate.OPEN),
        (START - SECOND, Gate.OPEN),
        (START, Gate.UNDER_WAY),
        (END + timedelta(minutes=15) - SECOND, Gate.UNDER_WAY),
        (END + timedelta(minutes=15), Gate.OVER),
    ],
)
def test_the_gate_changes_at_its_instants(now: datetime, shown: Gate) -> None:
    gate = gate_at(
        now,
        opens_at=START - timedelta(minutes=15),
        starts_at=START,
        ends_at=END,
        called_off=False,
    )
    assert gate is shown
    assert lets_in(gate) == (shown in {Gate.OPEN, Gate.UNDER_WAY})


def test_a_called_off_webinar_lets_nobody_in() -> None:
    gate = gate_at(START, opens_at=START, starts_at=START, ends_at=END, called_off=True)
    assert gate is Gate.CALLED_OFF
    assert not lets_in(gate)
