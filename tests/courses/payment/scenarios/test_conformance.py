"""Everything that crosses the wire fits Stripe's own types, in the version that is pinned. 59, 60."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import stripe

from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.runtime.places import PROJECT
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.stripe import schemas, webhook_endpoints
from courses.orders.models import Order
from courses.payment.doctor import outside
from courses.payment.providers.contract import PaymentProvider
from courses.payment.providers.registry import provider as provider_of
from courses.payment.providers.stripe.events import OUR_TYPES
from tests.conformance import Conformance
from tests.courses.payment.shop import Carry, attempt_of, give_back


def test_scenario_59_the_rebuilt_types_are_of_the_version_the_sdk_pins() -> None:
    pinned = re.search(r"^stripe==(\S+)$", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned
    assert pinned[1] == stripe.VERSION
    assert schemas.version() == stripe.api_version == provider_of("stripe").api_version


def test_scenario_59_the_events_we_want_exist_in_this_version_and_the_stand_in_sends_them() -> None:
    assert schemas.event_types() >= OUR_TYPES
    assert frozenset(webhook_endpoints.USUAL_EVENTS) == OUR_TYPES


def test_scenario_60_every_call_we_know_is_made_and_everything_told_fits(
    opened: Order,
    provider: Control,
    hook: Carry,
    boss: User,
    conformance: Conformance,
) -> None:
    """All calls of the provider's contract, and webhooks of all that can happen to a card payment."""
    from courses.orders import refunding

    asked: PaymentProvider = provider_of("stripe")
    attempt = attempt_of(opened)
    provider.pay(attempt.checkout_id)
    hook()
    payment = attempt_of(opened).payment_id
    refunding.refund_part(opened, 10_000, actor=boss)
    give_back()
    dispute = provider.open_dispute(payment)
    warning = provider.fraud_warning(payment)
    hook()
    provider.close_dispute(dispute["id"], "won")
    hook()
    start, end = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    called: dict[str, Callable[[], Any]] = {
        "read_checkout": lambda: asked.read_checkout(attempt.checkout_id),
        "end_checkout": lambda: asked.end_checkout(attempt.checkout_id),
        "checkout_of_payment": lambda: asked.checkout_of_payment(payment),
        "read_refund": lambda: asked.read_refund(asked.refunds_of(payment)[0].id),
        "refunds_of": lambda: asked.refunds_of(payment),
        "read_dispute": lambda: asked.read_dispute(dispute["id"]),
        "disputes_of": lambda: asked.disputes_of(payment),
        "read_warning": lambda: asked.read_warning(warning["id"]),
        "notices_between": lambda: list(asked.notices_between(start, end)),
        "checkouts_between": lambda: list(asked.checkouts_between(start, end)),
        "money_between": lambda: list(asked.money_between(start, end)),
        "condition": asked.condition,
    }
    made_before = {"open_checkout", "refund"}
    contract = {name for name, value in vars(PaymentProvider).items()
                if callable(value) and not name.startswith("_")}  # fmt: skip
    assert contract == set(called) | made_before
    before = conformance.seen
    for call in called.values():
        assert call()
    assert conformance.seen >= before + len(called)
    assert conformance.problems == []


def test_scenario_60_a_message_that_does_not_fit_is_noticed(conformance: Conformance) -> None:
    refund = schemas.object_schema("refund")
    assert refund["required"]
    conformance.event(
        {
            "id": "evt_1", "object": "event", "api_version": schemas.version(), "created": 1,
            "data": {"object": {"id": "re_1", "object": "refund", "amount": "5"}},
            "livemode": False, "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None}, "type": "refund.created",
        }
    )  # fmt: skip
    assert conformance.problems
    conformance.problems.clear()


def test_the_stand_in_as_it_starts_satisfies_the_doctor(provider: Control, settings: Any) -> None:
    provider.serve(settings.SITE_URL)
    assert {one.tone for one in outside.examine()} == {"ok"}
