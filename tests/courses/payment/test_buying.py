"""Buying a place through the real SDK: holds, one checkout for one press, and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment, Place
from courses.invoicing.models import Document
from courses.orders.balance import balance
from courses.orders.models import LedgerEntry, Order
from courses.payment import buying, reconciling, settling
from courses.payment.buying import Purchase
from courses.payment.models import PaymentAttempt, ReviewItem

Press = Callable[[Session, User], Purchase]
DECLINED, GOOD = "4000000000000002", "4242424242424242"
DEBIT_THAT_FAILS = "AT051904300235473205"


def attempt_of(order: Order) -> PaymentAttempt:
    found = order.attempts.order_by("-number").first()
    assert found is not None
    return found


def place_of(order: Order) -> Place:
    return Place.objects.get(lines__order=order, lines__position=1)


@pytest.fixture
def opened(purchase: Press, session: Callable[..., Session], person: Callable[..., User]) -> Order:
    return purchase(session(), person("Ada Payer")).order


def test_a_press_holds_a_place_and_leads_to_the_checkout(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    bought = purchase(session(), person())
    attempt = attempt_of(bought.order)
    assert place_of(bought.order).state == "held"
    assert attempt.state == "open"
    assert bought.redirect_url == attempt.checkout_url
    (checkout,) = provider.objects("checkout.session")
    assert checkout["client_reference_id"] == attempt.ref
    assert checkout["amount_total"] == bought.order.total_minor == 30_000
    assert checkout["expires_at"] == int(attempt.expires_at.timestamp())
    assert place_of(bought.order).held_until == attempt.expires_at


def test_a_second_press_leads_to_the_same_checkout(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    chosen, ada = session(), person()
    first, second = purchase(chosen, ada), purchase(chosen, ada)
    assert first == second
    assert len(provider.objects("checkout.session")) == 1
    assert Order.objects.count() == 1


def test_paying_confirms_enrols_numbers_and_writes_once(opened: Order, provider: Control) -> None:
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id)
    settling.sync(attempt, source="sync")
    settling.sync(attempt_of(opened), source="reconcile")
    assert attempt_of(opened).state == "succeeded"
    assert place_of(opened).state == "confirmed"
    assert Enrolment.objects.get(place=place_of(opened)).person == opened.buyer
    charge = LedgerEntry.objects.get(order=opened, kind="charge")
    assert charge.amount_minor == 30_000
    assert balance(opened).open_minor == 0
    assert LedgerEntry.objects.filter(order=opened, kind="fee", amount_minor__lt=0).count() == 1
    assert Document.objects.get(order=opened).number == "R-2026-00001"
    assert Letter.objects.filter(key=f"receipt:{opened.ref}").count() == 1


def test_a_free_place_never_meets_the_provider(
    purchase: Press, session: Callable[..., Session], person: Callable[..., User], provider: Control
) -> None:
    bought = purchase(session(price={"amount_minor": 0}), person())
    assert provider.objects("checkout.session") == []
    assert place_of(bought.order).state == "confirmed"
    assert Enrolment.objects.count() == 1
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_minor) == ("zero", 0)


def test_a_declined_card_leaves_the_checkout_open_and_another_card_succeeds(
    opened: Order, provider: Control
) -> None:
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id, DECLINED)
    settling.sync(attempt, source="sync")
    assert attempt_of(opened).state == "open"
    provider.pay(attempt.checkout_id, GOOD)
    settling.sync(attempt, source="sync")
    assert attempt_of(opened).state == "succeeded"
    assert LedgerEntry.objects.filter(kind="charge").count() == 1


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "error_500"])
def test_after_an_unknown_outcome_the_same_key_gives_one_checkout(
    fault: str,
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    impatient: None,
) -> None:
    ada, chosen = person(), session()
    provider.fault(fault, "POST /v1/checkout/sessions", times=4, seconds=1.5)
    with pytest.raises(Refusal) as refused:
        purchase(chosen, ada)
    assert refused.value.code == "provider-away"
    order = Order.objects.get()
    assert attempt_of(order).state == "created"
    assert place_of(order).state == "held"
    provider.faults_clear()
    assert purchase(chosen, ada).redirect_url == attempt_of(order).checkout_url
    assert len(provider.objects("checkout.session")) == 1


def test_a_certain_no_gives_the_place_back_and_tells_staff(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from courses.payment import parameters

    whole = parameters.checkout_parameters
    monkeypatch.setattr(
        buying,
        "checkout_parameters",
        lambda order, attempt: {**whole(order, attempt), "payment_method_types": ["card"]},
    )
    chosen = session(capacity=1)
    with pytest.raises(Refusal) as refused:
        purchase(chosen, person())
    assert refused.value.code == "provider-refused"
    order = Order.objects.get()
    assert attempt_of(order).state == "abandoned"
    assert place_of(order).state == "released"
    assert Session.objects.get().taken == 0
    assert ReviewItem.objects.get().kind == "checkout-refused"


def test_a_hold_ends_when_the_provider_says_that_nobody_can_pay(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    advance(36 * 60)
    assert reconciling.end_expired_holds() == 1
    assert attempt_of(opened).state == "expired"
    assert place_of(opened).state == "released"
    assert Session.objects.get().taken == 0


def test_a_hold_that_was_paid_in_the_last_moment_is_confirmed_instead(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    advance(36 * 60)
    reconciling.end_expired_holds()
    assert attempt_of(opened).state == "succeeded"
    assert place_of(opened).state == "confirmed"


def test_while_the_provider_is_away_a_hold_is_kept(
    opened: Order,
    provider: Control,
    advance: Callable[[float], None],
    impatient: None,
) -> None:
    advance(36 * 60)
    provider.fault("error_500", "*", times=10)
    reconciling.end_expired_holds()
    assert place_of(opened).state == "held"


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


def test_money_after_the_last_place_is_gone_goes_back_in_full(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    chosen, late, quick = session(capacity=1), person("Late"), person("Quick")
    order = purchase(chosen, late).order
    attempt = attempt_of(order)
    provider.pay(attempt.checkout_id)
    settling.release_places(order)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="expired")
    taken = purchase(chosen, quick).order
    settling.sync(attempt_of(order), source="webhook")
    assert place_of(taken).state == "held"
    assert not Enrolment.objects.exists()
    assert order.refunds_owed.get().amount_minor == 30_000
    assert Letter.objects.filter(template="paid_but_full").count() == 1


def test_money_after_the_hold_takes_a_free_place_again(opened: Order, provider: Control) -> None:
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id)
    settling.release_places(opened)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="expired")
    settling.sync(attempt_of(opened), source="webhook")
    assert place_of(opened).state == "confirmed"
    assert Session.objects.get().taken == 1


def test_another_sum_enrols_nobody_refunds_nothing_and_asks_a_person(
    opened: Order, provider: Control
) -> None:
    attempt = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=29_999)
    provider.pay(attempt.checkout_id)
    settling.sync(attempt_of(opened), source="webhook")
    assert attempt_of(opened).state == "needs_review"
    assert not Enrolment.objects.exists()
    assert not opened.refunds_owed.exists()
    assert ReviewItem.objects.get().kind == "payment-differs"


def test_a_payment_nobody_told_us_of_is_found_by_looking_again(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    advance(5 * 60)
    assert reconciling.look_again() == 1
    assert place_of(opened).state == "confirmed"


def test_a_crash_before_the_checkout_was_noted_is_mended_by_the_same_key(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    known = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=known.pk).update(
        state="created", checkout_id="", checkout_url=""
    )
    advance(60)
    assert reconciling.look_again() == 1
    assert attempt_of(opened).checkout_id == known.checkout_id
    assert len(provider.objects("checkout.session")) == 1


def test_a_bank_debit_that_fails_later_gives_the_place_back_and_tells_the_buyer(
    opened: Order, provider: Control
) -> None:
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id, DEBIT_THAT_FAILS)
    settling.sync(attempt, source="webhook")
    assert attempt_of(opened).state == "processing"
    assert place_of(opened).state == "held"
    (payment,) = provider.objects("payment_intent")
    provider.settle_debit(payment["id"], succeeded=False)
    settling.sync(attempt_of(opened), source="webhook")
    assert attempt_of(opened).state == "failed"
    assert place_of(opened).state == "released"
    assert Session.objects.get().taken == 0
    assert Letter.objects.filter(template="payment_failed").count() == 1
