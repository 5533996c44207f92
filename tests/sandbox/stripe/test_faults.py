"""Troubles on the wire: what the caller sees, and what was really done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control, ControlRefusedError
from courseplatform.sandbox.running import Sandbox

Params = Callable[..., dict[str, Any]]
Key = Callable[[], dict[str, Any]]
CREATE = "POST /v1/checkout/sessions"


@pytest.mark.parametrize(
    ("kind", "error", "done"),
    [
        ("timeout_before", stripe.APIConnectionError, 0),
        ("timeout_after", stripe.APIConnectionError, 1),
        ("drop_before", stripe.APIConnectionError, 0),
        ("drop_after", stripe.APIConnectionError, 1),
        ("error_500", stripe.APIError, 0),
        ("error_500_after", stripe.APIError, 1),
        ("conflict_409", stripe.APIError, 0),
        ("rate_limit_429", stripe.RateLimitError, 0),
        ("refuse_400", stripe.InvalidRequestError, 0),
    ],
)
def test_a_trouble_strikes_once_and_a_repeat_finds_one_session(
    sandbox: Sandbox,
    client: stripe.StripeClient,
    checkout_params: Params,
    new_key: Key,
    kind: str,
    error: type[Exception],
    done: int,
) -> None:
    options = new_key()
    hurried = stripe.StripeClient(
        sandbox.config.stripe_key,
        base_addresses={"api": sandbox.url},
        http_client=stripe.RequestsClient(timeout=1 if kind.startswith("timeout") else 10),
    )
    sandbox.control.fault(kind, CREATE)
    with pytest.raises(error):
        hurried.v1.checkout.sessions.create(checkout_params(), options)
    assert len(sandbox.control.objects("checkout.session")) == done
    assert client.v1.checkout.sessions.create(checkout_params(), options).status == "open"
    assert len(sandbox.control.objects("checkout.session")) == 1


def test_work_that_broke_midway_is_undone_and_its_500_replayed(
    control: Control, client: stripe.StripeClient, checkout_params: Params, new_key: Key
) -> None:
    options = new_key()
    control.fault("error_500_kept", CREATE)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failure:
            client.v1.checkout.sessions.create(checkout_params(), options)
        assert failure.value.http_status == 500
    assert control.objects("checkout.session") == []


def test_a_trouble_strikes_only_what_it_was_ordered_for(
    control: Control, client: stripe.StripeClient
) -> None:
    control.fault("error_500", CREATE, times=2)
    assert client.v1.charges.list().data == []
    assert control.faults_clear() == 1


def test_the_sdk_tries_again_by_itself_when_told_to(
    sandbox: Sandbox, checkout_params: Params
) -> None:
    patient = stripe.StripeClient(
        sandbox.config.stripe_key, base_addresses={"api": sandbox.url}, max_network_retries=2
    )
    sandbox.control.fault("drop_after", CREATE, times=2)
    assert patient.v1.checkout.sessions.create(checkout_params()).status == "open"
    assert len(sandbox.control.objects("checkout.session")) == 1


def test_an_unknown_trouble_is_refused(control: Control) -> None:
    with pytest.raises(ControlRefusedError):
        control.fault("meteor", CREATE)
