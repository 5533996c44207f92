"""The calls on Checkout Sessions, and the two ways in which a session ends unpaid."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import expansion, lists, metadata, schedule
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.checkout import creating, lines
from courseplatform.sandbox.stripe.errors import wrong_state
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "checkout.session"


@call("POST", "/v1/checkout/sessions")
def create(account: Account, params: Params) -> Body:
    """Opens a checkout. Raises ApiError when a rule forbids it."""
    body, private = creating.build(account, params)
    account.add(KIND, body, private)
    account.schedule(body["expires_at"], "expire checkout", body["id"])
    return body


@call("GET", "/v1/checkout/sessions/{session}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One session."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/checkout/sessions")
def listed(account: Account, params: Params) -> Body:
    """The sessions, newest first."""
    names = ("customer", "payment_intent", "payment_link", "status", "subscription")
    where = {name: params.get(name) for name in names}
    where["customer_details.email"] = params.get("customer_details", {}).get("email")
    return lists.page(account, KIND, "/v1/checkout/sessions", params, where=where)


@call("POST", "/v1/checkout/sessions/{session}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes the metadata of a session."""
    record = account.need(KIND, identifier, lock=True)
    if set(params) - {"metadata"}:
        raise wrong_state("This stand-in changes nothing but the metadata of a session.")
    if "metadata" in params:
        account.save(record, metadata=metadata.merged(record.body["metadata"], params["metadata"]))
    return record.body


@call("POST", "/v1/checkout/sessions/{session}/expire")
def expire(account: Account, _params: Params, identifier: str) -> Body:
    """Ends an open session; kept as a refusal when it is open no more."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] != "open":
        raise wrong_state(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of `{record.body['status']}`.",
        )
    return close(account, record)


@call("GET", "/v1/checkout/sessions/{session}/line_items")
def line_items(account: Account, params: Params, identifier: str) -> Body:
    """The lines of a session in their own order."""
    items = account.need(KIND, identifier).private["items"]
    url = f"/v1/checkout/sessions/{identifier}/line_items"
    return lists.slice_of([lines.shown(item) for item in items], url, params)


@schedule.act("expire checkout")
def expire_when_due(account: Account, identifier: str, _detail: Body) -> None:
    """Closes a session whose time has come, unless it was paid or closed before."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] == "open":
        close(account, record)


def close(account: Account, record: Record) -> Body:
    """Ends an open session unpaid: nobody can pay it any more."""
    account.unschedule("expire checkout", record.id)
    account.save(record, status="expired", url=None)
    if intent := record.body["payment_intent"]:
        _cancel_intent(account, intent)
    account.emit("checkout.session.expired", record.body)
    return record.body


def _cancel_intent(account: Account, identifier: str) -> None:
    intent = account.need("payment_intent", identifier, lock=True)
    account.save(
        intent,
        status="canceled",
        canceled_at=account.now,
        cancellation_reason="automatic",
        next_action=None,
    )
    account.emit("payment_intent.canceled", intent.body)


@expansion.includes(KIND, "line_items")
def first_line_items(account: Account, session: Body) -> Body:
    """The first handful of lines, sent only when asked for."""
    return line_items(account, {}, session["id"])


@expansion.includes("item", "taxes")
def item_taxes(account: Account, item: Body) -> list[Body]:
    """The taxes of one line, sent only when asked for."""
    found: list[Body] = _stored_item(account, item["id"])["_taxes"]
    return found


def _stored_item(account: Account, identifier: str) -> Body:
    row = account.transaction.row(
        "select item from objects, jsonb_array_elements(private->'items') as item "
        "where kind = %s and item->>'id' = %s",
        KIND,
        identifier,
    )
    stored: Body = row["item"] if row else {"_taxes": []}
    return stored
