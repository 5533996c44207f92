"""Where webhooks go. The secret is told once, when an endpoint is made."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import lists, metadata, schemas
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import invalid
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "webhook_endpoint"
MOST = 16
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# What a course platform has reason to listen to; the endpoint made at start takes these.
USUAL_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refund.updated",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "invoice.finalized",
    "invoice.sent",
    "invoice.paid",
    "invoice.overdue",
    "invoice.overpaid",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice.finalization_failed",
    "invoice_payment.paid",
    "cash_balance.funds_available",
    "customer.tax_id.updated",
    "radar.early_fraud_warning.created",
)


def add(
    account: Account,
    url: str,
    events: list[str],
    *,
    secret: str | None = None,
    description: str | None = None,
    pairs: dict[str, str] | None = None,
) -> Body:
    """Stores an endpoint; the secret stays with the stand-in. Returns it as stored."""
    body = {
        "id": new_id("we_"),
        "object": KIND,
        "api_version": schemas.version(),
        "application": None,
        "created": account.now,
        "description": description,
        "enabled_events": events,
        "livemode": False,
        "metadata": pairs or {},
        "status": "enabled",
        "url": url,
    }
    account.add(KIND, body, {"secret": secret or new_id("whsec_", 32)})
    return body


@call("POST", "/v1/webhook_endpoints")
def create(account: Account, params: Params) -> Body:
    """Adds an endpoint; the answer alone tells its secret."""
    for name in params:
        if name == "connect":
            raise invalid(name, "This stand-in does not play the parameter connect.")
    if params.get("api_version", schemas.version()) != schemas.version():
        raise invalid("api_version", f"This stand-in renders {schemas.version()} only.")
    if len(account.find(KIND)) >= MOST:
        raise invalid("url", f"You have reached the maximum of {MOST} webhook endpoints.")
    body = add(
        account,
        _checked_url(params["url"]),
        _checked_events(params["enabled_events"]),
        description=params.get("description"),
        pairs=metadata.checked(params.get("metadata")),
    )
    return {**body, "secret": account.need(KIND, body["id"]).private["secret"]}


@call("GET", "/v1/webhook_endpoints/{webhook_endpoint}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One endpoint, without its secret."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/webhook_endpoints")
def listed(account: Account, params: Params) -> Body:
    """The endpoints, newest first."""
    return lists.page(account, KIND, "/v1/webhook_endpoints", params)


@call("POST", "/v1/webhook_endpoints/{webhook_endpoint}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes address, events, words, or switches it off and on."""
    record = account.need(KIND, identifier, lock=True)
    changes: dict[str, Any] = {}
    if "url" in params:
        changes["url"] = _checked_url(params["url"])
    if "enabled_events" in params:
        changes["enabled_events"] = _checked_events(params["enabled_events"])
    if "description" in params:
        changes["description"] = params["description"] or None
    if "disabled" in params:
        changes["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    return account.save(record, **changes).body


@call("DELETE", "/v1/webhook_endpoints/{webhook_endpoint}")
def delete(account: Account, _params: Params, identifier: str) -> Body:
    """Removes an endpoint and gives up what it has not taken."""
    account.transaction.remove(account.need(KIND, identifier, lock=True))
    account.transaction.run(
        "update deliveries set state = 'given_up' where endpoint = %s and state = 'waiting'",
        identifier,
    )
    return {"id": identifier, "object": KIND, "deleted": True}


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise invalid("url", f"Not a valid URL: {url}", "url_invalid")
    if parts.hostname not in LOOPBACK:
        raise invalid("url", "This stand-in sends webhooks to this machine only.", "url_invalid")
    return url


def _checked_events(events: list[str]) -> list[str]:
    if not events:
        raise invalid("enabled_events", "An endpoint listens to at least one event.")
    return events
