"""Keys, versions, idempotency, pages and expansion, as the SDK meets them."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
import stripe

from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox

Params = Callable[..., dict[str, Any]]
New = Callable[..., stripe.checkout.Session]
Key = Callable[[], dict[str, Any]]


def test_another_key_is_refused(sandbox: Sandbox) -> None:
    stranger = stripe.StripeClient("sk_test_sandbox_other", base_addresses={"api": sandbox.url})
    with pytest.raises(stripe.AuthenticationError) as refusal:
        stranger.v1.charges.list()
    assert "sandbox_other" not in str(refusal.value)


def test_without_a_key_nothing_is_told(sandbox: Sandbox) -> None:
    with pytest.raises(HTTPError) as refusal:
        urllib.request.urlopen(f"{sandbox.url}/v1/charges")
    assert refusal.value.code == 401


def test_another_version_is_refused(sandbox: Sandbox, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.charges.list(options={"stripe_version": "2024-06-20"})


def test_answers_carry_the_protocols_headers(
    client: stripe.StripeClient, new_checkout: New
) -> None:
    response = new_checkout().last_response
    assert response is not None
    assert response.request_id.startswith("req_")
    assert response.headers["Stripe-Version"] == stripe.api_version


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/subscriptions"])
def test_an_unknown_address_is_told_to_be_unknown(sandbox: Sandbox, path: str) -> None:
    request = urllib.request.Request(
        sandbox.url + path, headers={"Authorization": f"Bearer {sandbox.config.stripe_key}"}
    )
    with pytest.raises(HTTPError) as refusal:
        urllib.request.urlopen(request)
    assert refusal.value.code == 404
    assert json.load(refusal.value)["error"]["type"] == "invalid_request_error"


def test_the_same_key_gets_the_same_answer(
    client: stripe.StripeClient, checkout_params: Params, new_key: Key
) -> None:
    options = new_key()
    first = client.v1.checkout.sessions.create(checkout_params(), options)
    second = client.v1.checkout.sessions.create(checkout_params(), options)
    assert first.id == second.id
    assert second.last_response is not None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.v1.checkout.sessions.list().data) == 1


def test_the_same_key_with_other_parameters_is_an_error(
    client: stripe.StripeClient, checkout_params: Params, new_key: Key
) -> None:
    options = new_key()
    client.v1.checkout.sessions.create(checkout_params(), options)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(checkout_params(locale="uk"), options)


def test_a_mistake_in_the_parameters_is_not_kept(
    client: stripe.StripeClient, checkout_params: Params, new_key: Key
) -> None:
    options = new_key()
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(checkout_params(mode="setup"), options)
    assert client.v1.checkout.sessions.create(checkout_params(), options).status == "open"


def test_a_refusal_of_the_work_itself_is_kept(
    client: stripe.StripeClient, control: Control, new_checkout: New, new_key: Key
) -> None:
    session, options = new_checkout(), new_key()
    client.v1.checkout.sessions.expire(session.id)
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.checkout.sessions.expire(session.id, None, options)
    assert refusal.value.headers["Idempotent-Replayed"] == "true"  # type: ignore[index]


def test_twins_at_the_same_moment_make_one_session(
    sandbox: Sandbox, client: stripe.StripeClient, checkout_params: Params, new_key: Key
) -> None:
    options, results = new_key(), []
    barrier = threading.Barrier(6)

    def create() -> None:
        barrier.wait()
        try:
            results.append(client.v1.checkout.sessions.create(checkout_params(), options).id)
        except stripe.APIError as error:
            results.append(error.http_status)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result for result in results if isinstance(result, str)}) == 1
    assert {result for result in results if isinstance(result, int)} <= {409}
    assert len(sandbox.control.objects("checkout.session")) == 1


def test_pages_follow_a_cursor_forwards_and_back(
    client: stripe.StripeClient, new_checkout: New
) -> None:
    made = [new_checkout().id for _ in range(5)]
    newest_first = made[::-1]
    first = client.v1.checkout.sessions.list({"limit": 2})
    assert [found.id for found in first.data] == newest_first[:2]
    assert first.has_more is True
    second = client.v1.checkout.sessions.list({"limit": 2, "starting_after": newest_first[1]})
    assert [found.id for found in second.data] == newest_first[2:4]
    back = client.v1.checkout.sessions.list({"limit": 2, "ending_before": newest_first[3]})
    assert [found.id for found in back.data] == newest_first[1:3]
    everything = client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()
    assert [found.id for found in everything] == newest_first


def test_pages_are_cut_by_time_of_creation(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    made = []
    for at in (1_734_000_000, 1_734_000_100, 1_734_000_200):
        control.clock_set(at)
        made.append(new_checkout().id)
    found = client.v1.checkout.sessions.list(
        {"created": {"gt": 1_734_000_000, "lt": 1_734_000_200}}
    )
    assert [session.id for session in found.data] == [made[1]]
    exact = client.v1.checkout.sessions.list({"created": 1_734_000_200})
    assert [session.id for session in exact.data] == [made[2]]


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"starting_after": "cs_none"},
        {"starting_after": "a", "ending_before": "b"},
        {"wrong": 1},
        {"status": "wrong"},
    ],
)
def test_a_page_that_cannot_be_is_refused(client: stripe.StripeClient, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list(params)


@pytest.mark.parametrize("path", ["amount_total", "nothing", "payment_intent.amount"])
def test_what_is_no_link_cannot_be_expanded(
    client: stripe.StripeClient, control: Control, new_checkout: New, path: str
) -> None:
    session = new_checkout()
    control.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": [path]})


def test_lists_expand_each_of_their_objects(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    control.pay(new_checkout().id)
    found = client.v1.checkout.sessions.list({"expand": ["data.payment_intent.latest_charge"]})
    intent = found.data[0].payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.v1.charges.retrieve("ch_none"),
        lambda client: client.v1.checkout.sessions.retrieve("cs_none"),
        lambda client: client.v1.events.retrieve("evt_none"),
    ],
)
def test_what_does_not_exist_is_not_found(
    client: stripe.StripeClient, ask: Callable[[stripe.StripeClient], Any]
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        ask(client)
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
