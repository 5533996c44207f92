"""Webhooks: signed so that the SDK accepts them, tried again, and wrong on demand."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from courseplatform.sandbox.stripe import schemas
from courseplatform.sandbox.webhooks import signing

New = Callable[..., stripe.checkout.Session]


def verify(body: bytes, headers: dict[str, str], secret: str) -> stripe.Event:
    return stripe.Webhook.construct_event(body, headers.get("Stripe-Signature"), secret)


class Site:
    """A site that answers every webhook with ``status`` and remembers it."""

    def __init__(self) -> None:
        self.got: list[tuple[float, bytes, dict[str, str]]] = []
        self.status = 200
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                site.got.append((time.monotonic(), body, dict(self.headers)))
                self.send_response(site.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body, _ in self.got]

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 10
        while len(self.got) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.got) == count


@pytest.fixture
def site(control: Control) -> Iterator[Site]:
    site = Site()
    control.serve(site.url)
    yield site
    site.server.shutdown()
    site.server.server_close()


def test_the_signature_is_the_one_of_a_known_vector() -> None:
    header = signing.header(b'{"id":"evt_1"}', "whsec_vector", 1_734_000_000)
    assert header == (
        "t=1734000000,v1=6244b0418b9fb2aa49672c5abf919c7307829ce588c0a3bcfba447bf5bd4f889"
    )


def test_what_is_told_carries_the_object_as_it_was(
    control: Control, sandbox: Sandbox, new_checkout: New
) -> None:
    control.pay(new_checkout().id)
    shot = control.take()[0]
    event = verify(shot["body"].encode("latin-1"), shot["headers"], sandbox.config.webhook_secret)
    assert event.type == "checkout.session.completed"
    assert event.api_version == schemas.version()
    assert event.livemode is False
    assert event.pending_webhooks == 1
    assert event.data.object["payment_status"] == "paid"
    assert "line_items" not in event.data.object


def test_paused_webhooks_wait_and_resumed_ones_go(
    control: Control, site: Site, new_checkout: New
) -> None:
    control.pay(new_checkout().id)
    time.sleep(0.3)
    assert site.got == []
    control.webhooks_resume()
    control.pay(new_checkout().id)
    site.wait_for(2)
    assert site.types == ["checkout.session.completed"] * 2


def test_a_refused_webhook_is_tried_again_later_with_a_new_signature(
    control: Control, client: stripe.StripeClient, site: Site, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    control.pay(new_checkout().id)
    site.status = 500
    assert control.deliver()[0]["statuses"] == [500]
    assert control.deliver() == []
    event = client.v1.events.list({"type": "checkout.session.completed"}).data[0]
    assert event.pending_webhooks == 1
    assert [found.id for found in client.v1.events.list({"delivery_success": False}).data] == [
        event.id
    ]
    site.status = 200
    control.clock_advance(6)
    assert control.deliver()[0]["statuses"] == [200]
    assert client.v1.events.retrieve(event.id).pending_webhooks == 0
    log = control.deliveries()[0]
    assert (log["state"], [tried["status"] for tried in log["tries"]]) == ("done", [500, 200])


def test_it_gives_up_in_the_end(control: Control, site: Site, new_checkout: New) -> None:
    control.clock_set(1_734_000_000)
    control.pay(new_checkout().id)
    site.status = 404
    for _ in range(12):
        control.deliver()
        control.clock_advance(25 * 3_600)
    log = control.deliveries()[0]
    assert (log["state"], len(log["tries"])) == ("given_up", 10)


def test_a_site_that_is_away_is_written_down(control: Control, new_checkout: New) -> None:
    control.serve("http://127.0.0.1:9")
    control.pay(new_checkout().id)
    assert control.deliver()[0]["statuses"] == [None]
    assert "refused" in control.deliveries()[0]["tries"][0]["answer"]


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [
        ("wrong_secret", False),
        ("old_timestamp", False),
        ("no_signature", False),
        ("tampered", False),
        ("live_mode", True),
        ("other_version", True),
    ],
)
def test_a_webhook_can_be_wrong_in_every_way(
    control: Control, sandbox: Sandbox, new_checkout: New, kind: str, accepted: bool
) -> None:
    control.webhook_fault(kind, "checkout.session.completed")
    control.pay(new_checkout().id)
    shot = control.take()[0]
    arguments = (shot["body"].encode("latin-1"), shot["headers"], sandbox.config.webhook_secret)
    if not accepted:
        with pytest.raises(stripe.SignatureVerificationError):
            verify(*arguments)
        return
    event = verify(*arguments)
    assert event.livemode is (kind == "live_mode")
    assert (event.api_version == schemas.version()) is (kind != "other_version")


def test_a_body_that_is_no_json_is_signed_all_the_same(
    control: Control, sandbox: Sandbox, new_checkout: New
) -> None:
    control.webhook_fault("not_json")
    control.pay(new_checkout().id)
    shot = control.take()[0]
    with pytest.raises(json.JSONDecodeError):
        verify(shot["body"].encode(), shot["headers"], sandbox.config.webhook_secret)


def test_a_webhook_can_come_twice_even_at_the_same_moment(
    control: Control, site: Site, new_checkout: New
) -> None:
    for kind in ("duplicate", "twice_at_once"):
        control.webhook_fault(kind)
        control.pay(new_checkout().id)
        assert control.deliver()[0]["statuses"] == [200, 200]
    assert len(site.got) == 4
    assert site.got[2][1] == site.got[3][1]


def test_a_webhook_can_be_overtaken_dropped_or_late(
    control: Control, client: stripe.StripeClient, site: Site, paid: Callable[..., str]
) -> None:
    control.clock_set(1_734_000_000)
    control.webhook_fault("reorder", "checkout.session.completed")
    control.webhook_fault("drop", "refund.created")
    client.v1.refunds.create({"payment_intent": paid()})
    control.deliver()
    control.clock_advance(4)
    control.deliver()
    assert site.types == ["charge.refunded", "checkout.session.completed"]
    assert {log["type"]: log["state"] for log in control.deliveries()}[
        "refund.created"
    ] == "dropped"


def test_an_event_can_be_delivered_again(control: Control, site: Site, new_checkout: New) -> None:
    control.pay(new_checkout().id)
    event = str(control.deliver()[0]["event"])
    assert control.deliver_again(event) == 1
    control.deliver()
    assert site.types == ["checkout.session.completed"] * 2


def test_carrying_hands_each_webhook_to_the_caller(control: Control, new_checkout: New) -> None:
    control.pay(new_checkout().id)
    got: list[bytes] = []

    def post(body: bytes, _headers: dict[str, str]) -> int:
        got.append(body)
        return 200

    assert control.carry(post) == [("checkout.session.completed", 200)]
    assert control.carry(post) == []
    assert json.loads(got[0])["type"] == "checkout.session.completed"


def test_endpoints_are_made_changed_and_deleted_through_the_api(
    control: Control, client: stripe.StripeClient, site: Site, new_checkout: New
) -> None:
    endpoint = client.v1.webhook_endpoints.create(
        {
            "url": site.url + "/second/",
            "enabled_events": ["*"],
            "api_version": schemas.version(),  # type: ignore[typeddict-item]
        }
    )
    assert endpoint.secret is not None
    assert client.v1.webhook_endpoints.retrieve(endpoint.id).to_dict().get("secret") is None
    control.pay(new_checkout().id)
    mine = [shot for shot in control.take() if shot["type"] == "charge.succeeded"]
    assert verify(mine[0]["body"].encode(), mine[0]["headers"], endpoint.secret)
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    assert client.v1.webhook_endpoints.delete(endpoint.id).deleted is True
    assert len(client.v1.webhook_endpoints.list().data) == 1


@pytest.mark.parametrize(
    ("url", "events"),
    [("https://example.com/hook", ["*"]), ("nonsense", ["*"]), ("http://127.0.0.1/", ["no.such"])],
)
def test_webhooks_never_leave_this_machine(
    client: stripe.StripeClient, url: str, events: Any
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create({"url": url, "enabled_events": events})


def test_events_are_kept_for_thirty_days(
    control: Control, client: stripe.StripeClient, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    control.pay(new_checkout().id)
    types = ["checkout.session.completed", "charge.succeeded"]
    found = client.v1.events.list({"types": types}).data
    assert sorted(event.type for event in found) == sorted(types)
    control.clock_advance(31 * 86_400)
    assert client.v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.retrieve(found[0].id)
