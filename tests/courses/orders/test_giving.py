"""Places without a checkout."""

from datetime import date, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.enrolment import waiting
from courses.enrolment.models import Enrolment, Place
from courses.orders import giving
from courses.orders.balance import balance
from courses.orders.giving import Settlement
from courses.orders.models import LedgerEntry, Order
from courses.pricing.models import PriceList
from courses.pricing.quote import Buyer, VatMode

pytestmark = pytest.mark.django_db
VAT = {"company_net_minor": 25_000, "vat_mode": VatMode.INCLUSIVE, "vat_bp": 2_200}


@pytest.fixture
def boss(person):
    return person(role=Role.COORDINATOR)


def test_a_free_session_is_confirmed_with_a_zero_in_the_ledger(now, session, person, order):
    ada = person()
    opened = order(session(price={"amount_minor": 0}), ada)
    place = Place.objects.get()
    enrolment = giving.settle_free(opened, place, ada, now)
    assert (opened.kind, place.state, enrolment.state) == ("free", "confirmed", "active")
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_minor, entry.provider, entry.source) == (
        "zero",
        0,
        "house",
        "house",
    )
    assert Letter.objects.get(template="place_given").context["alias"] == enrolment.alias
    with pytest.raises(Refusal):
        giving.settle_free(opened, place, ada, now)
    assert LedgerEntry.objects.count() == Enrolment.objects.count() == 1


def test_an_order_that_costs_is_not_given_for_nothing(now, session, person, order):
    ada = person()
    opened = order(session(), ada)
    with pytest.raises(Refusal) as refused:
        giving.settle_free(opened, Place.objects.get(), ada, now)
    assert refused.value.code == "not-free"


def test_a_place_is_given_for_nothing_by_hand(now, session, person, boss):
    enrolment = giving.enrol_by_hand(
        session(), person(), settlement=Settlement.FREE, actor=boss, now=now, amount_minor=500
    )
    order = Order.objects.get()
    assert (order.kind, order.total_minor, order.buyer) == ("staff", 0, enrolment.person)
    assert LedgerEntry.objects.get().actor == boss
    assert AuditEntry.objects.get(act="place.given").facts["settlement"] == "free"


def test_money_that_is_here_already_is_in_the_ledger(now, session, person, boss):
    giving.enrol_by_hand(
        session(price=VAT),
        person(),
        settlement=Settlement.PAID,
        actor=boss,
        now=now,
        amount_minor=20_000,
        reference="B-17",
    )
    order = Order.objects.get()
    assert (order.total_minor, order.net_minor, order.vat_minor) == (20_000, 16_393, 3_607)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.provider_object_id, entry.amount_minor) == (
        "manual_transfer",
        "B-17",
        20_000,
    )
    assert balance(order).open_minor == 0


def test_one_bank_reference_pays_one_order(now, session, person, boss):
    one = session()
    give = {"settlement": Settlement.PAID, "actor": boss, "now": now, "reference": "B-17"}
    giving.enrol_by_hand(one, person(), **give)
    with pytest.raises(Refusal) as refused:
        giving.enrol_by_hand(one, person(), **give)
    assert refused.value.code == "reference-taken"
    assert Place.objects.count() == Enrolment.objects.count() == 1


def test_a_place_is_confirmed_before_the_transfer_comes(now, session, person, boss):
    enrolment = giving.enrol_by_hand(
        session(price=VAT),
        person(),
        settlement=Settlement.TRANSFER,
        actor=boss,
        now=now,
        buyer=Buyer.COMPANY,
    )
    order = Order.objects.get()
    assert (order.total_minor, order.pay_by_on) == (30_500, date(2026, 2, 16))
    assert (enrolment.place.state, balance(order).open_minor) == ("confirmed", 30_500)
    record = {"reference": "B-20", "actor": boss, "occurred_at": now}
    assert giving.record_transfer(order, 500, **{**record, "reference": "B-19"}) is True
    assert giving.record_transfer(order, 30_000, **record) is True
    assert giving.record_transfer(order, 30_000, **record) is False
    assert balance(order).open_minor == 0
    assert AuditEntry.objects.filter(act="payment.recorded").count() == 2


@pytest.mark.parametrize(
    ("amount", "reference", "code"), [(0, "B", "nothing"), (5, " ", "no-reference")]
)
def test_a_transfer_without_sum_or_reference_is_refused(
    now, session, person, order, boss, amount, reference, code
):
    with pytest.raises(Refusal) as refused:
        giving.record_transfer(
            order(session(), person()), amount, reference=reference, actor=boss, occurred_at=now
        )
    assert refused.value.code == code


def test_staff_pass_the_waiting_list_but_not_the_capacity(now, session, person, boss):
    one = session(capacity=1)
    give = {"settlement": Settlement.FREE, "actor": boss, "now": now}
    giving.enrol_by_hand(one, person(), **give)
    waiting.join(one, person())
    with pytest.raises(Refusal) as refused:
        giving.enrol_by_hand(one, person(), **give)
    assert refused.value.code == "session-full"
    type(one).objects.update(capacity=2)
    assert giving.enrol_by_hand(one, person(), **give).state == "active"


def test_nobody_is_enrolled_twice_or_in_what_is_over(now, session, person, boss):
    one, ada = session(), person()
    giving.enrol_by_hand(one, ada, settlement=Settlement.FREE, actor=boss, now=now)
    with pytest.raises(Refusal) as refused:
        giving.enrol_by_hand(one, ada, settlement=Settlement.FREE, actor=boss, now=now)
    assert refused.value.code == "has-place"
    during = one.starts_at + timedelta(hours=1)
    with clock.at(during):
        late = giving.enrol_by_hand(
            one, person(), settlement=Settlement.FREE, actor=boss, now=during
        )
    assert late.state == "active"
    with pytest.raises(Refusal) as refused:
        giving.enrol_by_hand(one, person(), settlement=Settlement.FREE, actor=boss, now=one.ends_at)
    assert refused.value.code == "session-over"


def test_a_place_needs_a_price_list(now, session, person, boss):
    one = session()
    PriceList.objects.all().delete()
    with pytest.raises(Refusal) as refused:
        giving.enrol_by_hand(one, person(), settlement=Settlement.FREE, actor=boss, now=now)
    assert refused.value.code == "no-price"
