"""Calibration bins and when they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.calibration import (
    DECILES,
    SHOWN_FROM,
    STEADY_FROM,
    Bin,
    calibration,
    gather,
)
from exercises.tradecraft.forecasts import Resolved, resolve
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined


def test_when_you_said_seventy_to_eighty() -> None:
    forecasts = resolve(
        [0.7, 0.72, 0.75, 0.75, 0.75, 0.79, 0.71, 0.7, 0.73], [True] * 6 + [False] * 3
    )
    (found,) = calibration(forecasts, shown_from=9)  # type: ignore[misc]
    assert found == Bin(0.7, 0.8, 9, 6, pytest.approx(6.6 / 9))
    assert found.share == pytest.approx(2 / 3)
    assert str(found.sentence) == "When you said 70 to 80 %, it happened 6 of 9 times."
    assert not found.thin


def test_a_forecast_on_an_edge_belongs_to_the_bin_above_and_certainty_to_the_last() -> None:
    chances = [percent / 100 for percent in range(0, 101, 10)]
    found = gather([Resolved(chance, happened=True) for chance in chances])
    assert {place: [each.probability for each in group] for place, group in found.items()} == {
        **{tenth: [tenth / 10] for tenth in range(9)},
        9: [0.9, 1.0],
    }


@given(st.integers(0, 100))
def test_every_whole_per_cent_falls_into_its_decile(percent: int) -> None:
    (place,) = gather([Resolved(percent / 100, happened=True)])
    assert place == min(percent // 10, 9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_bins_hold_every_forecast_once_in_order(pairs: list[tuple[float, bool]]) -> None:
    forecasts = [Resolved(*pair) for pair in pairs]
    found = calibration(forecasts, shown_from=1)
    if isinstance(found, Undefined):
        assert not pairs
        return
    assert sum(each.count for each in found) == len(pairs)
    assert sum(each.happened for each in found) == sum(happened for _, happened in pairs)
    assert [each.low for each in found] == sorted({each.low for each in found})
    for each in found:
        assert each.low - 1e-12 <= each.mean_forecast <= each.high + 1e-12
        assert 0 <= each.share <= 1
        assert each.thin == (each.count < 5)


def test_nothing_is_shown_under_the_stated_number() -> None:
    forecasts = [Resolved(0.5, happened=True)] * 9
    assert calibration(forecasts) == Undefined(Reason.TOO_FEW, have=9, needed=10)
    assert calibration([*forecasts, forecasts[0]]) == (Bin(0.5, 0.6, 10, 10, 0.5),)
    assert (SHOWN_FROM, STEADY_FROM) == (10, 30)
    assert calibration([], shown_from=0) == Undefined(Reason.TOO_FEW, have=0, needed=1)


def test_bins_of_ones_own() -> None:
    found = calibration(resolve([0.2, 0.6], [False, True]), edges=(0, 0.5, 1), shown_from=2)
    assert found == (Bin(0, 0.5, 1, 0, 0.2), Bin(0.5, 1, 1, 1, 0.6))
    assert calibration(resolve([0.5], [True]), edges=(0, 1), shown_from=1) == (
        Bin(0, 1, 1, 1, 0.5),
    )


def test_deciles_run_from_nothing_to_certainty() -> None:
    assert DECILES == (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)


def test_edges_that_do_not_rise_from_0_to_1_are_refused() -> None:
    for edges in ((), (0,), (0.1, 1), (0, 0.9), (0, 0.5, 0.5, 1), (0, 0.6, 0.5, 1)):
        with pytest.raises(InvalidInput, match=r"^The edges of the bins must rise from 0 to 1\.$"):
            calibration([], edges=edges)
