"""What of an order's money lies on which place; the parts always add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.orders.by_place import Stake, kept_by_place


@pytest.mark.parametrize(
    ("kept", "stakes", "parts"),
    [
        (30_012, [Stake(30_012)], [30_012]),
        (0, [Stake(30_012), Stake(30_012)], [0, 0]),  # nothing came yet
        (60_024, [Stake(30_012), Stake(30_012)], [30_012, 30_012]),
        (100, [Stake(30_012)] * 3, [34, 33, 33]),  # a part came
        (61_000, [Stake(30_000), Stake(30_000)], [31_000, 30_000]),  # too much came
        (
            60_000,
            [Stake(30_000), Stake(30_000, refund_minor=30_000)],
            [30_000, 30_000],
        ),  # goes back
        (30_000, [Stake(30_000), Stake(30_000, refund_minor=30_000)], [30_000, 0]),  # went back
        (45_000, [Stake(30_000), Stake(30_000, refund_minor=15_000)], [30_000, 15_000]),
        (30_000, [Stake(30_000, waived_minor=30_000), Stake(30_000)], [0, 30_000]),
        (500, [Stake(0), Stake(0)], [500, 0]),
        (-500, [Stake(0), Stake(0)], [-250, -250]),  # a lost dispute
        (0, [Stake(100, refund_minor=150)], [0]),
    ],
)
def test_money_stands_where_it_is_due(kept: int, stakes: list[Stake], parts: list[int]) -> None:
    assert list(kept_by_place(kept, dict(enumerate(stakes))).values()) == parts


stakes = st.builds(
    lambda price, waived, back: Stake(price, waived * price // 100, back * price // 100),
    st.integers(0, 10**7), st.integers(0, 50), st.integers(0, 50),
)  # fmt: skip


@given(kept=st.integers(-(10**8), 10**9), each=st.lists(stakes, min_size=1, max_size=40))
def test_the_parts_add_up_whatever_was_paid_and_given_back(kept: int, each: list[Stake]) -> None:
    assert sum(kept_by_place(kept, dict(enumerate(each))).values()) == kept


@given(each=st.lists(stakes, min_size=1, max_size=40))
def test_an_order_paid_in_full_has_on_each_place_what_it_is_due(each: list[Stake]) -> None:
    due = [stake.due_minor for stake in each]
    assert list(kept_by_place(sum(due), dict(enumerate(each))).values()) == due
