"""Money that goes back: once, never too much, followed to its end. Scenarios 38 to 42."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.invoicing.models import Document
from courses.orders import cancellation, owing, refunding
from courses.orders.balance import balance
from courses.orders.models import Order, RefundOwed
from courses.payment import refund_news, refunds, resolving, settling
from courses.payment.models import Delivery, Refund, ReviewItem
from courses.payment.review_kinds import act_of
from tests.courses.payment.shop import (
    REFUND_FAILS,
    REFUND_TAKES_TIME,
    Carry,
    Press,
    attempt_of,
    give_back,
    ledger,
    place_of,
)


def again_now() -> None:
    """Let the refunds that wait for their next try be due, and work them."""
    Refund.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
    give_back()


def resolve(kind: str, act: str, boss: User, note: str = "") -> None:
    item = ReviewItem.objects.get(kind=kind, closed_at=None)
    resolving.resolve(item, act_of(item, act), actor=boss, note=note)


def test_scenario_38_a_full_refund_by_staff_goes_once_whatever_is_pressed_and_lost(
    paid: Order, provider: Control, boss: User, impatient: None
) -> None:
    enrolment = Enrolment.objects.get()
    cancellation.cancel_by_staff(enrolment, actor=boss, now=clock.now(), refund_minor=30_000)
    with pytest.raises(Refusal) as refused:
        cancellation.cancel_by_staff(enrolment, actor=boss, now=clock.now(), refund_minor=30_000)
    assert refused.value.code == "not-enrolled"
    provider.fault("timeout_after", "POST /v1/refunds", seconds=2.5)
    give_back()
    assert Refund.objects.get().state == "submitting"
    assert balance(paid).kept_minor == 30_000
    again_now()
    assert Refund.objects.get().state == "succeeded"
    assert [one["amount"] for one in provider.objects("refund")] == [30_000]
    assert place_of(paid).state == "cancelled"
    assert Document.objects.get(kind="credit_note").snapshot["total_minor"] == 30_000
    assert Letter.objects.filter(template="refund").count() == 1


def test_scenario_38_a_second_press_on_the_same_page_sends_nothing_twice(
    paid: Order, provider: Control, boss: User
) -> None:
    refunding.refund_part(paid, 10_000, actor=boss, left_minor=30_000)
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(paid, 10_000, actor=boss, left_minor=30_000)
    assert refused.value.code == "money-moved"
    give_back()
    assert [one["amount"] for one in provider.objects("refund")] == [10_000]


def test_scenario_38_a_key_that_is_too_old_to_trust_is_not_used_again_before_a_look(
    paid: Order,
    provider: Control,
    boss: User,
    impatient: None,
    advance: Callable[[float], None],
) -> None:
    """A day later Stripe may have forgotten the key: then the same call would pay twice."""
    refunding.refund_part(paid, 10_000, actor=boss)
    provider.fault("drop_after", "POST /v1/refunds")
    give_back()
    advance(26 * 3600)
    provider.fault("refuse_400", "POST /v1/refunds")  # would be used up by a second call
    again_now()
    assert Refund.objects.get().state == "succeeded"
    assert provider.faults_clear() == 1
    assert len(provider.objects("refund")) == 1


def test_scenario_39_parts_go_back_up_to_the_total_and_not_one_cent_more(
    paid: Order, provider: Control, boss: User
) -> None:
    for amount in (10_000, 15_000, 5_000):
        refunding.refund_part(paid, amount, actor=boss)
        give_back()
    calls = len(provider.objects("refund"))
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(paid, 1, actor=boss)
    assert refused.value.code == "too-much"
    give_back()
    assert len(provider.objects("refund")) == calls == 3
    assert balance(paid).kept_minor == 0
    assert Document.objects.filter(kind="credit_note").count() == 3


def test_scenario_39_promises_count_before_they_are_kept(paid: Order, boss: User) -> None:
    refunding.refund_part(paid, 29_999, actor=boss)
    with pytest.raises(Refusal):
        refunding.refund_part(paid, 2, actor=boss)
    refunding.refund_part(paid, 1, actor=boss)


def test_scenario_40_a_full_refund_in_the_dashboard_is_noted_and_the_place_is_staffs_to_decide(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    provider.refund(attempt_of(paid).payment_id)
    hook()
    assert Refund.objects.get().reason == "dashboard"
    assert ledger(paid) == [("charge", 30_000), ("refund", -30_000)]
    assert place_of(paid).state == "confirmed"
    assert ReviewItem.objects.get().kind == "dashboard-refund"
    resolve("dashboard-refund", "cancel-place", boss)
    assert place_of(paid).state == "cancelled"
    assert Enrolment.objects.get().state == "ended"
    assert not RefundOwed.objects.exists()
    closed = ReviewItem.objects.get()
    assert (closed.closed_by, closed.outcome) == (boss, "The place was cancelled.")


def test_scenario_40_a_part_refunded_in_the_dashboard_leaves_the_place(
    paid: Order, provider: Control, hook: Carry
) -> None:
    provider.refund(attempt_of(paid).payment_id, 12_000)
    hook()
    assert ReviewItem.objects.get().kind == "dashboard-refund-part"
    assert place_of(paid).state == "confirmed"
    assert balance(paid).refundable_minor == 18_000


def test_scenario_40_what_the_dashboard_sent_back_is_not_sent_a_second_time(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    """Staff promise 200 here, then somebody refunds 150 in the dashboard before it is asked for."""
    refunding.refund_part(paid, 20_000, actor=boss)
    provider.refund(attempt_of(paid).payment_id, 15_000)
    hook()
    give_back()
    assert sorted(one["amount"] for one in provider.objects("refund")) == [15_000, 15_000]
    assert balance(paid).kept_minor == 0
    assert set(ReviewItem.objects.values_list("kind", flat=True)) == {
        "dashboard-refund-part", "refund-moot",
    }  # fmt: skip


def test_scenario_40_a_promise_for_money_that_is_all_gone_is_dropped(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    refunding.refund_part(paid, 20_000, actor=boss)
    provider.refund(attempt_of(paid).payment_id)
    hook()
    give_back()
    assert RefundOwed.objects.get().state == "dropped"
    assert [one["amount"] for one in provider.objects("refund")] == [30_000]


def test_scenario_41_a_refund_of_an_unknown_charge_is_ignored_with_an_alert(
    provider: Control, hook: Carry, db: None
) -> None:
    from courses.payment.providers.stripe.client import client

    made = client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://other.example.org/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 700,
                        "product_data": {"name": "A mug"},
                    },
                }
            ],
        }
    )
    provider.pay(made.id)
    hook()
    ReviewItem.objects.all().delete()
    (payment,) = provider.objects("payment_intent")
    provider.refund(payment["id"])
    assert {status for _type, status in hook()} == {200}
    states = Delivery.objects.filter(type__contains="refund").values_list("state", flat=True)
    assert set(states) == {"ignored"}
    assert ReviewItem.objects.get().kind == "unknown-refund"
    assert not Refund.objects.exists()


def test_scenario_42_a_refund_that_fails_later_brings_the_money_back_and_asks_a_person(
    opened: Order, provider: Control, hook: Carry, boss: User, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id, REFUND_FAILS)
    hook()
    enrolment = Enrolment.objects.get()
    cancellation.cancel_by_staff(enrolment, actor=boss, now=clock.now(), refund_minor=30_000)
    give_back()
    assert balance(opened).kept_minor == 0
    advance(61)
    hook()
    hook()
    assert ledger(opened) == [
        ("charge", 30_000), ("refund", -30_000), ("refund_reversal", 30_000),
    ]  # fmt: skip
    assert (Refund.objects.get().state, RefundOwed.objects.get().state) == ("failed", "failed")
    assert place_of(opened).state == "cancelled"
    assert balance(opened).refundable_minor == 0
    resolve("refund-failed", "by-hand", boss, "BANK 4711")
    assert RefundOwed.objects.get().state == "settled"
    assert balance(opened).kept_minor == 0


def test_scenario_42_a_refund_that_failed_can_be_asked_for_again(
    opened: Order, provider: Control, hook: Carry, boss: User, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id, REFUND_TAKES_TIME)
    hook()
    refunding.refund_part(opened, 10_000, actor=boss)
    give_back()
    assert Refund.objects.get().state == "pending"
    provider.move_refund(Refund.objects.get().provider_refund_id, "failed")
    hook()
    resolve("refund-failed", "again", boss)
    give_back()
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["failed", "pending"]
    assert balance(opened).kept_minor == 20_000
    advance(61)
    hook()
    assert Refund.objects.filter(state="succeeded").count() == 1
    assert RefundOwed.objects.get().state == "settled"


def test_scenario_42_a_failed_part_does_not_hold_up_the_rest(
    opened: Order, provider: Control, hook: Carry, boss: User
) -> None:
    """A debt over two payments: the part of one fails, the other's arrived."""
    from courses.payment import buying
    from courses.payment.models import PaymentAttempt

    first = attempt_of(opened)
    PaymentAttempt.objects.filter(pk=first.pk).update(state="expired")
    buying.resume(opened)
    provider.pay(first.checkout_id)
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    give_back()
    refunding.refund_part(opened, 30_000, actor=boss)
    give_back()
    provider.move_refund(
        Refund.objects.filter(reason="goodwill").latest("pk").provider_refund_id, "failed"
    )
    hook()
    states = sorted(RefundOwed.objects.values_list("state", "amount_minor"))
    assert states == [("failed", 30_000), ("settled", 30_000)]


def test_a_job_that_died_among_many_refunds_goes_on_where_it_stopped(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It dies after three, and the answer about the third was lost as well."""
    chosen = session()
    for _ in range(6):
        attempt = attempt_of(purchase(chosen, person()).order)
        provider.pay(attempt.checkout_id)
        settling.sync(attempt, source="webhook")
        owing.owe(attempt.order, 30_000, "organiser")
    refunds.request_owed()
    submitted = 0
    whole = refunds.submit

    def dies(refund: Refund) -> None:
        nonlocal submitted
        if submitted == 3:
            raise KeyboardInterrupt
        submitted += 1
        if submitted == 3:
            provider.fault("drop_after", "POST /v1/refunds")
        whole(refund)

    with monkeypatch.context() as patched:
        patched.setattr(refunds, "submit", dies)
        with pytest.raises(KeyboardInterrupt):
            refunds.submit_due()
    again_now()
    assert [one["amount"] for one in provider.objects("refund")] == [30_000] * 6
    assert RefundOwed.objects.filter(state="settled").count() == 6


def test_a_refund_that_stripe_refuses_leaves_the_debt_and_asks_a_person(
    paid: Order, provider: Control, boss: User
) -> None:
    refunding.refund_part(paid, 10_000, actor=boss)
    provider.fault("refuse_400", "POST /v1/refunds")
    give_back()
    assert (Refund.objects.get().state, RefundOwed.objects.get().state) == ("failed", "failed")
    resolve("refund-refused", "again", boss)
    give_back()
    assert balance(paid).kept_minor == 20_000


def test_what_did_not_come_by_card_goes_back_by_hand_as_a_debt_of_its_own(
    paid: Order, provider: Control, boss: User
) -> None:
    from courses.orders import giving

    giving.record_transfer(paid, 5_000, reference="B-1", actor=boss, occurred_at=clock.now())
    RefundOwed.objects.create(order=paid, amount_minor=35_000, currency="EUR", reason="goodwill")
    give_back()
    by_hand = RefundOwed.objects.get(route="hand")
    assert (by_hand.amount_minor, by_hand.state) == (5_000, "owed")
    resolve("refund-elsewhere", "by-hand", boss, "B-2")
    assert balance(paid).kept_minor == 0
    assert [one["amount"] for one in provider.objects("refund")] == [30_000]


def test_an_act_needs_its_note_its_right_and_an_open_item(
    paid: Order, provider: Control, boss: User, person: Callable[..., User], hook: Carry
) -> None:
    provider.refund(attempt_of(paid).payment_id)
    hook()
    item = ReviewItem.objects.get()
    act = act_of(item, "cancel-place")
    with pytest.raises(Refusal) as refused:
        resolving.resolve(item, act, actor=person())
    assert refused.value.code == "not-allowed"
    resolving.resolve(item, act, actor=boss, note="Agreed by telephone.")
    assert ReviewItem.objects.get().outcome == "The place was cancelled. Agreed by telephone."
    with pytest.raises(Refusal) as refused:
        resolving.resolve(item, act, actor=boss)
    assert refused.value.code == "closed-already"
    with pytest.raises(Refusal) as refused:
        act_of(item, "made-up")
    assert refused.value.code == "no-such-act"


def test_an_act_that_is_refused_leaves_its_item_open(
    paid: Order, provider: Control, boss: User, hook: Carry
) -> None:
    provider.refund(attempt_of(paid).payment_id)
    hook()
    cancellation.cancel_by_staff(
        Enrolment.objects.get(), actor=boss, now=clock.now(), refund_minor=0
    )
    with pytest.raises(Refusal) as refused:
        resolve("dashboard-refund", "cancel-place", boss)
    assert refused.value.code == "not-enrolled"
    assert ReviewItem.objects.get().closed_at is None


def test_the_debt_of_a_cancellation_is_settled_with_a_credit_note_and_a_letter(
    paid: Order, provider: Control, settle: Callable[[], Any]
) -> None:
    owing.owe(paid, 15_000, "cancelled")
    give_back()
    refund_news.sync_payment("stripe", attempt_of(paid).payment_id, source="webhook")
    assert RefundOwed.objects.get().state == "settled"
    assert Document.objects.filter(kind="credit_note").count() == 1
    assert Letter.objects.filter(template="refund").count() == 1
