"""Murphy's decomposition: the worked example, and exact in every case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.calibration import calibration
from exercises.tradecraft.forecasts import Resolved, resolve
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.murphy import Murphy, murphy, murphy_binned
from exercises.tradecraft.undefined import Reason, Undefined

# Synthetic; method Murphy 1973. Groups: 0.1 (4, 1 true), 0.4 (5, 2 true), 0.8 (6, 5 true).
CHANCES = [0.1] * 4 + [0.4] * 5 + [0.8] * 6
OUTCOMES = [o == "1" for o in "000101010111011"]


def test_the_worked_example() -> None:
    parts = murphy(resolve(CHANCES, OUTCOMES))
    assert isinstance(parts, Murphy)
    assert parts.number == 15
    assert parts.brier == pytest.approx(0.192)
    assert parts.reliability == pytest.approx(0.0064444444)
    assert parts.resolution == pytest.approx(0.0633333333)
    assert parts.uncertainty == pytest.approx(0.2488888889)
    assert parts.base_rate == pytest.approx(0.5333333333)
    assert parts.skill == pytest.approx(0.2285714286)
    assert parts.within_variance == pytest.approx(0)
    assert parts.within_covariance == pytest.approx(0)


def test_the_bins_of_the_worked_example() -> None:
    bins = calibration(resolve(CHANCES, OUTCOMES), edges=(0, 0.2, 0.6, 1), shown_from=1)
    assert not isinstance(bins, Undefined)
    assert [(each.count, each.share) for each in bins] == [
        (4, 0.25),
        (5, 0.4),
        (6, pytest.approx(0.8333333333)),
    ]
    assert [each.mean_forecast for each in bins] == pytest.approx([0.1, 0.4, 0.8])


def test_ranges_need_the_terms_within_groups() -> None:
    # One group 0.2 and 0.6, the second true: mean 0.4, share 0.5, base rate 0.5.
    parts = murphy_binned(resolve([0.2, 0.6], [False, True]), edges=(0, 1))
    assert isinstance(parts, Murphy)
    assert parts.brier == pytest.approx((0.04 + 0.16) / 2)
    assert parts.reliability == pytest.approx(0.01)
    assert parts.resolution == pytest.approx(0)
    assert parts.uncertainty == pytest.approx(0.25)
    assert parts.within_variance == pytest.approx(0.04)
    assert parts.within_covariance == pytest.approx(0.2)


pairs = st.lists(
    st.tuples(st.integers(0, 20).map(lambda step: step / 20), st.booleans()),
    min_size=1,
    max_size=40,
)


def whole(parts: Murphy) -> float:
    return (
        parts.reliability
        - parts.resolution
        + parts.uncertainty
        + parts.within_variance
        - parts.within_covariance
    )


@given(pairs)
def test_the_parts_add_up_exactly(given_pairs: list[tuple[float, bool]]) -> None:
    forecasts = [Resolved(*pair) for pair in given_pairs]
    for parts in (
        murphy(forecasts),
        murphy_binned(forecasts),
        murphy_binned(forecasts, edges=(0, 0.33, 1)),
    ):
        assert isinstance(parts, Murphy)
        assert whole(parts) == pytest.approx(parts.brier, abs=1e-9)
        assert parts.brier == pytest.approx(
            sum((p - o) ** 2 for p, o in given_pairs) / len(given_pairs)
        )
        for part in (parts.reliability, parts.resolution, parts.within_variance):
            assert part >= 0


@given(pairs)
def test_groups_of_equal_forecasts_have_nothing_within(
    given_pairs: list[tuple[float, bool]],
) -> None:
    parts = murphy([Resolved(*pair) for pair in given_pairs])
    assert isinstance(parts, Murphy)
    assert parts.within_variance == pytest.approx(0, abs=1e-12)
    assert parts.within_covariance == pytest.approx(0, abs=1e-12)


def test_skill_has_no_meaning_when_every_answer_is_the_same() -> None:
    parts = murphy(resolve([0.9, 0.8], [True, True]))
    assert isinstance(parts, Murphy)
    assert parts.uncertainty == 0
    assert parts.skill == Undefined(Reason.NO_VARIATION)


def test_no_forecasts_have_no_parts() -> None:
    assert murphy([]) == murphy_binned([]) == Undefined(Reason.NO_DATA)
    with pytest.raises(InvalidInput, match=r"^The edges of the bins must rise from 0 to 1\.$"):
        murphy_binned([], edges=(0, 0))
