"""Disputes and warnings: each line of money once, no refund twice, no place unpaid. Scenarios 43 to 45."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders import cancellation, owing, refunding
from courses.orders.balance import balance
from courses.orders.models import Order, RefundOwed
from courses.payment import disputes, moving, resolving
from courses.payment.asking import ask_about
from courses.payment.models import Dispute, Refund, ReviewItem
from courses.payment.providers.registry import provider as provider_of
from courses.payment.review_kinds import act_of
from tests.courses.payment.shop import (
    Carry,
    attempt_of,
    fees,
    give_back,
    ledger,
    place_of,
)

FEE_OF_A_DISPUTE = -2_000


def open_kinds() -> set[str]:
    return set(ReviewItem.objects.filter(closed_at=None).values_list("kind", flat=True))


@pytest.fixture
def dispute(paid: Order, provider: Control, hook: Carry) -> Callable[..., str]:
    """Return the act of the buyer's bank; it returns the dispute's id at Stripe."""

    def open_one(**how: object) -> str:
        made = provider.open_dispute(attempt_of(paid).payment_id, **how)  # type: ignore[arg-type]
        hook()
        return str(made["id"])

    return open_one


def test_scenario_43_nothing_is_refunded_while_the_bank_holds_the_money(
    paid: Order, provider: Control, dispute: Callable[..., str], boss: User
) -> None:
    dispute()
    assert open_kinds() == {"dispute-opened"}
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(paid, 10_000, actor=boss)
    assert refused.value.code == "disputed"
    assert "€\u202f300.00" in refused.value.sentence
    enrolment = Enrolment.objects.select_related("place", "session").get()
    with pytest.raises(Refusal) as refused:
        cancellation.cancel(enrolment, actor=paid.buyer, now=clock.now(), expected_minor=0)
    assert refused.value.code == "disputed"
    assert place_of(paid).state == "confirmed"
    assert balance(paid).open_minor == 0


def test_scenario_43_a_promise_made_before_waits_for_the_end_of_the_dispute(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry, boss: User
) -> None:
    refunding.refund_part(paid, 10_000, actor=boss)
    opened = dispute()
    give_back()
    assert not Refund.objects.exists()
    provider.close_dispute(opened, "won")
    hook()
    give_back()
    assert ledger(paid) == [
        ("charge", 30_000), ("dispute_reinstatement", 30_000), ("dispute_withdrawal", -30_000),
        ("refund", -10_000),
    ]  # fmt: skip


def test_scenario_43_a_promise_is_moot_when_the_bank_has_won(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry, boss: User
) -> None:
    refunding.refund_part(paid, 10_000, actor=boss)
    provider.close_dispute(dispute(), "lost")
    hook()
    give_back()
    assert RefundOwed.objects.get().state == "dropped"
    assert provider.objects("refund") == []
    assert "refund-moot" in open_kinds()


def test_scenario_43_an_inquiry_may_still_be_refunded(
    paid: Order, provider: Control, dispute: Callable[..., str], boss: User, hook: Carry
) -> None:
    opened = dispute(inquiry=True)
    assert Dispute.objects.get().refundable is True
    refunding.refund_part(paid, 30_000, actor=boss)
    give_back()
    assert ledger(paid) == [("charge", 30_000), ("refund", -30_000)]
    provider.close_dispute(opened, "warning_closed")
    hook()
    assert open_kinds() == set()
    closed = ReviewItem.objects.get()
    assert (closed.closed_by, closed.kind) == (None, "dispute-opened")


def test_scenario_44_a_lost_dispute_takes_the_money_and_the_place(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry
) -> None:
    before = fees(paid)
    opened = dispute()
    assert ledger(paid) == [("charge", 30_000), ("dispute_withdrawal", -30_000)]
    assert fees(paid) == sorted([*before, FEE_OF_A_DISPUTE])
    provider.close_dispute(opened, "lost")
    hook()
    hook()
    row = Dispute.objects.get()
    assert (row.status, row.amount_minor, row.reason) == ("lost", 30_000, "fraudulent")
    assert row.closed_at is not None
    assert place_of(paid).state == "revoked"
    assert Enrolment.objects.get().ended_reason == "revoked"
    assert Session.objects.get().taken == 0
    assert fees(paid) == sorted([*before, FEE_OF_A_DISPUTE])
    assert Letter.objects.filter(template="place_revoked", person=paid.buyer).count() == 1
    assert open_kinds() == {"dispute-lost"}
    audit = AuditEntry.objects.get(act="place.revoked")
    assert (audit.actor, audit.facts["why"]) == (None, "payment-lost")


def test_scenario_44_a_won_dispute_gives_the_money_back_and_nothing_else(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry
) -> None:
    opened = dispute()
    provider.move_dispute(opened, "under_review")
    hook()
    assert Dispute.objects.get().status == "under_review"
    provider.close_dispute(opened, "won")
    hook()
    assert ledger(paid) == [
        ("charge", 30_000), ("dispute_reinstatement", 30_000), ("dispute_withdrawal", -30_000),
    ]  # fmt: skip
    assert balance(paid).kept_minor == balance(paid).refundable_minor == 30_000
    assert place_of(paid).state == "confirmed"
    assert open_kinds() == set()
    assert not Letter.objects.filter(template="place_revoked").exists()


def test_scenario_44_a_lost_dispute_that_is_appealed_and_won_gives_the_money_back(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry
) -> None:
    opened = dispute()
    provider.close_dispute(opened, "lost")
    hook()
    provider.move_dispute(opened, "appeal_needs_response")
    hook()
    assert Dispute.objects.get().closed_at is None
    assert "dispute-opened" in open_kinds()
    provider.close_dispute(opened, "won")
    hook()
    assert balance(paid).kept_minor == 30_000
    assert open_kinds() == set()
    assert place_of(paid).state == "revoked"


def test_scenario_44_a_dispute_over_a_part_leaves_the_place_to_a_person(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry, boss: User
) -> None:
    provider.close_dispute(dispute(amount=10_000), "lost")
    hook()
    assert place_of(paid).state == "confirmed"
    assert open_kinds() == {"dispute-lost-part"}
    item = ReviewItem.objects.get(closed_at=None)
    resolving.resolve(item, act_of(item, "revoke"), actor=boss)
    assert place_of(paid).state == "revoked"
    assert AuditEntry.objects.get(act="place.revoked").actor == boss


def test_scenario_45_a_dispute_after_a_full_refund_counts_no_loss_twice(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    cancellation.cancel_by_staff(
        Enrolment.objects.get(), actor=boss, now=clock.now(), refund_minor=30_000
    )
    give_back()
    opened = provider.open_dispute(attempt_of(paid).payment_id)
    hook()
    provider.close_dispute(opened["id"], "lost")
    hook()
    assert ledger(paid) == [("charge", 30_000), ("refund", -30_000)]
    assert balance(paid).kept_minor == 0
    assert place_of(paid).state == "cancelled"
    assert Session.objects.get().taken == 0
    assert not Letter.objects.filter(template="place_revoked").exists()


def test_scenario_45_a_dispute_after_a_part_was_refunded_takes_the_rest(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    refunding.refund_part(paid, 10_000, actor=boss)
    give_back()
    opened = provider.open_dispute(attempt_of(paid).payment_id)
    hook()
    provider.close_dispute(opened["id"], "lost")
    hook()
    assert ledger(paid) == [
        ("charge", 30_000), ("dispute_withdrawal", -20_000), ("refund", -10_000),
    ]  # fmt: skip
    assert balance(paid).kept_minor == 0
    assert place_of(paid).state == "revoked"


def test_a_dispute_of_an_unknown_payment_is_ignored_with_an_alert(
    paid: Order, provider: Control, hook: Carry
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
    payment = provider.objects("payment_intent")[-1]["id"]
    provider.open_dispute(payment)
    hook()
    assert "unknown-dispute" in open_kinds()
    assert not Dispute.objects.exists()


def test_an_older_answer_never_overwrites_a_newer_one(
    paid: Order, provider: Control, dispute: Callable[..., str], hook: Carry
) -> None:
    opened = dispute()
    attempt = attempt_of(paid)
    early = provider_of("stripe").read_dispute(opened)
    provider.close_dispute(opened, "lost")
    hook()
    before = clock.now() - timedelta(minutes=1)
    row = disputes.apply(attempt, early, source="reconcile", as_of=before)
    assert row.status == "lost"
    assert Dispute.objects.get().status == "lost"


def test_an_open_dispute_that_nobody_tells_us_of_is_looked_at_again(
    paid: Order,
    provider: Control,
    dispute: Callable[..., str],
    advance: Callable[[float], None],
) -> None:
    opened = dispute()
    provider.close_dispute(opened, "won")
    assert disputes.look_at_open() == 0
    advance(7 * 3600)
    provider.fault("error_500", "GET /v1/disputes/*", times=3)
    assert disputes.look_at_open() == 0
    provider.faults_clear()
    assert disputes.look_at_open() == 1
    assert Dispute.objects.get().status == "won"


def test_a_warning_of_fraud_has_one_act_that_refunds_and_revokes(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    provider.fraud_warning(attempt_of(paid).payment_id)
    hook()
    assert open_kinds() == {"fraud-warning"}
    item = ReviewItem.objects.get()
    resolving.resolve(item, act_of(item, "refund-and-revoke"), actor=boss)
    give_back()
    assert ledger(paid) == [("charge", 30_000), ("refund", -30_000)]
    assert place_of(paid).state == "revoked"
    assert Refund.objects.get().reason == "fraud"
    assert Letter.objects.filter(template="place_revoked").count() == 1


def test_a_warning_is_settled_by_the_dispute_that_follows_it(
    paid: Order, provider: Control, hook: Carry, dispute: Callable[..., str], boss: User
) -> None:
    provider.fraud_warning(attempt_of(paid).payment_id)
    hook()
    dispute()
    assert open_kinds() == {"dispute-opened"}
    provider.fraud_warning(attempt_of(paid).payment_id)
    hook()
    assert open_kinds() == {"dispute-opened"}


def test_a_warning_when_everything_was_settled_has_nothing_to_do(
    paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    provider.fraud_warning(attempt_of(paid).payment_id)
    hook()
    cancellation.cancel_by_staff(
        Enrolment.objects.get(), actor=boss, now=clock.now(), refund_minor=30_000
    )
    give_back()
    item = ReviewItem.objects.get(kind="fraud-warning")
    with pytest.raises(Refusal) as refused:
        resolving.resolve(item, act_of(item, "refund-and-revoke"), actor=boss)
    assert refused.value.code == "nothing"
    assert owing.most(paid) == 0


@pytest.fixture
def moved(paid: Order, session: Callable[..., Session], boss: User) -> Order:
    """Return the order of a later session that the paid place was moved to."""
    later = session(starts_local=datetime(2026, 5, 16, 10))
    enrolment = Enrolment.objects.select_related("place", "session__course", "person").get()
    return moving.move_by_staff(
        enrolment, later, actor=boss, shown=(0, 0), now=clock.now(), keep_price=True
    )


def test_after_a_move_the_bank_takes_the_money_from_where_it_is_now(
    moved: Order,
    paid: Order,
    provider: Control,
    dispute: Callable[..., str],
    hook: Carry,
    boss: User,
) -> None:
    opened = dispute()
    assert Dispute.objects.get().order == moved
    assert (balance(paid).kept_minor, balance(moved).kept_minor) == (0, 0)
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(moved, 10_000, actor=boss)
    assert refused.value.code == "disputed"
    provider.close_dispute(opened, "lost")
    hook()
    assert place_of(moved).state == "revoked"
    assert place_of(paid).state == "transferred"
    assert Enrolment.objects.get(session=moved.session).ended_reason == "revoked"


def test_after_a_move_a_refund_in_the_dashboard_is_of_the_order_that_holds_the_money(
    moved: Order, paid: Order, provider: Control, hook: Carry, boss: User
) -> None:
    provider.refund(attempt_of(paid).payment_id)
    hook()
    assert (balance(paid).kept_minor, balance(moved).kept_minor) == (0, 0)
    item = ReviewItem.objects.get(kind="dashboard-refund")
    assert item.order == moved
    resolving.resolve(item, act_of(item, "cancel-place"), actor=boss)
    assert place_of(moved).state == "cancelled"


def test_after_a_move_everything_about_the_money_is_asked_for(
    moved: Order, paid: Order, provider: Control
) -> None:
    provider.open_dispute(attempt_of(paid).payment_id)
    ask_about(moved)
    assert Dispute.objects.get().order == moved
