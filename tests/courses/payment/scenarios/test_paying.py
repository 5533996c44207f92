"""Paying, or not: declines, bank debits, ends of holds, what does not fit. Scenarios 25 to 34, 37."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import stripe
from django.db import connection

from courseplatform.kit import clock, sweeps
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment import waiting
from courses.enrolment.models import LIVE, Enrolment, Place, Waiting
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.payment import buying, settling
from courses.payment.models import PaymentAttempt, ReviewItem
from courses.payment.providers.stripe.client import client as stripe_client
from courses.payment.reconciling import attempts
from courses.pricing.prices import set_price
from tests.courses.conftest import NOW
from tests.courses.payment.shop import (
    ASKS_FIRST,
    DEBIT,
    DEBIT_THAT_FAILS,
    DECLINED,
    GOOD,
    HALF_AN_HOUR_AND_MORE,
    Carry,
    Press,
    attempt_of,
    give_back,
    ledger,
    place_of,
)


def let_the_hold_end(order: Order) -> None:
    """Put our rows where they are when a hold ended here, though Stripe took the money."""
    settling.release_places(order)
    PaymentAttempt.objects.filter(order=order).update(state="expired")


def test_scenario_25_a_declined_card_leaves_the_checkout_open_and_the_next_one_confirms_once(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(attempt_of(opened).checkout_id, DECLINED)
    hook()
    assert (attempt_of(opened).state, place_of(opened).state) == ("open", "held")
    provider.pay(attempt_of(opened).checkout_id, GOOD)
    hook()
    assert place_of(opened).state == "confirmed"
    assert ledger(opened) == [("charge", 30_000)]


def test_scenario_26_a_bank_question_that_nobody_answers_ends_with_the_hold(
    opened: Order, provider: Control, hook: Carry, advance: Callable[[float], None]
) -> None:
    outcome = provider.pay(attempt_of(opened).checkout_id, ASKS_FIRST)
    assert outcome["state"] != "paid"
    hook()
    assert place_of(opened).state == "held"
    advance(HALF_AN_HOUR_AND_MORE)
    attempts.end_expired_holds()
    assert (attempt_of(opened).state, place_of(opened).state) == ("expired", "released")


def test_scenario_27_an_expired_checkout_gives_the_seat_back_once_and_the_queue_moves_up(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    hook: Carry,
    advance: Callable[[float], None],
) -> None:
    one, ada = session(capacity=1), person()
    order = purchase(one, ada).order
    turn = waiting.join(one, person())
    advance(HALF_AN_HOUR_AND_MORE)
    hook()
    attempts.end_expired_holds()
    hook()
    assert (attempt_of(order).state, place_of(order).state) == ("expired", "released")
    one.refresh_from_db()
    assert one.taken == 0
    sweeps.run("enrolment.waiting")
    turn.refresh_from_db()
    one.refresh_from_db()
    assert (turn.state, one.taken) == ("offered", 1)
    with pytest.raises(Refusal) as refused:
        purchase(one, ada)
    assert refused.value.code == "session-full"
    assert not Letter.objects.filter(template="receipt").exists()


def test_scenario_27_whose_hold_ended_can_begin_again(
    purchase: Press, opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    advance(HALF_AN_HOUR_AND_MORE)
    attempts.end_expired_holds()
    again = purchase(opened.session, opened.buyer)
    assert again.order != opened
    assert place_of(again.order).state == "held"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_scenario_28_a_sweep_that_races_with_a_payment_never_releases_a_paid_place(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    chosen = session()
    late = NOW + timedelta(minutes=36)
    for _ in range(4):
        order = purchase(chosen, person()).order
        checkout = attempt_of(order).checkout_id
        barrier = threading.Barrier(3)

        def together(act: Callable[[], object], ready: threading.Barrier = barrier) -> None:
            with clock.at(late):
                ready.wait(timeout=20)
                act()
            connection.close()

        acts: list[Callable[[], object]] = [
            lambda paid=checkout: provider.pay(paid),
            attempts.end_expired_holds,
            lambda of=order: settling.sync(attempt_of(of), source="webhook"),
        ]
        threads = [threading.Thread(target=together, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        with clock.at(late + timedelta(minutes=1)):
            settling.sync(attempt_of(order), source="reconcile")
        (seen,) = [one for one in provider.objects("checkout.session") if one["id"] == checkout]
        ended = {"complete": ("succeeded", "confirmed"), "expired": ("expired", "released")}
        assert (attempt_of(order).state, place_of(order).state) == ended[seen["status"]]
        chosen.refresh_from_db()
        assert chosen.taken == Place.objects.filter(session=chosen, state__in=LIVE).count()


def test_scenario_28_a_hold_that_was_paid_in_the_last_moment_is_confirmed_by_the_sweep(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    advance(HALF_AN_HOUR_AND_MORE)
    attempts.end_expired_holds()
    assert (attempt_of(opened).state, place_of(opened).state) == ("succeeded", "confirmed")


def test_scenario_29_money_after_the_hold_takes_a_free_place_again(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    let_the_hold_end(opened)
    hook()
    assert place_of(opened).state == "confirmed"
    assert Session.objects.get().taken == 1
    assert Enrolment.objects.get().person == opened.buyer


def test_scenario_30_money_after_the_last_place_is_gone_goes_back_with_an_apology(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    hook: Carry,
) -> None:
    one = session(capacity=1)
    order = purchase(one, person("Late")).order
    provider.pay(attempt_of(order).checkout_id)
    let_the_hold_end(order)
    quick = purchase(one, person("Quick")).order
    hook()
    give_back()
    assert place_of(quick).state == "held"
    assert not Enrolment.objects.exists()
    assert ledger(order) == [("charge", 30_000), ("refund", -30_000)]
    assert Letter.objects.filter(template="paid_but_full", person=order.buyer).count() == 1


def test_scenario_31_of_two_paid_checkouts_of_one_order_the_second_goes_back(
    opened: Order, provider: Control, hook: Carry
) -> None:
    first = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=first.pk).update(state="expired")
    buying.resume(opened)
    second = attempt_of(opened)
    assert second.number == 2
    provider.pay(first.checkout_id)
    provider.pay(second.checkout_id)
    hook()
    give_back()
    assert Enrolment.objects.count() == 1
    assert ledger(opened) == [("charge", 30_000), ("charge", 30_000), ("refund", -30_000)]
    assert opened.refunds.get().reason == "duplicate"
    assert balance(opened).kept_minor == 30_000


@pytest.mark.parametrize("change", [{"amount_minor": 29_999}, {"currency": "USD"}])
def test_scenario_32_another_sum_or_currency_enrols_nobody_and_refunds_nothing_by_itself(
    change: dict[str, object], opened: Order, provider: Control, hook: Carry
) -> None:
    PaymentAttempt.objects.filter(order=opened).update(**change)
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    assert attempt_of(opened).state == "needs_review"
    assert not Enrolment.objects.exists()
    assert not opened.refunds_owed.exists()
    assert ledger(opened) == []
    assert ReviewItem.objects.get().kind == "payment-differs"


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_scenario_33_a_payment_that_names_another_or_no_order_is_shown_and_enrols_nobody(
    whose: str, opened: Order, provider: Control, hook: Carry
) -> None:
    reference = attempt_of(opened).ref if whose == "another" else "made-up"
    made = stripe_client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": reference,
            "metadata": {"attempt_ref": reference},
            "success_url": "https://other.example.org/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 30_000,
                        "product_data": {"name": "Something else"},
                    },
                }
            ],
        }
    )
    provider.pay(made.id)
    hook()
    assert ReviewItem.objects.get().kind == "unknown-payment"
    assert (attempt_of(opened).state, ledger(opened)) == ("open", [])
    assert not Enrolment.objects.exists()
    assert isinstance(made, stripe.checkout.Session)


@pytest.mark.parametrize(
    ("account", "succeeds", "place", "letter"),
    [
        (DEBIT, True, "confirmed", "receipt"),
        (DEBIT_THAT_FAILS, False, "released", "payment_failed"),
    ],
)
def test_scenario_34_a_bank_debit_keeps_the_hold_until_it_succeeds_or_fails(
    account: str,
    succeeds: bool,
    place: str,
    letter: str,
    opened: Order,
    provider: Control,
    hook: Carry,
) -> None:
    provider.pay(attempt_of(opened).checkout_id, account)
    hook()
    assert (attempt_of(opened).state, place_of(opened).state) == ("processing", "held")
    held_until = place_of(opened).held_until
    assert held_until is not None
    assert held_until > NOW + timedelta(days=6)
    (payment,) = provider.objects("payment_intent")
    provider.settle_debit(payment["id"], succeeded=succeeds)
    hook()
    assert place_of(opened).state == place
    assert Letter.objects.filter(template=letter, person=opened.buyer).count() == 1
    assert Session.objects.get().taken == (1 if succeeds else 0)
    assert Waiting.objects.count() == 0


def test_scenario_37_a_price_that_changes_while_a_checkout_is_open_changes_nothing_about_it(
    opened: Order, provider: Control, hook: Carry
) -> None:
    set_price(opened.session, actor=None, currency="EUR", amount_minor=99_000)
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    assert ledger(opened) == [("charge", 30_000)]
    assert place_of(opened).state == "confirmed"


def test_letting_go_gives_the_place_back_at_once(opened: Order, provider: Control) -> None:
    buying.let_go(opened)
    assert place_of(opened).state == "released"
    (checkout,) = provider.objects("checkout.session")
    assert checkout["status"] == "expired"


def test_letting_go_of_a_paid_place_says_that_it_is_paid(opened: Order, provider: Control) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    with pytest.raises(Refusal) as refused:
        buying.let_go(opened)
    assert refused.value.code == "paid-meanwhile"
    assert place_of(opened).state == "confirmed"


def test_while_the_provider_is_away_a_hold_is_kept_and_not_let_go(
    opened: Order, provider: Control, advance: Callable[[float], None], impatient: None
) -> None:
    advance(HALF_AN_HOUR_AND_MORE)
    provider.fault("error_500", "*", times=10)
    attempts.end_expired_holds()
    with pytest.raises(Refusal) as refused:
        buying.let_go(opened)
    assert refused.value.code == "provider-away"
    assert place_of(opened).state == "held"
