"""How we hear of a payment: by webhook, by the buyer coming back, by looking. Scenarios 9 to 15."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseplatform.kit import clock, sweeps
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment, Place
from courses.invoicing.models import Document
from courses.orders.models import LedgerEntry, Order
from courses.payment import inbox, settling
from courses.payment.models import Delivery, Dispute, PaymentAttempt, Refund, ReviewItem
from courses.payment.reconciling import attempts
from tests.courses.conftest import NOW
from tests.courses.payment.shop import DEBIT, Carry, Press, attempt_of, ledger, place_of


def receipts() -> int:
    return Letter.objects.filter(template="receipt").count()


def test_scenario_09_a_webhook_before_the_buyer_is_back_confirms_and_the_page_shows_it(
    opened: Order, provider: Control, hook: Carry, as_user: Callable[[User], Client]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    assert ("checkout.session.completed", 200) in hook()
    assert attempt_of(opened).state == "succeeded"
    page = as_user(opened.buyer).get(f"/orders/{opened.ref}/?checkout=1").content.decode()
    assert "Place confirmed" in page
    assert receipts() == 1


def test_scenario_10_a_buyer_who_is_back_before_the_webhook_sees_the_place_confirmed(
    opened: Order, provider: Control, hook: Carry, as_user: Callable[[User], Client]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    page = as_user(opened.buyer).get(f"/orders/{opened.ref}/?checkout=1").content.decode()
    assert "Place confirmed" in page
    before = ledger(opened)
    hook()
    assert ledger(opened) == before == [("charge", 30_000)]
    assert receipts() == 1


def test_scenario_11_a_payment_nobody_told_us_of_is_found_within_five_minutes(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    advance(5 * 60)
    assert attempts.look_again() == 1
    assert place_of(opened).state == "confirmed"


def test_scenario_12_the_same_event_again_is_answered_and_does_nothing(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.webhook_fault("duplicate", times=10)
    provider.pay(attempt_of(opened).checkout_id)
    assert {status for _type, status in hook()} == {200}
    assert LedgerEntry.objects.filter(kind="charge").count() == 1
    assert (Enrolment.objects.count(), receipts()) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_scenario_13_the_same_event_at_the_same_moment_is_one_row_and_one_effect(
    opened: Order, provider: Control
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    (shot,) = [one for one in provider.take(force=True)
               if one["type"] == "checkout.session.completed"]  # fmt: skip
    body, told = shot["body"].encode("latin-1"), []
    barrier = threading.Barrier(6)

    def deliver() -> None:
        with clock.at(NOW):
            barrier.wait(timeout=20)
            answer = Client().post(
                "/hooks/stripe/", body, content_type="application/json", headers=shot["headers"]
            )
            told.append(answer.status_code)
            inbox.work()
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    inbox.work()
    assert told == [200] * 6
    assert Delivery.objects.get().state == "done"
    assert ledger(opened) == [("charge", 30_000)]
    assert (Enrolment.objects.count(), receipts()) == (1, 1)


def test_scenario_14_two_different_events_for_one_payment_are_one_charge(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(attempt_of(opened).checkout_id, DEBIT)
    (payment,) = provider.objects("payment_intent")
    provider.settle_debit(payment["id"])
    types = [kind for kind, _status in hook()]
    assert {"checkout.session.completed", "checkout.session.async_payment_succeeded"} <= set(types)
    assert ledger(opened) == [("charge", 30_000)]
    assert receipts() == 1


def fingerprint() -> dict[str, Any]:
    """Return everything that must not depend on the order of the news."""
    return {
        "ledger": sorted(LedgerEntry.objects.values_list("kind", "amount_minor")),
        "attempts": sorted(PaymentAttempt.objects.values_list("state", flat=True)),
        "places": sorted(Place.objects.values_list("state", flat=True)),
        "enrolments": sorted(Enrolment.objects.values_list("state", "ended_reason")),
        "taken": sorted(Session.objects.values_list("taken", flat=True)),
        "refunds": sorted(Refund.objects.values_list("state", "amount_minor", "reason")),
        "disputes": sorted(Dispute.objects.values_list("status", "amount_minor")),
        "documents": sorted(Document.objects.values_list("kind", flat=True)),
        "letters": sorted(Letter.objects.values_list("template", flat=True)),
        "open items": sorted(
            ReviewItem.objects.filter(closed_at=None).values_list("kind", flat=True)
        ),
        "not done": Delivery.objects.exclude(state__in=["done", "ignored"]).count(),
    }


def tell(client: Client, shots: list[dict[str, Any]]) -> None:
    for shot in shots:
        answer = client.post(
            "/hooks/stripe/",
            shot["body"].encode("latin-1"),
            content_type="application/json",
            headers=shot["headers"],
        )
        assert answer.status_code == 200


def worked() -> None:
    while inbox.work():
        pass


# What may happen at Stripe between a payment and its end, act by act.
STORIES: dict[str, list[Callable[[Control, str], object]]] = {
    "refunded in the dashboard, in two parts": [
        lambda stripe, payment: stripe.refund(payment, 10_000),
        lambda stripe, payment: stripe.refund(payment, 20_000),
    ],
    "a refund that failed": [
        lambda stripe, payment: stripe.move_refund(
            stripe.refund(payment, 30_000, status="pending")["id"], "failed"
        ),
    ],
    "disputed and lost": [
        lambda stripe, payment: stripe.open_dispute(payment),
        lambda stripe, payment: stripe.close_dispute(stripe.objects("dispute")[0]["id"], "lost"),
    ],
    "partly refunded, disputed, won": [
        lambda stripe, payment: stripe.refund(payment, 10_000),
        lambda stripe, payment: stripe.open_dispute(payment, amount=20_000),
        lambda stripe, payment: stripe.close_dispute(stripe.objects("dispute")[0]["id"], "won"),
    ],
    "warned of fraud, then disputed, lost, appealed": [
        lambda stripe, payment: stripe.fraud_warning(payment),
        lambda stripe, payment: stripe.open_dispute(payment, inquiry=True),
        lambda stripe, payment: stripe.move_dispute(
            stripe.objects("dispute")[0]["id"], "needs_response"
        ),
        lambda stripe, payment: stripe.close_dispute(stripe.objects("dispute")[0]["id"], "lost"),
        lambda stripe, payment: stripe.move_dispute(
            stripe.objects("dispute")[0]["id"], "appeal_under_review"
        ),
    ],
}


@pytest.mark.parametrize("story", STORIES)
def test_scenario_15_any_order_and_repetition_of_the_news_ends_as_the_right_one_does(
    story: str, opened: Order, provider: Control
) -> None:
    """All news about one payment, in every order that is drawn, some of it twice, in drawn batches.

    The database goes back to where it was before each example, by a savepoint.
    """
    provider.pay(attempt_of(opened).checkout_id)
    (payment,) = provider.objects("payment_intent")
    for act in STORIES[story]:
        act(provider, payment["id"])
    shots = provider.take(force=True)
    client = Client()

    def end_of(batches: list[list[int]]) -> dict[str, Any]:
        with transaction.atomic():
            for batch in batches:
                tell(client, [shots[index] for index in batch])
                worked()
            sweeps.run("payment.refunds")
            told = fingerprint()
            transaction.set_rollback(True)
        return told

    in_order = end_of([[index] for index in range(len(shots))])
    numbers = st.permutations(list(range(len(shots))) * 2)

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(order=numbers, cuts=st.sets(st.integers(0, 2 * len(shots)), max_size=4))
    def holds(order: list[int], cuts: set[int]) -> None:
        edges = [0, *sorted(cuts), len(order)]
        batches = [order[a:b] for a, b in pairwise(edges)]
        assert end_of(batches) == in_order

    assert in_order["not done"] == 0
    holds()


def test_scenario_15_news_that_lags_behind_what_happens_ends_the_same(
    purchase: Press,
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> None:
    """Acts at Stripe and deliveries interleave: some are told at once, some late, some twice."""
    chosen, client = session(), Client()

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(choice=st.data())
    def holds(choice: st.DataObject) -> None:
        order = purchase(chosen, person()).order
        attempt = attempt_of(order)
        provider.pay(attempt.checkout_id)
        payment = settling.provider("stripe").read_checkout(attempt.checkout_id).payment_id
        waiting: list[dict[str, Any]] = []
        acts: list[Callable[[], object]] = [
            lambda: provider.refund(payment, 5_000),
            lambda: provider.open_dispute(payment),
            lambda: provider.close_dispute(provider.objects("dispute")[-1]["id"], "lost"),
        ]
        for act in acts:
            act()
            waiting += provider.take(force=True)
            waiting = choice.draw(st.permutations(waiting))
            now = choice.draw(st.integers(0, len(waiting)))
            tell(client, waiting[:now])
            worked()
            if not choice.draw(st.booleans()):
                waiting = waiting[now:]
        tell(client, waiting)
        worked()
        provider.discard()
        assert ledger(order) == [
            ("charge", 30_000), ("dispute_withdrawal", -25_000), ("refund", -5_000),
        ]  # fmt: skip
        assert place_of(order).state == "revoked"
        assert Enrolment.objects.get(person=order.buyer).ended_reason == "revoked"
        assert [row.status for row in Dispute.objects.filter(order=order)] == ["lost"]
        open_items = ReviewItem.objects.filter(order=order, closed_at=None)
        assert set(open_items.values_list("kind", flat=True)) == {
            "dashboard-refund-part", "dispute-lost",
        }  # fmt: skip
        chosen.refresh_from_db()
        assert chosen.taken == 0

    holds()
