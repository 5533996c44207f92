"""Kendall's tau-b against scipy and by hand."""

from math import isnan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from exercises.tradecraft.agreement import kendall_tau_b
from exercises.tradecraft.agreement.tau import sign
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

small = st.integers(-3, 3)


@given(st.lists(st.tuples(small, small), min_size=2, max_size=25))
def test_tau_agrees_with_scipy(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    ours, theirs = kendall_tau_b(first, second), kendalltau(first, second).statistic
    if isinstance(ours, Undefined):
        assert isnan(theirs)
        assert ours.reason is Reason.NO_VARIATION
    else:
        assert ours == pytest.approx(theirs, abs=1e-9)


def test_orders_the_same_reversed_and_tied() -> None:
    assert kendall_tau_b([1, 2, 3], [10, 20, 30]) == 1
    assert kendall_tau_b([1, 2, 3], [3, 2, 1]) == -1
    assert kendall_tau_b([0.1, 0.2, 0.3], [0.2, 0.3, 0.1]) == pytest.approx(-1 / 3)
    assert kendall_tau_b([1, 1, 2], [1, 2, 3]) == pytest.approx(2 / sqrt(2 * 3))


def test_a_tolerance_makes_ties() -> None:
    assert kendall_tau_b([1, 1.05, 2], [1, 2, 3], tolerance=0.1) == pytest.approx(2 / sqrt(6))
    assert sign(0.1, 0.1) == 0
    assert sign(0.11, 0.1) == 1
    assert sign(-0.1, 0.1) == 0
    assert sign(-0.11, 0.1) == -1


def test_what_has_no_order_is_named() -> None:
    assert kendall_tau_b([1, 1], [1, 2]) == Undefined(Reason.NO_VARIATION)
    assert kendall_tau_b([1, 2], [1, 1]) == Undefined(Reason.NO_VARIATION)
    assert kendall_tau_b([1], [1]) == Undefined(Reason.TOO_FEW, have=1, needed=2)
    with pytest.raises(InvalidInput, match=r"^Both orders must hold the same things\.$"):
        kendall_tau_b([1, 2], [1])
