"""Fixtures for the stand-ins: the real SDK pointed at them, and a checkout to begin with."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.running import Sandbox

_keys = itertools.count()


@pytest.fixture
def control(sandbox: Sandbox) -> Any:
    return sandbox.control


@pytest.fixture
def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    """The official SDK as production code builds it, but for the address."""
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient(
        sandbox.config.stripe_key,
        base_addresses={"api": sandbox.url},
        http_client=stripe.RequestsClient(timeout=(2, 10)),
    )


@pytest.fixture
def new_key() -> Callable[[], dict[str, Any]]:
    """Options with an idempotency key that no call has used."""
    return lambda: {"idempotency_key": f"test:{next(_keys)}"}


@pytest.fixture
def checkout_params() -> Callable[..., dict[str, Any]]:
    """The parameters of an ordinary checkout of one line over 240 euros."""

    def make(**changes: Any) -> dict[str, Any]:
        params = {
            "mode": "payment",
            "ui_mode": "hosted_page",
            "submit_type": "book",
            "success_url": "http://127.0.0.1:8000/orders/1/?checkout={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:8000/orders/1/",
            "client_reference_id": "order-1",
            "metadata": {"order": "1"},
            "payment_intent_data": {"metadata": {"order": "1"}, "description": "Order 1"},
            "adaptive_pricing": {"enabled": False},
            "customer_email": "buyer@example.org",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 24_000,
                        "product_data": {"name": "Geopolitical Intelligence Analysis"},
                    },
                }
            ],
        }
        return {key: value for key, value in {**params, **changes}.items() if value is not None}

    return make


@pytest.fixture
def new_checkout(
    client: stripe.StripeClient,
    checkout_params: Callable[..., dict[str, Any]],
) -> Callable[..., stripe.checkout.Session]:
    """Creates an open checkout."""
    return lambda **changes: client.v1.checkout.sessions.create(checkout_params(**changes))


@pytest.fixture
def paid(
    client: stripe.StripeClient, control: Any, new_checkout: Callable[..., stripe.checkout.Session]
) -> Callable[..., str]:
    """Pays a new checkout with a card; returns the id of its payment intent."""

    def make(number: str = "4242424242424242", **changes: Any) -> str:
        session = new_checkout(**changes)
        control.pay(session.id, number)
        return str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)

    return make
