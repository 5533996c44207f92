"""Opening an order: the price and the terms are frozen."""

from datetime import datetime

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser
from courses.orders.billing import Billing
from courses.orders.models import Order
from courses.orders.terms import Accepted, Terms
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer, VatMode

pytestmark = pytest.mark.django_db

PRICE = {
    "amount_minor": 30_000,
    "early_bird_minor": 24_000,
    "early_bird_until_local": datetime(2026, 3, 1),
    "company_net_minor": 25_000,
    "vat_mode": VatMode.INCLUSIVE,
    "vat_bp": 2_200,
}


def test_an_order_copies_price_lines_seller_and_terms(now, session, person, order):
    Organiser.objects.create(pk=1, name="Meridian", legal_name="Meridian OÜ", email="a@example.org")
    one, ada = session(price=PRICE), person()
    found = order(one, ada)
    found.refresh_from_db()
    assert (found.net_minor, found.vat_minor, found.total_minor) == (19_672, 4_328, 24_000)
    assert (found.kind, found.currency, found.seller["name"]) == ("person", "EUR", "Meridian OÜ")
    assert [(line.description, line.amount_minor) for line in found.lines.all()] == [
        ("Place", 30_000),
        ("Early booking", -6_000),
    ]
    assert found.billing.name == "Ada Payer"
    terms = Terms.from_json(found.terms)
    assert [step.refund_minor for step in terms.steps] == [24_000, 12_000]
    assert terms.pages[0].slug == "terms"


def test_a_later_policy_does_not_touch_a_frozen_one(now, session, person, order):
    one = session(price=PRICE)
    found = order(one, person())
    set_price(one, actor=None, currency="EUR", amount_minor=99_900, refund_steps=[])
    found.refresh_from_db()
    assert len(Terms.from_json(found.terms).steps) == 2
    assert found.total_minor == 24_000


def test_a_company_order_stands_net_with_vat_beside(now, session, person, order):
    bill = Billing(buyer=Buyer.COMPANY, name="Ada", company="Acme", vat_number="IT12345670785")
    found = order(session(price=PRICE), person(), billing=bill)
    assert (found.kind, found.net_minor, found.vat_minor) == ("company", 25_000, 5_500)
    assert found.total_minor == 30_500
    assert Terms.from_json(found.terms).withdrawal_until_at is None


def test_numbers_differ_and_start_with_the_year(now, session, person, order):
    one = session()
    numbers = [order(one, person()).number for _ in range(3)]
    assert len(set(numbers)) == 3
    assert all(number.startswith("2026-") and len(number) >= 9 for number in numbers)


def test_an_early_start_needs_the_waiver(now, session, person, order):
    soon = session(starts_local=datetime(2026, 2, 10, 10))
    with pytest.raises(Refusal) as refused:
        order(soon, person(), accepted=Accepted(pages=(), at=now))
    assert refused.value.code == "waiver-needed"
    found = order(soon, person())
    assert Terms.from_json(found.terms).withdrawal_waived


def test_an_order_is_seen_by_its_buyer_alone(now, session, person, order):
    ada = person()
    found = order(session(), ada)
    assert list(Order.objects.visible_to(ada)) == [found]
    assert list(Order.objects.visible_to(person())) == []
