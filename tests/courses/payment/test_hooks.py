"""Deliveries: only proven ones are kept, each works once, and their order does not matter."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

import pytest
from django.test import Client

from courseplatform.kit import sweeps
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders.models import LedgerEntry, Order
from courses.payment import inbox
from courses.payment.buying import Purchase
from courses.payment.models import Delivery, Refund, ReviewItem

Carry = Callable[..., list[tuple[str, int]]]


@pytest.fixture
def opened(
    purchase: Callable[[Session, User], Purchase],
    session: Callable[..., Session],
    person: Callable[..., User],
) -> Order:
    return purchase(session(), person("Ada Payer")).order


def checkout_id(order: Order) -> str:
    return str(order.attempts.get().checkout_id)


def test_a_delivery_is_stored_answered_and_worked(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(checkout_id(opened))
    carried = hook()
    assert ("checkout.session.completed", 200) in carried
    assert opened.attempts.get().state == "succeeded"
    assert Letter.objects.filter(template="receipt").count() == 1
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"done", "ignored"}


def test_a_delivery_that_comes_twice_has_one_row_and_one_effect(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.webhook_fault("duplicate", times=10)
    provider.pay(checkout_id(opened))
    carried = hook()
    assert {status for _type, status in carried} == {200}
    assert LedgerEntry.objects.filter(kind="charge").count() == 1
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("fault", ["wrong_secret", "old_timestamp"])
def test_a_delivery_that_is_not_proven_is_refused_and_not_kept(
    fault: str, opened: Order, provider: Control, hook: Carry
) -> None:
    provider.webhook_fault(fault, times=20)
    provider.pay(checkout_id(opened))
    assert {status for _type, status in hook()} == {400}
    assert not Delivery.objects.exists()
    assert opened.attempts.get().state == "open"


@pytest.mark.parametrize(
    ("body", "header", "status"),
    [
        (b"{}", "", 400),
        (b"{}", "t=1,v1=00", 400),
        (b"\xff\xfe", "t=1,v1=00", 400),
        (b"{}", "t=1,v1=\u00fc", 400),
        (b"not json", "nonsense", 400),
        (b"x" * 600_000, "t=1,v1=00", 413),
    ],
)
def test_garbage_gets_a_plain_no_and_never_an_error(
    body: bytes, header: str, status: int, db: None
) -> None:
    answer = Client().generic(
        "POST",
        "/hooks/stripe/",
        body,
        content_type="application/json",
        HTTP_STRIPE_SIGNATURE=header,
    )
    assert answer.status_code == status
    assert not Delivery.objects.exists()


def test_the_door_takes_posts_only(client: Client, db: None) -> None:
    assert client.get("/hooks/stripe/").status_code == 405


def test_a_live_event_at_a_practice_installation_is_ignored_and_shown_to_a_person(
    db: None, provider: Control, settings: object
) -> None:
    import hashlib
    import hmac
    import time

    event = {
        "id": "evt_live", "object": "event", "type": "checkout.session.completed", "livemode": True,
        "created": int(time.time()), "api_version": "2026-10-28.endive",
        "data": {"object": {"id": "cs_live_1", "object": "checkout.session"}},
    }  # fmt: skip
    body = json.dumps(event).encode()
    stamp = int(time.time())
    secret = settings.STRIPE_WEBHOOK_SECRETS[0]  # type: ignore[attr-defined]
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    answer = Client().post(
        "/hooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={stamp},v1={signature}"},
    )
    assert answer.status_code == 200
    assert Delivery.objects.get().state == "ignored"
    assert ReviewItem.objects.get().kind == "wrong-mode"


def test_a_handler_that_fails_is_tried_again_and_dies_after_ten(
    opened: Order, provider: Control, hook: Carry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_delivery: Delivery) -> str:
        raise RuntimeError("broken for the test")

    provider.pay(checkout_id(opened))
    hook(work=False)
    monkeypatch.setattr(inbox, "handle", broken)
    for _ in range(10):
        Delivery.objects.filter(state="received").update(next_try_at="2020-01-01T00:00Z")
        sweeps.run("payment.inbox")
    dead = Delivery.objects.filter(state="dead")
    assert dead.exists()
    assert opened.attempts.get().state == "open"
    assert ReviewItem.objects.filter(kind="dead-delivery").exists()
    monkeypatch.undo()
    for delivery in dead:
        inbox.replay(delivery)
    sweeps.run("payment.inbox")
    assert opened.attempts.get().state == "succeeded"


@pytest.mark.parametrize("order_of_news", list(itertools.permutations(range(3)))[:6])
def test_any_order_of_deliveries_gives_the_same_end(
    order_of_news: tuple[int, ...], opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(checkout_id(opened))
    (payment,) = provider.objects("payment_intent")
    provider.refund(payment["id"])
    hook(work=False)
    rows = list(Delivery.objects.exclude(state="ignored").order_by("pk"))
    wanted = [row for row in rows if row.type in
              {"checkout.session.completed", "charge.refunded", "refund.created"}]  # fmt: skip
    assert len(wanted) == 3
    for place, index in enumerate(order_of_news):
        Delivery.objects.filter(pk=wanted[index].pk).update(
            next_try_at=f"2020-01-0{place + 1}T00:00Z"
        )
    for _ in range(4):
        sweeps.run("payment.inbox")
    entries = LedgerEntry.objects.filter(order=opened).exclude(kind="fee")
    assert sorted(entries.values_list("kind", "amount_minor")) == [
        ("charge", 30_000),
        ("refund", -30_000),
    ]
    assert Refund.objects.get().state == "succeeded"
    assert ReviewItem.objects.filter(kind="dashboard-refund").count() == 1
