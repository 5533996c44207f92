"""Opening a checkout: one for one press, whatever happens to the call. Scenarios 1 to 8."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import LIVE, Place
from courses.orders.models import Order, RefundOwed
from courses.payment import buying, inbox, refunds
from courses.payment.models import Delivery, PaymentAttempt, Refund, ReviewItem
from courses.payment.reconciling import attempts
from tests.courses.conftest import NOW
from tests.courses.payment.shop import (
    HALF_AN_HOUR_AND_MORE,
    Carry,
    Press,
    attempt_of,
    give_back,
    place_of,
)

CREATE = "POST /v1/checkout/sessions"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run every act in a thread of its own; return results or exceptions."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            with clock.at(NOW):
                barrier.wait(timeout=20)
                found[index] = acts[index]()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_scenario_01_of_two_buyers_of_the_last_seat_one_holds_it(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    last, ada, ben = session(capacity=1), person(), person()
    found = at_once(lambda: purchase(last, ada), lambda: purchase(last, ben))
    (refused,) = [one for one in found if isinstance(one, Exception)]
    assert isinstance(refused, Refusal)
    assert refused.code == "session-full"
    assert "waiting list" in refused.sentence
    last.refresh_from_db()
    assert last.taken == 1 == Place.objects.filter(state__in=LIVE).count()
    assert len(provider.objects("checkout.session")) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_scenario_02_a_double_click_is_one_order_and_leads_to_one_page(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    chosen, ada = session(), person()
    first, second = at_once(lambda: purchase(chosen, ada), lambda: purchase(chosen, ada))
    assert first == second
    assert isinstance(first, buying.Purchase)
    assert (Order.objects.count(), PaymentAttempt.objects.count()) == (1, 1)
    assert len(provider.objects("checkout.session")) == 1
    assert purchase(chosen, ada) == first


@pytest.mark.parametrize("fault", ["timeout_after", "drop_after", "error_500_after"])
def test_scenario_03_after_a_lost_answer_the_same_key_finds_the_same_checkout(
    fault: str,
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    impatient: None,
) -> None:
    ada, chosen = person(), session()
    provider.fault(fault, CREATE, seconds=2.5)
    with pytest.raises(Refusal) as refused:
        purchase(chosen, ada)
    assert refused.value.code == "provider-away"
    order = Order.objects.get()
    assert (attempt_of(order).state, place_of(order).state) == ("created", "held")
    assert purchase(chosen, ada).redirect_url == attempt_of(order).checkout_url
    assert len(provider.objects("checkout.session")) == 1


@pytest.mark.parametrize("fault", ["timeout_before", "drop_before", "conflict_409"])
def test_scenario_04_a_call_that_never_arrived_is_made_again_while_the_place_is_held(
    fault: str,
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    impatient: None,
    advance: Callable[[float], None],
) -> None:
    provider.fault(fault, CREATE, seconds=2.5)
    with pytest.raises(Refusal):
        purchase(session(), person())
    order = Order.objects.get()
    assert place_of(order).state == "held"
    assert provider.objects("checkout.session") == []
    advance(60)
    assert attempts.look_again() == 1
    assert attempt_of(order).state == "open"
    assert len(provider.objects("checkout.session")) == 1


def test_scenario_05_a_certain_no_gives_the_place_back_and_is_not_repeated(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    provider.fault("refuse_400", CREATE)
    chosen = session(capacity=1)
    with pytest.raises(Refusal) as refused:
        purchase(chosen, person())
    assert refused.value.code == "provider-refused"
    assert "enrol you by hand" in refused.value.sentence
    order = Order.objects.get()
    assert (attempt_of(order).state, place_of(order).state) == ("abandoned", "released")
    assert Session.objects.get().taken == 0
    assert ReviewItem.objects.get().kind == "checkout-refused"
    assert attempts.look_again() == 0
    assert provider.objects("checkout.session") == []


def test_scenario_06_while_stripe_is_down_a_hold_ends_by_its_timer_and_leaves_no_checkout(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    impatient: None,
    advance: Callable[[float], None],
) -> None:
    provider.fault("error_500", "*", times=50)
    with pytest.raises(Refusal):
        purchase(session(), person())
    order = Order.objects.get()
    advance(HALF_AN_HOUR_AND_MORE)
    attempts.end_expired_holds()
    assert place_of(order).state == "held"
    provider.faults_clear()
    advance(60)
    attempts.end_expired_holds()
    assert (attempt_of(order).state, place_of(order).state) == ("abandoned", "released")
    assert [one["status"] for one in provider.objects("checkout.session")] == []
    assert not ReviewItem.objects.exists()


def test_scenario_06_nobody_listening_is_told_at_once(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    impatient: None,
    settings: object,
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as refused:
        purchase(session(), person())
    assert refused.value.code == "provider-away"
    assert place_of(Order.objects.get()).state == "held"


def test_scenario_07_asked_for_patience_a_buyer_is_told_and_a_job_comes_again(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    hook: Carry,
) -> None:
    chosen, ada = session(), person()
    provider.fault("rate_limit_429", CREATE)
    with pytest.raises(Refusal) as refused:
        purchase(chosen, ada)
    assert "very busy" in refused.value.sentence
    order = purchase(chosen, ada).order
    provider.pay(attempt_of(order).checkout_id)
    provider.fault("rate_limit_429", "GET /v1/checkout/sessions/*")
    hook()
    assert attempt_of(order).state == "open"
    Delivery.objects.filter(state="received").update(next_try_at=clock.now())
    inbox.work()
    assert attempt_of(order).state == "succeeded"
    RefundOwed.objects.create(order=order, amount_minor=500, currency="EUR", reason="goodwill")
    provider.fault("rate_limit_429", "POST /v1/refunds")
    give_back()
    waiting = Refund.objects.get()
    assert waiting.state == "submitting"
    assert waiting.next_try_at > clock.now()
    Refund.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
    refunds.submit_due()
    assert Refund.objects.get().state == "succeeded"


def test_scenario_08_a_crash_before_the_checkout_was_noted_is_mended_by_the_same_key(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    known = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=known.pk).update(
        state="created", checkout_id="", checkout_url=""
    )
    advance(60)
    assert attempts.look_again() == 1
    assert attempt_of(opened).checkout_id == known.checkout_id
    assert len(provider.objects("checkout.session")) == 1


def test_scenario_08_the_webhook_alone_joins_the_checkout_to_its_attempt(
    opened: Order, provider: Control, hook: Carry
) -> None:
    known = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=known.pk).update(
        state="created", checkout_id="", checkout_url=""
    )
    provider.pay(known.checkout_id)
    hook()
    assert (attempt_of(opened).state, attempt_of(opened).checkout_id) == (
        "succeeded",
        known.checkout_id,
    )


def test_a_checkout_is_opened_with_what_was_frozen(opened: Order, provider: Control) -> None:
    attempt = attempt_of(opened)
    (checkout,) = provider.objects("checkout.session")
    assert checkout["client_reference_id"] == attempt.ref
    assert checkout["amount_total"] == opened.total_minor == 30_000
    assert checkout["expires_at"] == int(attempt.expires_at.timestamp())
    assert place_of(opened).held_until == attempt.expires_at
    assert checkout["adaptive_pricing"] == {"enabled": False}


def test_the_page_leads_to_the_checkout(opened: Order, as_user: Callable[[User], Client]) -> None:
    answer = as_user(opened.buyer).post(f"/orders/{opened.ref}/payment/")
    assert answer["Location"] == attempt_of(opened).checkout_url
