"""Money in whole minor units."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit import money
from courseplatform.kit.money import Money, MoneyError

SUMS = st.integers(-(10**12), 10**12)


def test_sums_of_one_currency_add_up_and_two_never_do() -> None:
    assert Money(100, "EUR") + Money(-30, "EUR") == Money(70, "EUR")
    assert Money(100, "EUR") - Money(130, "EUR") == -Money(30, "EUR")
    assert Money(1, "EUR") < Money(2, "EUR") <= Money(2, "EUR")
    assert not Money(0, "EUR")
    for mix in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(MoneyError, match="never summed"):
            mix(Money(1, "EUR"), Money(1, "USD"))


def test_a_currency_that_is_not_sold_in_is_refused() -> None:
    with pytest.raises(MoneyError, match="XYZ"):
        Money(1, "XYZ")


@given(SUMS, st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_rounded_half_away_from_zero(minor: int, over: int, under: int) -> None:
    exact = Decimal(minor) * over / under
    if exact * 2 == (exact * 2).to_integral_value() or abs(exact) < 10**9:
        assert money.part(minor, over, under) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_share_of_nothing_is_refused() -> None:
    for under in (0, -1):
        with pytest.raises(MoneyError):
            money.part(1, 1, under)


@pytest.mark.parametrize(
    ("minor", "points", "share"),
    [(24_000, 2_200, 5_280), (5, 5_000, 3), (-5, 5_000, -3), (1, 0, 0)],
)
def test_percentages_in_basis_points(minor: int, points: int, share: int) -> None:
    assert money.percent(minor, points) == share


def test_tax_inside_a_sum() -> None:
    assert money.included_tax(24_000, 2_200) == 4_328
    assert money.included_tax(24_000, 0) == 0
    assert money.included_tax(-24_000, 2_200) == -4_328


@given(SUMS, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(sum))
def test_a_division_loses_no_unit_and_nobody_is_off_by_more_than_one(
    minor: int, weights: list[int]
) -> None:
    shares = money.split(minor, weights)
    assert sum(shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - minor * weight / sum(weights)) <= 1


@pytest.mark.parametrize("weights", [[], [0], [1, -1, 1]])
def test_weights_that_are_none_are_refused(weights: list[int]) -> None:
    with pytest.raises((MoneyError, ValueError)):
        money.split(10, weights)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (24_000, "EUR", "€\u202f240.00"),
        (-5, "EUR", "−€\u202f0.05"),
        (1_234_567, "USD", "US$\u202f12,345.67"),
        (5_000, "JPY", "¥\u202f5,000"),
        (1_234, "KWD", "KWD\u202f1.234"),
    ],
)
def test_sums_are_shown_with_their_sign_and_their_decimals(
    minor: int, currency: str, text: str
) -> None:
    assert money.show(minor, currency) == str(Money(minor, currency)) == text


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("240", "EUR", 24_000),
        (" 240.5 ", "EUR", 24_050),
        ("1,240.00", "EUR", 124_000),
        ("1 240", "EUR", 124_000),
        ("-3.10", "EUR", -310),
        ("5000", "JPY", 5_000),
        ("1.234", "KWD", 1_234),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, currency: str, minor: int) -> None:
    assert money.parse(typed, currency) == minor


@pytest.mark.parametrize(
    "typed", ["", "x", "1.234", "1.", ".5", "1e5", "NaN", "∞", "--1", "1.2.3", "9" * 13, "١٢x"]
)
def test_what_is_no_amount_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(MoneyError, match=r"Write it like"):
        money.parse(typed, "EUR")


def test_yen_have_no_decimals() -> None:
    with pytest.raises(MoneyError):
        money.parse("5.5", "JPY")


@given(st.integers(-(10**11), 10**11), st.sampled_from(sorted(money.EXPONENTS)))
def test_what_is_shown_can_be_read_again(minor: int, currency: str) -> None:
    shown = money.show(minor, currency).replace("−", "-").replace(money.SYMBOLS[currency], "")
    assert money.parse(shown, currency) == minor
