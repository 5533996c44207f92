"""Payment intents: made by the hosted pages, only looked at through the API."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import lists, metadata
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import wrong_state
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "payment_intent"


def add(
    account: Account,
    *,
    amount: int,
    currency: str,
    customer: str | None,
    method_types: list[str],
    options: Body,
    private: Body,
) -> Record:
    """Stores a new intent that waits for a way to pay."""
    identifier = new_id("pi_")
    body = {
        "id": identifier,
        "object": KIND,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{identifier}_secret_", 25),
        "confirmation_method": "automatic",
        "created": account.now,
        "currency": currency,
        "customer": customer,
        "customer_account": None,
        "description": options.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": options.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": method_types,
        "processing": None,
        "receipt_email": options.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": options.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    record = account.add(KIND, body, private)
    account.emit("payment_intent.created", body)
    return record


@call("GET", "/v1/payment_intents/{intent}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One intent."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/payment_intents")
def listed(account: Account, params: Params) -> Body:
    """The intents, newest first."""
    where = {"customer": params.get("customer")}
    return lists.page(account, KIND, "/v1/payment_intents", params, where=where)


@call("POST", "/v1/payment_intents/{intent}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes metadata and description."""
    record = account.need(KIND, identifier, lock=True)
    if set(params) - {"metadata", "description"}:
        raise wrong_state("This stand-in changes metadata and description of an intent only.")
    if "metadata" in params:
        record.body["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    return account.save(
        record, description=params.get("description", record.body["description"])
    ).body


@call("POST", "/v1/payment_intents/{intent}/cancel")
def cancel(account: Account, _params: Params, identifier: str) -> Body:
    """Refused: the page that made the intent has to be closed instead."""
    raise _belongs_to_a_page(account, identifier, "cancel")


@call("POST", "/v1/payment_intents/{intent}/confirm")
def confirm(account: Account, _params: Params, identifier: str) -> Body:
    """Refused: only the buyer on the page confirms."""
    raise _belongs_to_a_page(account, identifier, "confirm")


def _belongs_to_a_page(account: Account, identifier: str, verb: str) -> Exception:
    account.need(KIND, identifier)
    return wrong_state(
        f"You cannot {verb} this PaymentIntent because it belongs to a Checkout Session or an "
        f"invoice. Expire the session or void the invoice instead.",
        code="payment_intent_unexpected_state",
    )
