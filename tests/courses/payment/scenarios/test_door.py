"""The door for deliveries: only what is proven comes in, and nothing breaks it. Scenarios 16 to 24."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from courseplatform.kit import sweeps
from courseplatform.letters.models import Letter
from courseplatform.sandbox.control.client import Control
from courses.invoicing.models import Document, Series
from courses.orders.models import LedgerEntry, Order
from courses.payment import inbox, refused
from courses.payment.models import Delivery, ReviewItem
from courses.payment.providers.stripe.signature import TOLERANCE_SECONDS
from tests.courses.payment.shop import Carry, attempt_of, body_of, event, place_of, signed
from tests.sandbox_fixture import database_of_tests

HOOK = "/hooks/stripe/"


def knock(body: bytes, headers: dict[str, str]) -> int:
    answer = Client().post(HOOK, body, content_type="application/json", headers=headers)
    return answer.status_code


@pytest.fixture
def secret(settings: Any) -> str:
    """Return the one secret that is active."""
    return str(settings.STRIPE_WEBHOOK_SECRETS[0])


@pytest.mark.parametrize("fault", ["wrong_secret", "no_signature", "old_timestamp"])
def test_scenario_16_what_nothing_proves_is_refused_counted_and_not_kept(
    fault: str, opened: Order, provider: Control, hook: Carry
) -> None:
    provider.webhook_fault(fault, times=20)
    provider.pay(attempt_of(opened).checkout_id)
    statuses = [status for _type, status in hook()]
    assert set(statuses) == {400}
    assert refused.today() == len(statuses) > 0
    assert not Delivery.objects.exists()
    assert attempt_of(opened).state == "open"


def test_scenario_16_another_endpoints_secret_does_not_open_this_door(
    provider: Control, secret: str
) -> None:
    assert knock(body_of(event()), signed(body_of(event()), "whsec_of_another_endpoint")) == 400
    assert knock(body_of(event()), {"Stripe-Signature": ""}) == 400
    assert not Delivery.objects.exists()


def test_scenario_17_a_body_that_was_touched_is_refused(
    opened: Order, provider: Control, hook: Carry, secret: str
) -> None:
    provider.webhook_fault("tampered", times=20)
    provider.pay(attempt_of(opened).checkout_id)
    assert {status for _type, status in hook()} == {400}
    body = body_of(event())
    again = json.dumps(json.loads(body), indent=1).encode()
    assert knock(again, signed(body, secret)) == 400
    assert not Delivery.objects.exists()


def test_scenario_18_a_replay_is_refused_when_old_and_known_when_young(
    provider: Control, secret: str
) -> None:
    body = body_of(event())
    assert knock(body, signed(body, secret, age=TOLERANCE_SECONDS + 2)) == 400
    assert knock(body, signed(body, secret, age=TOLERANCE_SECONDS - 20)) == 200
    assert knock(body, signed(body, secret, age=TOLERANCE_SECONDS - 20)) == 200
    assert Delivery.objects.count() == 1


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
def test_scenario_19_garbage_gets_a_plain_no_and_never_an_error(
    body: bytes, header: str, status: int, db: None
) -> None:
    answer = Client().generic(
        "POST", HOOK, body, content_type="application/json", HTTP_STRIPE_SIGNATURE=header
    )
    assert answer.status_code == status
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"not json", b"[1, 2]", b"{}", b"null"])
def test_scenario_19_garbage_that_is_rightly_signed_is_refused_as_well(
    body: bytes, provider: Control, secret: str
) -> None:
    assert knock(body, signed(body, secret)) == 400
    assert not Delivery.objects.exists()


def test_scenario_20_while_a_secret_is_exchanged_both_are_taken_then_the_old_is_refused(
    provider: Control, settings: Any, secret: str
) -> None:
    first, second, third = (body_of(event(id=f"evt_{n}")) for n in range(3))
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_the_new_one", secret]
    assert knock(first, signed(first, secret)) == 200
    assert knock(second, signed(second, "whsec_the_new_one")) == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_the_new_one"]
    assert knock(third, signed(third, secret)) == 400
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(("key", "live"), [("", True), ("sk_live_made_up", False)])
def test_scenario_21_an_event_of_the_other_mode_is_acknowledged_ignored_and_shown(
    key: str, live: bool, opened: Order, provider: Control, settings: Any, secret: str
) -> None:
    if key:
        settings.STRIPE_SECRET_KEY = key
    about = {"id": attempt_of(opened).checkout_id, "object": "checkout.session"}
    body = body_of(event(livemode=live, data={"object": about}))
    assert knock(body, signed(body, secret)) == 200
    inbox.work()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("ignored", inbox.OTHER_MODE)
    assert ReviewItem.objects.get().kind == "wrong-mode"
    assert attempt_of(opened).state == "open"
    assert inbox.replay(Delivery.objects.all()) == 0


def test_scenario_22_an_unknown_type_is_ignored_and_another_version_still_worked(
    opened: Order, provider: Control, hook: Carry, secret: str
) -> None:
    body = body_of(event(type="plan.created", data={"object": {"id": "plan_1", "object": "plan"}}))
    assert knock(body, signed(body, secret)) == 200
    inbox.work()
    assert Delivery.objects.get().state == "ignored"
    provider.webhook_fault("other_version", times=20)
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    other = Delivery.objects.get(type="checkout.session.completed")
    assert other.api_version != "2026-10-28.endive"
    assert other.state == "done"
    assert place_of(opened).state == "confirmed"


def test_scenario_23_work_that_breaks_midway_is_undone_tried_again_then_dead_and_replayed(
    opened: Order, provider: Control, hook: Carry
) -> None:
    """A document number that is taken breaks the settlement after the ledger was written."""
    series = Series.objects.create(name="R-2026", last_number=1)
    Document.objects.create(
        number="R-2026-00002", number_in_series=1, series=series, kind="proforma", order=opened,
        key="planted", currency="EUR", vat_minor=0, total_minor=0, snapshot={}, sha256="0" * 64,
    )  # fmt: skip
    provider.pay(attempt_of(opened).checkout_id)
    hook(work=False)
    for _ in range(inbox.MOST_TRIES):
        Delivery.objects.filter(state="received").update(next_try_at="2020-01-01T00:00Z")
        sweeps.run("payment.inbox")
    dead = Delivery.objects.filter(state="dead")
    assert dead.get().attempts == inbox.MOST_TRIES
    assert "IntegrityError" in dead.get().error
    assert (attempt_of(opened).state, place_of(opened).state) == ("open", "held")
    assert not LedgerEntry.objects.exists()
    assert not Letter.objects.exists()
    assert ReviewItem.objects.get().kind == "dead-delivery"
    Series.objects.update(last_number=2)
    assert inbox.replay(dead) == 1
    sweeps.run("payment.inbox")
    assert place_of(opened).state == "confirmed"
    assert Document.objects.filter(number="R-2026-00003").exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_scenario_24_a_database_that_is_away_answers_500_and_the_next_try_succeeds(
    opened: Order, provider: Control, secret: str
) -> None:
    about = {"id": attempt_of(opened).checkout_id, "object": "checkout.session"}
    body = body_of(event(data={"object": about}))
    headers = signed(body, secret)
    client = Client(raise_request_exception=False)
    with psycopg.connect(database_of_tests()) as other:
        other.execute("lock table courses_delivery in access exclusive mode")
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '200ms'")
        answer = client.post(HOOK, body, content_type="application/json", headers=headers)
        assert answer.status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = 0")
    assert knock(body, headers) == 200
    assert Delivery.objects.count() == 1


def test_the_door_takes_posts_only(client: Client, db: None) -> None:
    assert client.get(HOOK).status_code == 405


def test_a_stored_delivery_keeps_what_came_to_the_byte(
    opened: Order, provider: Control, secret: str
) -> None:
    body = json.dumps(event(), indent=3).encode()
    assert knock(body, signed(body, secret)) == 200
    assert bytes(Delivery.objects.get().body) == body


def test_deliveries_that_a_worker_died_on_are_taken_again(
    opened: Order, provider: Control, hook: Carry, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    hook(work=False)
    assert len(inbox._claim()) > 0
    assert inbox.work() == 0
    advance(inbox.LEASE.total_seconds() + 1)
    assert inbox.work() > 0
    assert place_of(opened).state == "confirmed"
