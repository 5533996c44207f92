"""Money on the command line: plain sentences, and exit code 1 where a person is needed."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from courseplatform.kit import clock
from courseplatform.sandbox.control.client import Control
from courses.orders.models import LedgerEntry, Order
from courses.payment.models import Cursor, Delivery
from tests.courses.payment.shop import Carry, attempt_of, ledger, place_of


def run(*words: str) -> str:
    out = StringIO()
    call_command("payments", *words, stdout=out)
    return out.getvalue()


def test_the_inbox_is_worked_listed_and_replayed(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    hook(work=False)
    assert "checkout.session.completed" in run("inbox", "list", "--state", "received")
    assert "deliveries worked." in run("inbox", "work")
    assert place_of(opened).state == "confirmed"
    event = Delivery.objects.get(type="checkout.session.completed").event_id
    assert "1 put back to work" in run("inbox", "replay", event)
    assert ledger(opened) == [("charge", 30_000)]
    assert run("inbox", "list", "--state", "received") == ""


def test_a_range_of_days_is_fetched_and_worked_again(
    opened: Order, provider: Control, hook: Carry
) -> None:
    provider.webhook_fault("drop", times=50)
    provider.pay(attempt_of(opened).checkout_id)
    today = f"{clock.now():%Y-%m-%d}"
    told = run("inbox", "replay", f"{today}..{today}")
    assert "deliveries fetched" in told
    assert place_of(opened).state == "confirmed"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("evt_nowhere", "No such event"),
        ("2026-02-01..later", "no range of days"),
        ("2026-02-03..2026-02-01", "ends before it begins"),
    ],
)
def test_what_can_not_be_replayed_is_told(word: str, sentence: str, provider: Control) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("inbox", "replay", word)


def test_what_was_given_up_is_shown_with_its_error_and_code_1(provider: Control) -> None:
    assert run("inbox", "dead") == ""
    Delivery.objects.create(
        provider="stripe", event_id="evt_dead", type="refund.created", object_id="re_1",
        happened_at=clock.now(), body=b"", state="dead", error="ValueError: broken",
    )  # fmt: skip
    out = StringIO()
    with pytest.raises(CommandError, match="1 deliveries were given up") as told:
        call_command("payments", "inbox", "dead", stdout=out)
    assert "ValueError: broken" in out.getvalue()
    assert told.value.returncode == 1


def test_one_order_is_brought_up_to_date(opened: Order, provider: Control) -> None:
    provider.pay(attempt_of(opened).checkout_id)
    payment = provider.objects("payment_intent")[0]["id"]
    provider.refund(payment, 5_000)
    provider.open_dispute(payment)
    told = run("sync", opened.number)
    assert "Payment 1: succeeded." in told
    assert ledger(opened) == [
        ("charge", 30_000), ("dispute_withdrawal", -25_000), ("refund", -5_000),
    ]  # fmt: skip
    assert run("sync", opened.ref) == told
    with pytest.raises(CommandError, match="There is no order"):
        run("sync", "2026-9999")


def test_reconciling_says_that_the_books_agree_or_how_they_differ(
    paid: Order, provider: Control
) -> None:
    assert "The books agree." in run("reconcile")
    LedgerEntry.objects.create(
        order=paid, kind="charge", amount_minor=7, currency="EUR", provider="stripe",
        provider_object_id="ch_planted", occurred_at=clock.now(), source="sync",
    )  # fmt: skip
    since = f"{clock.now():%Y-%m-%d}"
    until = f"{clock.now() + timedelta(days=1):%Y-%m-%d}"
    with pytest.raises(CommandError, match="1 differences"):
        run("reconcile", "--since", since, "--until", until)


def test_the_doctor_tells_every_check_and_fails_on_a_problem(
    paid: Order, provider: Control, hook: Carry, settings: Any
) -> None:
    provider.serve(site.SITE_URL)
    hook()
    Cursor.objects.create(name="events:stripe", at=clock.now())
    told = run("doctor")
    assert "no problem." in told
    assert told.count("ok  ") > 14
    assert "The payment service answers." not in run("doctor", "--offline")
    settings.STRIPE_WEBHOOK_SECRETS = []
    out = StringIO()
    with pytest.raises(CommandError, match="found a problem"):
        call_command("payments", "doctor", "--offline", stdout=out)
    assert "BAD   No secret is set" in out.getvalue()
    assert "      Set STRIPE_WEBHOOK_SECRETS" in out.getvalue()


def test_a_service_that_is_away_is_told_in_a_sentence(
    opened: Order, provider: Control, impatient: None
) -> None:
    provider.fault("error_500", "*", times=5)
    with pytest.raises(CommandError, match="try again in a minute"):
        run("sync", opened.number)


@pytest.mark.parametrize(
    "words", [(), ("inbox",), ("inbox", "replay"), ("reconcile", "--since", "x")]
)
def test_half_a_command_is_refused(words: tuple[str, ...], db: None) -> None:
    with pytest.raises(CommandError):
        call_command("payments", *words)
