"""The check of messages catches what it is there to catch."""

from __future__ import annotations

from typing import Any

import pytest

from courseplatform.sandbox.stripe import schemas
from courseplatform.sandbox.stripe.api import Exchange
from tests.conformance import Conformance

CREATE = ("POST", "/v1/refunds")


@pytest.fixture
def conformance() -> Conformance:
    return Conformance()


def refund(**changes: Any) -> dict[str, Any]:
    body = {"id": "re_1", "object": "refund", "amount": 5, "created": 1, "currency": "eur"}
    return {**body, **changes}


def exchange(form: dict[str, Any], body: dict[str, Any], status: int = 200) -> Exchange:
    return Exchange(schemas.operations()[CREATE], form, status, body)


def test_a_right_message_is_no_problem(conformance: Conformance) -> None:
    conformance.exchange(exchange({"payment_intent": "pi_1"}, refund()))
    assert conformance.problems == []


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ({"payment_intents": "pi_1"}, refund()),
        ({"amount": "much"}, refund()),
        ({}, refund(amount="5")),
        ({}, refund(surprise=1)),
        ({}, refund(reason="because")),
        ({}, {"id": "re_1", "object": "refund"}),
    ],
)
def test_a_wrong_message_is_a_problem(
    conformance: Conformance, form: dict[str, Any], body: dict[str, Any]
) -> None:
    conformance.exchange(exchange(form, body))
    assert len(conformance.problems) >= 1


def test_a_refusal_has_an_envelope_of_its_own(conformance: Conformance) -> None:
    error = {"error": {"type": "invalid_request_error", "message": "No."}}
    conformance.exchange(exchange({}, error, 400))
    assert conformance.problems == []
    conformance.exchange(exchange({}, refund(), 400))
    assert len(conformance.problems) > 0


def test_an_event_is_checked_down_to_its_object(conformance: Conformance) -> None:
    event = {
        "id": "evt_1",
        "object": "event",
        "api_version": schemas.version(),
        "created": 1,
        "data": {"object": refund()},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": "refund.created",
    }
    conformance.event(event)
    assert conformance.problems == []
    conformance.event({**event, "data": {"object": refund(amount=None)}})
    assert len(conformance.problems) == 1
