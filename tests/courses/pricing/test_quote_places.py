"""Several places at once, and a company's tax: whatever the numbers, all the sums agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit.money import part, percent
from courses.orders.lines import grouped, lines_are_net, shares
from courses.pricing.quote import Buyer, Prices, Reduction, VatMode, agreed, quote
from courses.pricing.tax import TaxReason
from courses.pricing.wording import quote_rows

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
NET = Prices("EUR", 30_000, company_net_minor=24_600, vat_mode=VatMode.INCLUSIVE, vat_bp=2_200)
GROSS = Prices("EUR", 30_000, vat_mode=VatMode.INCLUSIVE, vat_bp=2_200)


def test_places_at_a_net_price_are_multiplied_and_taxed_once() -> None:
    found = quote(NET, NOW, buyer=Buyer.COMPANY, places=4)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (98_400, 21_648, 120_048)
    assert [(line.place, line.amount_minor) for line in found.lines] == [
        (0, 24_600), (1, 24_600), (2, 24_600), (3, 24_600),
    ]  # fmt: skip


def test_without_a_net_price_the_cents_that_do_not_divide_go_to_the_first_places() -> None:
    found = quote(GROSS, NOW, buyer=Buyer.COMPANY, places=3)
    # 900.00 holds 162.30 (900 - 900 / 1.22 = 162.295), so 737.70 net; a third is 245.90.
    assert (found.net_minor, found.vat_minor, found.total_minor) == (73_770, 16_230, 90_000)
    odd = Prices("EUR", 9_999, vat_mode=VatMode.INCLUSIVE, vat_bp=2_200)
    found = quote(odd, NOW, buyer=Buyer.COMPANY, places=3)
    # one place: 81.96; three: 299.97 / 1.22 = 245.877, so 245.88
    assert [line.amount_minor for line in found.lines] == [8_196, 8_196, 8_196]
    assert found.net_minor == 24_588


@pytest.mark.parametrize("reason", [TaxReason.REVERSE_CHARGE, TaxReason.OUTSIDE])
def test_where_no_vat_is_charged_a_company_pays_the_net_sum(reason: TaxReason) -> None:
    for prices, total in ((NET, 98_400), (GROSS, 98_361)):
        found = quote(prices, NOW, buyer=Buyer.COMPANY, places=4, tax=reason)
        assert (found.total_minor, found.net_minor, found.vat_minor) == (total, total, 0)
        assert (found.vat_bp, found.vat_reason) == (0, reason)


def test_a_person_always_pays_the_shown_price() -> None:
    found = quote(GROSS, NOW, tax=TaxReason.REVERSE_CHARGE)
    assert (found.total_minor, found.vat_minor) == (30_000, 5_410)
    assert found.vat_reason is TaxReason.RATE


def test_a_seller_who_charges_none_never_reverses_the_charge() -> None:
    for buyer in Buyer:
        found = quote(Prices("EUR", 30_000), NOW, buyer=buyer, tax=TaxReason.REVERSE_CHARGE)
        assert (found.vat_reason, found.total_minor) == (TaxReason.NOT_CHARGED, 30_000)


def test_rows_tell_how_many_at_what_price_and_the_tax() -> None:
    def told(reason: TaxReason) -> list[tuple[str, int]]:
        found = quote(
            NET, NOW, buyer=Buyer.COMPANY, places=2, tax=reason, reduction=Reduction("X", 600)
        )
        rows = quote_rows(found, "UTC")
        return [(row.label.replace("\u202f", " "), row.amount_minor) for row in rows]

    assert told(TaxReason.RATE) == [
        ("2 × Place, € 246.00 each", 49_200),
        ("2 × Voucher X, −€ 6.00 each", -1_200),
        ("VAT 22 %", 10_560),
        ("Total", 58_560),
    ]
    assert told(TaxReason.REVERSE_CHARGE)[-2:] == [
        ("No VAT: reverse charge, you account for it", 0),
        ("Total", 48_000),
    ]
    assert told(TaxReason.OUTSIDE)[-2][0] == "No VAT: your country lies outside the EU"


@given(
    amount=st.integers(0, 10_000_000),
    net=st.none() | st.integers(0, 10_000_000),
    bp=st.integers(0, 5_000),
    off=st.integers(0, 1_000_000),
    share=st.integers(0, 10_000),
    buyer=st.sampled_from(list(Buyer)),
    places=st.integers(1, 60),
    tax=st.sampled_from(list(TaxReason)),
    wish=st.none() | st.integers(0, 10_000_000),
)
def test_lines_shares_and_vat_add_up_whatever_the_numbers(
    amount: int, net: int | None, bp: int, off: int, share: int, buyer: Buyer, places: int,
    tax: TaxReason, wish: int | None,
) -> None:  # fmt: skip
    mode = VatMode.INCLUSIVE if bp else VatMode.NONE
    prices = Prices("EUR", amount, company_net_minor=net, vat_mode=mode, vat_bp=bp)
    found = quote(
        prices, NOW, buyer=buyer, places=places, tax=tax,
        reduction=Reduction("X", amount_minor=off, share_bp=share),
    )  # fmt: skip
    if wish is not None:
        found = agreed(found, wish)
    assert found.net_minor + found.vat_minor == found.total_minor >= 0
    assert min(found.net_minor, found.vat_minor) >= 0
    assert {line.place for line in found.lines} == set(range(places))
    lines = [(line.place, line.amount_minor) for line in found.lines]
    total = sum(amount for _place, amount in lines)
    assert total == (found.net_minor if found.is_net else found.total_minor)
    if found.vat_reason is not TaxReason.RATE:
        assert found.vat_minor == found.vat_bp == 0
    # What the invoice says of the VAT is the rate on the net sum, to half a cent of the gross sum.
    assert abs(found.vat_minor - percent(found.net_minor, found.vat_bp)) <= 1
    each = shares(lines, found.net_minor, found.vat_minor)
    assert sum(one.net_minor for one in each.values()) == found.net_minor
    assert sum(one.vat_minor for one in each.values()) == found.vat_minor
    assert sum(one.gross_minor for one in each.values()) == found.total_minor
    assert min(one.gross_minor for one in each.values()) >= 0
    rows = grouped((f"{line.kind}", line.amount_minor) for line in found.lines)
    assert sum(row.amount_minor for row in rows) == total
    assert quote_rows(found, "UTC")[-1].amount_minor == found.total_minor


def test_vat_is_rounded_once_and_not_for_each_place() -> None:
    prices = replace(NET, company_net_minor=24_999)
    found = quote(prices, NOW, buyer=Buyer.COMPANY, places=4)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (99_996, 21_999, 121_995)
    assert found.vat_minor == 4 * percent(24_999, 2_200) - 1


@given(
    price=st.integers(0, 10_000_000),
    has_net_price=st.booleans(),
    bp=st.integers(1, 5_000),
    places=st.integers(1, 200),
)
def test_an_invoices_lines_and_its_vat_are_what_is_charged_for_every_number_and_rate(
    price: int, has_net_price: bool, bp: int, places: int
) -> None:
    prices = replace(NET, amount_minor=price, vat_bp=bp)
    prices = replace(prices, company_net_minor=price if has_net_price else None)
    found = quote(prices, NOW, buyer=Buyer.COMPANY, places=places)
    rows = grouped((line.kind.value, line.amount_minor) for line in found.lines)
    lines = sum(row.quantity * row.unit_minor for row in rows)
    assert lines + found.vat_minor == found.total_minor
    if has_net_price:  # the rate on the sum, to the nearest cent, a half upwards
        assert lines == price * places
        assert -5_000 <= lines * bp - 10_000 * found.vat_minor < 5_000
    else:  # what was shown, whatever the number
        assert found.total_minor == price * places
    given_back = shares(
        [(line.place, line.amount_minor) for line in found.lines],
        found.net_minor,
        found.vat_minor,
    )
    assert sum(share.gross_minor for share in given_back.values()) == found.total_minor


@given(net=st.integers(0, 10**7), vat=st.integers(0, 10**7), count=st.integers(1, 60))
def test_equal_places_differ_by_a_cent_at_most(net: int, vat: int, count: int) -> None:
    each = shares([(place, 100) for place in range(count)], net, vat).values()
    assert max(one.net_minor for one in each) - min(one.net_minor for one in each) <= 1
    assert max(one.vat_minor for one in each) - min(one.vat_minor for one in each) <= 1
    assert abs(next(iter(each)).net_minor - part(net, 1, count)) <= 1


def test_free_places_share_nothing_and_no_places_share_nothing() -> None:
    assert shares([], 100, 22) == {}
    assert [one.gross_minor for one in shares([(1, 0), (2, 0)], 0, 0).values()] == [0, 0]


def test_lines_are_net_only_where_vat_is_added_after_them() -> None:
    assert lines_are_net(100, 100, 122)
    assert not lines_are_net(122, 100, 122)
    assert not lines_are_net(100, 100, 100)


def test_equal_lines_are_told_as_one_in_the_order_of_the_first() -> None:
    found = grouped([("Place", 5), ("Early", -1), ("Place", 5), ("Place", 6)])
    assert [(row.description, row.quantity, row.unit_minor, row.amount_minor) for row in found] == [
        ("Place", 2, 5, 10), ("Early", 1, -1, -1), ("Place", 1, 6, 6),
    ]  # fmt: skip
