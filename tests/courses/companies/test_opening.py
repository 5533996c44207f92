"""A company's order: all places or none, at the company's own tax, by card or on invoice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.companies.opening import ByStaff, Trouble, Wish, quote_for, why_not_on_invoice
from courses.enrolment import places, waiting
from courses.enrolment.models import Enrolment, Place
from courses.invoicing.models import Document
from courses.orders.balance import balance
from courses.orders.companies import CompanyTerms, OnInvoice, Paying
from courses.orders.models import Order
from courses.pricing.vouchers import Promise, make
from tests.courses.companies.conftest import claims_of, places_of

Ordered = Callable[..., Order]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def test_places_are_held_without_a_person_and_counted_at_once(
    ordered: Ordered, one: Session
) -> None:
    order = ordered(4)
    held = places_of(order)
    assert [(place.state, place.holder) for place in held] == [("held", None)] * 4
    one.refresh_from_db()
    assert one.taken == 4
    assert (order.kind, order.total_minor, order.lines.count()) == ("company", 120_048, 4)
    assert (order.company.paying, order.company.on_invoice) == ("card", "")
    assert order.billing.reference == "PO 4711"
    assert not Document.objects.exists()
    assert claims_of(order) == []


def test_the_first_place_may_be_the_buyers_own(ordered: Ordered, petra: User) -> None:
    order = ordered(2, one_is_mine=True)
    assert [place.holder for place in places_of(order)] == [petra, None]
    assert refused(lambda: ordered(1, one_is_mine=True)) == "has-place"


def test_all_places_are_taken_or_none(
    session: Callable[..., Session], ordered: Ordered, now: Any
) -> None:
    small = session(capacity=3, price={"amount_minor": 10_000})
    with pytest.raises(Refusal, match="4 places, and 3 are free") as caught:
        ordered(4, session=small)
    assert caught.value.code == "too-few-free"
    small.refresh_from_db()
    assert (small.taken, Place.objects.count()) == (0, 0)
    ordered(3, session=small)
    assert refused(lambda: ordered(1, session=small)) == "session-full"


def test_nobody_passes_those_who_wait_but_staff(
    session: Callable[..., Session], ordered: Ordered, person: Any, staff: User, now: Any
) -> None:
    small = session(capacity=1, price={"amount_minor": 10_000})
    held = places.hold_place(small, person(), clock.now() + timedelta(minutes=35))
    waiting.join(small, person())
    places.release(held)
    assert refused(lambda: ordered(1, session=small)) == "session-full"
    ordered(1, session=small, by_staff=ByStaff(staff), paying=Paying.INVOICE)


@pytest.mark.parametrize("number", [0, -1, 31])
def test_the_number_has_its_limits(ordered: Ordered, number: int) -> None:
    assert refused(lambda: ordered(number)) == "bad-number"


@pytest.mark.parametrize(
    ("billing", "total", "reason"),
    [
        ({}, 120_048, "rate"),
        ({"vat_number": "DE136695976"}, 98_400, "reverse-charge"),
        ({"country": "IT", "vat_number": "IT00743110157"}, 120_048, "rate"),
        ({"country": "UA"}, 98_400, "outside"),
        ({"vat_number": "FR40303265045"}, 120_048, "rate"),  # not of its own state
    ],
)
def test_tax_follows_from_the_companys_country_and_number(
    ordered: Ordered, billing: dict[str, str], total: int, reason: str
) -> None:
    order = ordered(4, billing=billing)
    assert (order.total_minor, order.vat_reason) == (total, reason)
    assert order.billing.vat_check == ("format" if billing.get("vat_number") else "")


def test_a_seller_without_vat_charges_nobody(
    session: Callable[..., Session], ordered: Ordered
) -> None:
    free_of_vat = session(price={"amount_minor": 10_000})
    order = ordered(2, session=free_of_vat, billing={"vat_number": "DE136695976"})
    assert (order.total_minor, order.vat_reason) == (20_000, "not-charged")


def test_on_invoice_places_are_held_until_the_money_must_be_here(ordered: Ordered) -> None:
    order = ordered(4, paying=Paying.INVOICE)
    # 14 days from 2 February; three days of grace, then ten in the morning in Kyiv.
    assert (order.pay_by_on, order.release_unpaid) == (date(2026, 2, 16), True)
    (until,) = {place.held_until for place in places_of(order)}
    assert until is not None
    assert until.isoformat() == "2026-02-20T08:00:00+00:00"
    document = Document.objects.get()
    assert (document.number, document.total_minor) == ("I-2026-00001", 120_048)
    assert claims_of(order) == []


def test_on_invoice_places_are_confirmed_at_once_where_the_session_says_so(
    ordered: Ordered, one: Session
) -> None:
    CompanyTerms.objects.create(session=one, on_invoice="confirm", due_days=30, change_hours=48)
    order = ordered(3, paying=Paying.INVOICE, one_is_mine=True)
    assert [place.state for place in places_of(order)] == ["confirmed"] * 3
    assert (order.pay_by_on, order.release_unpaid) == (date(2026, 3, 4), False)
    assert order.company.change_until_at == one.starts_at - timedelta(hours=48)
    assert len(claims_of(order)) == 2
    assert Enrolment.objects.get().person == order.buyer
    letter = Letter.objects.get(template="company_places")
    assert (letter.context["places"], letter.context["unclaimed"]) == (3, 2)
    assert balance(order).open_minor == order.total_minor


def test_an_invoice_is_refused_where_there_is_no_time_or_no_wish_for_it(
    ordered: Ordered, one: Session
) -> None:
    assert why_not_on_invoice(one, clock.now()) is None
    with clock.at(one.starts_at - timedelta(days=6)):
        assert why_not_on_invoice(one, clock.now()) is Trouble.TOO_LATE
        assert refused(lambda: ordered(1, paying=Paying.INVOICE)) == "no-invoice"
    CompanyTerms.objects.create(session=one, on_invoice="off")
    assert why_not_on_invoice(one, clock.now()) is Trouble.OFF
    assert refused(lambda: ordered(1, paying=Paying.INVOICE)) == "no-invoice"


def test_a_held_invoice_is_due_before_the_session(ordered: Ordered, one: Session) -> None:
    with clock.at(one.starts_at - timedelta(days=9)):
        order = ordered(1, paying=Paying.INVOICE)
        assert order.pay_by_on == date(2026, 3, 9)
        (place,) = places_of(order)
        assert place.held_until is not None
        assert place.held_until < one.starts_at


def test_without_an_address_nothing_is_invoiced(ordered: Ordered, one: Session) -> None:
    act = lambda: ordered(1, paying=Paying.INVOICE, billing={"address": ""})  # noqa: E731
    assert refused(act) == "billing-incomplete"
    one.refresh_from_db()
    assert (one.taken, Order.objects.count()) == (0, 0)


def test_free_places_are_confirmed_and_asked_for_nothing(
    session: Callable[..., Session], ordered: Ordered
) -> None:
    order = ordered(2, session=session(price={"amount_minor": 0}))
    assert (order.kind, order.company.paying) == ("free", "settled")
    assert len(claims_of(order)) == 2
    assert not Document.objects.exists()


def test_a_voucher_counts_for_each_place_and_is_taken_off_each(
    ordered: Ordered, petra: User, one: Session, wish: Callable[..., Wish]
) -> None:
    voucher = make(Promise(amount_minor=1_000, currency="EUR", uses=3), code="TEAM", actor=None)
    order = ordered(3, code=" team ")
    voucher.refresh_from_db()
    assert (voucher.used, order.net_minor) == (3, 3 * 23_600)
    assert refused(lambda: quote_for(one, wish(1, code="TEAM"), petra, clock.now())) == (
        "voucher-used-up"
    )
    for place in places_of(order):
        places.release(place)
    voucher.refresh_from_db()
    assert voucher.used == 0
    assert refused(lambda: ordered(4, code="TEAM")) == "voucher-used-up"
    voucher.refresh_from_db()
    assert voucher.used == 0


def test_staff_agree_on_a_sum_and_a_day(ordered: Ordered, staff: User) -> None:
    by = ByStaff(staff, total_minor=100_000, pay_by_on=date(2026, 3, 1))
    order = ordered(3, by_staff=by, paying=Paying.INVOICE)
    assert (order.kind, order.total_minor, order.pay_by_on) == ("staff", 100_000, date(2026, 3, 1))
    assert order.net_minor + order.vat_minor == 100_000
    amounts = list(order.lines.values_list("amount_minor", flat=True))
    assert sum(amounts) == order.net_minor
    assert max(amounts) - min(amounts) <= 1
    held = ByStaff(staff, on_invoice=OnInvoice.HOLD)
    assert places_of(ordered(1, by_staff=held, paying=Paying.INVOICE))[0].state == "held"


def test_a_house_outside_the_eu_charges_its_rate_to_everybody(ordered: Ordered) -> None:
    Organiser.objects.update(country="UA")
    order = ordered(1, billing={"vat_number": "DE136695976"})
    assert (order.vat_reason, order.vat_bp) == ("rate", 2200)
