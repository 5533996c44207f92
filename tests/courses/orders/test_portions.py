"""What giving several places back means, to the cent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit.money import percent
from courses.orders.portions import give, lines


def test_of_an_unpaid_order_less_is_asked_for() -> None:
    found = give({1: 30_012, 2: 30_012}, 10_000, open_minor=120_048, available_minor=0)
    assert (found.waived_minor, found.refund_minor, found.kept_minor) == (60_024, 0, 0)


def test_of_a_paid_order_money_comes_back_under_the_terms() -> None:
    found = give({1: 30_012}, 5_000, open_minor=0, available_minor=120_048)
    assert (found.waived_minor, found.refund_minor, found.kept_minor) == (0, 15_006, 15_006)
    assert [line["kind"] for line in found.to_json()] == ["price", "kept", "waived", "refund"]


def test_of_a_partly_paid_order_first_less_is_asked_for_then_money_comes_back() -> None:
    found = give({1: 30_000, 2: 30_000}, 10_000, open_minor=40_000, available_minor=80_000)
    assert (found.waived_minor, found.refund_minor) == (40_000, 20_000)


def test_places_that_cost_nothing_give_nothing_back() -> None:
    found = give({1: 0, 2: 0}, 10_000, open_minor=0, available_minor=0)
    assert [one.price_minor for one in found.portions.values()] == [0, 0]


@given(
    prices=st.lists(st.integers(0, 10**7), min_size=1, max_size=40),
    share=st.integers(0, 10_000),
    open_=st.integers(0, 10**9),
    here=st.integers(0, 10**9),
)
def test_portions_add_up_and_nobody_gets_more_than_the_terms_give(
    prices: list[int], share: int, open_: int, here: int
) -> None:
    found = give(dict(enumerate(prices)), share, open_minor=open_, available_minor=here)
    each = found.portions.values()
    assert sum(one.price_minor for one in each) == found.price_minor == sum(prices)
    assert sum(one.waived_minor for one in each) == found.waived_minor <= open_
    assert sum(one.refund_minor for one in each) == found.refund_minor <= here
    assert found.waived_minor + found.refund_minor <= percent(sum(prices), share)
    assert min(found.kept_minor, found.waived_minor, found.refund_minor) >= 0
    assert sum(line["amount_minor"] for line in lines(found)) == (
        found.price_minor - found.kept_minor + found.waived_minor + found.refund_minor
    )
