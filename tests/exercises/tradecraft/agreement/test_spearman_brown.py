"""What several markers are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.agreement import markers_needed, spearman_brown
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

# Computed from the definition for 1, 2, 3, 5 and 10 markers.
TABLE = {
    0.2: [0.2, 0.3333333333, 0.4285714286, 0.5555555556, 0.7142857143],
    0.3: [0.3, 0.4615384615, 0.5625, 0.6818181818, 0.8108108108],
    0.4: [0.4, 0.5714285714, 0.6666666667, 0.7692307692, 0.8695652174],
    0.5: [0.5, 0.6666666667, 0.75, 0.8333333333, 0.9090909091],
}


@pytest.mark.parametrize("single", TABLE)
def test_the_table(single: float) -> None:
    found = [spearman_brown(single, markers) for markers in (1, 2, 3, 5, 10)]
    assert found == pytest.approx(TABLE[single])


@pytest.mark.parametrize(("single", "needed"), [(0.2, 12), (0.3, 7), (0.4, 5), (0.5, 3), (0.9, 1)])
def test_markers_needed_for_three_quarters(single: float, needed: int) -> None:
    assert markers_needed(single, 0.75) == needed


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_that_many_are_enough_and_one_less_is_not(single: float, wanted: float) -> None:
    needed = markers_needed(single, wanted)
    assert isinstance(needed, int)
    assert needed >= 1
    reached = spearman_brown(single, needed)
    assert not isinstance(reached, Undefined)
    assert reached >= wanted - 1e-6
    if needed > 1:
        short = spearman_brown(single, needed - 1)
        assert not isinstance(short, Undefined)
        assert short < wanted


def test_no_reliability_cannot_be_added_up() -> None:
    assert markers_needed(0, 0.75) == Undefined(Reason.NO_SIGNAL)
    assert markers_needed(-0.5, 0.75) == Undefined(Reason.NO_SIGNAL)
    assert markers_needed(1, 0.75) == 1
    assert spearman_brown(0, 5) == 0
    assert spearman_brown(-0.2, 2) == pytest.approx(-0.5)
    assert spearman_brown(-0.5, 3) == Undefined(Reason.NO_SIGNAL)
    assert spearman_brown(-1, 2) == Undefined(Reason.NO_SIGNAL)
    assert spearman_brown(-1, 1) == -1


def test_what_is_no_reliability_is_refused() -> None:
    for single in (1.01, -1.01):
        with pytest.raises(InvalidInput, match=r"^A reliability lies between -1 and 1\.$"):
            spearman_brown(single, 2)
        with pytest.raises(InvalidInput, match=r"^A reliability lies between -1 and 1\.$"):
            markers_needed(single, 0.75)
    with pytest.raises(InvalidInput, match=r"^There must be at least one marker\.$"):
        spearman_brown(0.5, 0)
    for wanted in (0, 1):
        with pytest.raises(InvalidInput, match=r"^The reliability wanted lies between 0 and 1\.$"):
            markers_needed(0.5, wanted)
