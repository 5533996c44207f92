"""Whose money it is, when, and in which currency. Scenarios 51, 52, 54, 55."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.privacy import erasing
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders.billing import Billing
from courses.orders.models import Order, OrderBilling
from courses.orders.terms import Accepted
from courses.payment import settling
from courses.payment.buying import buy
from courses.payment.models import Delivery, PaymentAttempt
from courses.payment.reconciling import attempts
from tests.courses.payment.shop import Carry, Press, attempt_of, give_back, ledger, place_of

SUMMER_TIME_BEGINS = datetime(2026, 3, 29, 1, tzinfo=UTC)
HOLD = timedelta(minutes=35)


def test_scenario_51_anothers_landing_page_is_not_there(
    paid: Order, person: Callable[..., User], as_user: Callable[[User], Client]
) -> None:
    checkout = attempt_of(paid).checkout_id
    answer = as_user(person()).get(f"/orders/{paid.ref}/?checkout={checkout}")
    assert answer.status_code == 404
    assert "Ada Payer" not in answer.content.decode()
    assert Client().get(f"/orders/{paid.ref}/?checkout={checkout}").status_code == 302


def test_scenario_52_whoever_pays_just_now_can_not_be_forgotten_yet(opened: Order) -> None:
    with pytest.raises(Refusal) as refused:
        erasing.request_erasure(opened.buyer)
    assert "under way" in refused.value.sentence


def test_scenario_52_money_that_comes_after_the_account_is_gone_can_go_back(
    opened: Order, provider: Control, hook: Carry, advance: Callable[[float], None]
) -> None:
    """The hold ended here, the account was erased a week later, and only then we hear of the money."""
    provider.pay(attempt_of(opened).checkout_id)
    settling.release_places(opened)
    PaymentAttempt.objects.filter(order=opened).update(state="expired")
    planned = erasing.request_erasure(opened.buyer)
    advance(8 * 24 * 3600)
    assert erasing.erase(planned)
    Session.objects.filter(pk=opened.session_id).update(capacity=1, taken=1)
    hook()
    give_back()
    assert ledger(opened) == [("charge", 30_000), ("refund", -30_000)]
    assert not Enrolment.objects.exists()
    assert OrderBilling.objects.get(order=opened).name == ""
    assert "customer_email" not in attempt_of(opened).parameters
    told = Letter.objects.filter(template__in=["refund", "paid_but_full"])
    assert not told.exclude(address="").exists()


def test_an_erased_buyer_leaves_no_address_in_what_stripe_told_us(
    paid: Order, provider: Control, hook: Carry, advance: Callable[[float], None]
) -> None:
    hook()
    Enrolment.objects.update(state="ended", ended_reason="cancelled", ended_at=clock.now())
    planned = erasing.request_erasure(paid.buyer)
    advance(8 * 24 * 3600)
    assert Delivery.objects.exclude(body=b"").exists()
    assert erasing.erase(planned)
    told = Delivery.objects.exclude(body=b"")
    assert not told.filter(payment_id=attempt_of(paid).payment_id).exists()
    assert not told.filter(object_id=attempt_of(paid).checkout_id).exists()


@pytest.mark.parametrize("ahead", [120, -120])
def test_scenario_54_two_minutes_of_skew_neither_refuse_a_checkout_nor_end_it_early(
    ahead: int,
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    start = clock.now()
    provider.clock_set(start + timedelta(seconds=ahead))
    order = purchase(session(), person()).order
    assert attempt_of(order).state == "open"
    almost = start + HOLD - timedelta(seconds=1)
    provider.clock_set(almost + timedelta(seconds=ahead))
    with clock.at(almost):
        assert attempts.end_expired_holds() == 0
    assert place_of(order).state == "held"
    with clock.at(start + HOLD):
        assert attempts.end_expired_holds() == 1
    assert place_of(order).state == "released"


def test_scenario_54_a_hold_over_the_change_to_summer_time_lasts_as_long_as_any(
    provider: Control,
    session: Callable[..., Session],
    person: Callable[..., User],
    billing: Billing,
    accepted: Accepted,
) -> None:
    start = SUMMER_TIME_BEGINS - timedelta(minutes=10)
    provider.clock_set(start)
    with clock.at(start):
        later = session(starts_local=datetime(2026, 4, 18, 10))
        order = buy(
            person=person(), session=later, billing=billing, accepted=accepted, now=start
        ).order
        attempt = attempt_of(order)
    assert attempt.expires_at - start == HOLD
    (checkout,) = provider.objects("checkout.session")
    assert checkout["expires_at"] == int((start + HOLD).timestamp())
    with clock.at(start + timedelta(minutes=34)):
        assert attempts.end_expired_holds() == 0
    with clock.at(start + HOLD):
        assert attempts.end_expired_holds() == 1


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [
        ("JPY", 45_000, "45,000"),
        ("KWD", 92_500, "92.500"),
        ("EUR", 99_999_999, "999,999.99"),
    ],
)
def test_scenario_55_sums_without_and_with_three_decimals_and_the_largest_are_right_both_ways(
    currency: str,
    amount: int,
    shown: str,
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    hook: Carry,
    as_user: Callable[[User], Client],
) -> None:
    ada = person()
    price = {"currency": currency, "amount_minor": amount}
    order = purchase(session(price=price), ada).order
    (checkout,) = provider.objects("checkout.session")
    assert (checkout["currency"], checkout["amount_total"]) == (currency.lower(), amount)
    provider.pay(checkout["id"])
    hook()
    assert ledger(order) == [("charge", amount)]
    page = as_user(ada).get(f"/orders/{order.ref}/").content.decode()
    assert shown in page
