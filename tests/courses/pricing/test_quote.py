"""What a place costs, to the cent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.pricing.quote import Buyer, LineKind, Prices, Reduction, VatMode, agreed, quote
from courses.pricing.refunds import PolicyError, RefundStep, check, dated, step_at
from courses.pricing.wording import describe, policy_lines, rate, until

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
KYIV = Prices(
    currency="EUR",
    amount_minor=30_000,
    early_bird_minor=24_000,
    early_bird_until_at=NOW + timedelta(days=7),
    company_net_minor=25_000,
    vat_mode=VatMode.INCLUSIVE,
    vat_bp=2_200,
)


def test_the_early_price_is_a_reduction_with_vat_inside():
    found = quote(KYIV, NOW)
    assert [(line.kind, line.amount_minor) for line in found.lines] == [
        (LineKind.PLACE, 30_000),
        (LineKind.EARLY_BIRD, -6_000),
    ]
    # 240.00 holds 43.28 of VAT at 22 %: 24000 / 1.22 = 19672.13...
    assert (found.net_minor, found.vat_minor, found.total_minor) == (19_672, 4_328, 24_000)
    assert found.lines[1].until_at == NOW + timedelta(days=7)
    assert not found.is_net


def test_the_early_price_ends_at_its_end_exactly():
    end = NOW + timedelta(days=7)
    assert quote(KYIV, end - timedelta(microseconds=1)).total_minor == 24_000
    assert quote(KYIV, end).total_minor == 30_000


def test_a_company_pays_the_net_price_and_vat_on_top():
    found = quote(KYIV, NOW, buyer=Buyer.COMPANY)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (25_000, 5_500, 30_500)
    assert [line.amount_minor for line in found.lines] == [25_000]
    assert found.is_net


def test_a_company_without_a_net_price_pays_what_a_person_pays():
    prices = Prices("EUR", 30_000, vat_mode=VatMode.INCLUSIVE, vat_bp=2_200)
    found = quote(prices, NOW, buyer=Buyer.COMPANY)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (24_590, 5_410, 30_000)
    assert [line.amount_minor for line in found.lines] == [24_590]


def test_without_vat_the_price_is_the_net_sum():
    found = quote(Prices("JPY", 5_000), NOW)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (5_000, 0, 5_000)


@pytest.mark.parametrize("buyer", list(Buyer))
def test_a_free_place_is_free_for_everybody(buyer):
    found = quote(Prices("EUR", 0), NOW, buyer=buyer)
    assert found.is_free
    assert found.total_minor == 0


@pytest.mark.parametrize("amount", [1, 99, 12_345, 99_999_999])
@pytest.mark.parametrize("bp", [1, 700, 1_900, 2_200, 5_000])
@pytest.mark.parametrize("buyer", list(Buyer))
def test_net_and_vat_always_add_up(amount, bp, buyer):
    prices = Prices("EUR", amount, vat_mode=VatMode.INCLUSIVE, vat_bp=bp)
    found = quote(prices, NOW, buyer=buyer)
    assert found.net_minor + found.vat_minor == found.total_minor == amount


def test_each_line_has_words():
    assert [describe(line) for line in quote(KYIV, NOW).lines] == ["Place", "Early booking"]


def test_a_policy_is_told_in_days_and_sums():
    steps = dated(STEPS, datetime(2026, 3, 14, 10), "Europe/Kyiv", 24_000)
    lines = policy_lines(steps, "EUR", "Europe/Kyiv", steps[0].until_at)
    assert [(line.until, line.gives.replace("\u202f", " ")) for line in lines] == [
        ("Until the end of Sat 28 Feb 2026", "all back, € 240.00"),
        ("Until the end of Sat 7 Mar 2026", "half back, € 120.00"),
        ("Until it begins, Sat 14 Mar 2026, 10:00", "25 % back, € 60.00"),
        ("After that", "nothing back"),
    ]
    assert [line.is_past for line in lines] == [True, False, False, False]
    assert [line.holds for line in lines] == [False, True, False, False]


def test_without_a_policy_nothing_comes_back():
    (line,) = policy_lines((), "EUR", "Europe/Kyiv", NOW)
    assert (line.until, line.gives, line.holds) == ("At any time", "nothing back", True)


def test_an_end_at_midnight_is_the_end_of_a_day():
    assert until(datetime(2026, 2, 28, 22, tzinfo=UTC), "Europe/Kyiv") == "Sat 28 Feb 2026"
    assert until(datetime(2026, 2, 28, 21, tzinfo=UTC), "Europe/Kyiv") == "Sat 28 Feb 2026, 23:00"


@pytest.mark.parametrize(("bp", "words"), [(2_200, "22"), (750, "7.5"), (825, "8.25"), (0, "0")])
def test_a_rate_is_written_as_people_write_it(bp, words):
    assert rate(bp) == words


STEPS = (RefundStep(14, 10_000), RefundStep(7, 5_000), RefundStep(0, 2_500))


def test_a_policy_gets_real_dates_and_sums():
    found = dated(STEPS, datetime(2026, 3, 14, 10), "Europe/Kyiv", 24_001)
    # Through 28 February, through 7 March, and on the day itself until it begins.
    assert [step.until_local for step in found] == [
        datetime(2026, 3, 1),
        datetime(2026, 3, 8),
        datetime(2026, 3, 14, 10),
    ]
    assert [step.refund_minor for step in found] == [24_001, 12_001, 6_000]
    assert found[0].until_at == datetime(2026, 2, 28, 22, tzinfo=UTC)


def test_the_step_that_holds_is_the_first_that_has_not_ended():
    found = dated(STEPS, datetime(2026, 3, 14, 10), "Europe/Kyiv", 24_000)
    assert step_at(found, NOW) == found[0]
    assert step_at(found, found[0].until_at) == found[1]
    assert step_at(found, found[2].until_at - timedelta(seconds=1)) == found[2]
    assert step_at(found, found[2].until_at) is None


def test_a_day_that_ends_in_a_missing_hour_still_ends():
    # In Beirut clocks go forward at midnight: 29 March 2026 has no 00:00.
    (step,) = dated([RefundStep(7, 5_000)], datetime(2026, 4, 4, 10), "Asia/Beirut", 100)
    assert step.until_local == datetime(2026, 3, 29)
    assert step.until_at == datetime(2026, 3, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "steps",
    [
        [RefundStep(14, 0)],
        [RefundStep(14, 10_001)],
        [RefundStep(-1, 5_000)],
        [RefundStep(400, 5_000)],
        [RefundStep(14, 5_000), RefundStep(14, 2_500)],
        [RefundStep(14, 5_000), RefundStep(7, 5_000)],
        [RefundStep(7, 10_000), RefundStep(14, 5_000)],
    ],
)
def test_steps_that_make_no_policy_are_refused(steps):
    with pytest.raises(PolicyError):
        check(steps)


def test_a_policy_is_put_in_order():
    assert check(reversed(STEPS)) == STEPS
    assert check([]) == ()


def test_a_voucher_takes_a_sum_off_what_the_place_costs_now():
    found = quote(KYIV, NOW, reduction=Reduction("SPRING", amount_minor=4_000))
    assert [(line.kind, line.amount_minor) for line in found.lines] == [
        (LineKind.PLACE, 30_000),
        (LineKind.EARLY_BIRD, -6_000),
        (LineKind.VOUCHER, -4_000),
    ]
    assert (found.net_minor, found.vat_minor, found.total_minor) == (16_393, 3_607, 20_000)
    assert describe(found.lines[2]) == "Voucher SPRING"


def test_a_voucher_in_percent_counts_from_the_early_price():
    found = quote(KYIV, NOW, reduction=Reduction("HALF", share_bp=5_000))
    assert found.total_minor == 12_000


def test_a_voucher_never_gives_money():
    found = quote(KYIV, NOW, reduction=Reduction("ALL", amount_minor=99_999))
    assert found.is_free
    assert found.lines[-1].amount_minor == -24_000
    assert quote(Prices("EUR", 0), NOW, reduction=Reduction("ALL", share_bp=10_000)).lines == (
        quote(Prices("EUR", 0), NOW).lines
    )


def test_a_company_has_its_voucher_off_the_net_price():
    found = quote(KYIV, NOW, buyer=Buyer.COMPANY, reduction=Reduction("TEN", share_bp=1_000))
    assert [(line.kind, line.amount_minor) for line in found.lines] == [
        (LineKind.PLACE, 25_000),
        (LineKind.VOUCHER, -2_500),
    ]
    assert (found.net_minor, found.vat_minor, found.total_minor) == (22_500, 4_950, 27_450)


def test_a_company_without_a_net_price_pays_what_a_person_with_the_voucher_pays():
    prices = Prices("EUR", 30_000, vat_mode=VatMode.INCLUSIVE, vat_bp=2_200)
    found = quote(prices, NOW, buyer=Buyer.COMPANY, reduction=Reduction("R", amount_minor=5_000))
    assert found.total_minor == 25_000
    assert [line.amount_minor for line in found.lines] == [24_590, -4_098]
    assert found.net_minor == 20_492


@given(
    amount=st.integers(0, 10_000_000),
    net=st.none() | st.integers(0, 10_000_000),
    bp=st.integers(0, 5_000),
    off=st.integers(0, 20_000_000),
    share=st.integers(0, 10_000),
    buyer=st.sampled_from(list(Buyer)),
)
def test_lines_and_vat_always_add_up_and_nothing_goes_below_zero(
    amount, net, bp, off, share, buyer
):
    mode = VatMode.INCLUSIVE if bp else VatMode.NONE
    prices = Prices("EUR", amount, company_net_minor=net, vat_mode=mode, vat_bp=bp)
    reduction = Reduction("X", amount_minor=off, share_bp=share)
    found = quote(prices, NOW, buyer=buyer, reduction=reduction)
    assert found.net_minor + found.vat_minor == found.total_minor >= 0
    assert found.net_minor >= 0
    lines = sum(line.amount_minor for line in found.lines)
    assert lines == (found.net_minor if found.is_net else found.total_minor)
    assert found.total_minor <= quote(prices, NOW, buyer=buyer).total_minor


@pytest.mark.parametrize("buyer", list(Buyer))
def test_an_agreed_sum_holds_its_own_vat(buyer):
    found = agreed(quote(KYIV, NOW, buyer=buyer), 12_200)
    assert (found.net_minor, found.vat_minor, found.total_minor) == (10_000, 2_200, 12_200)
    assert [line.amount_minor for line in found.lines] == [10_000 if found.is_net else 12_200]
