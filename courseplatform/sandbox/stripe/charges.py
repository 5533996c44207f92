"""Charges and the means of payment behind them."""

from __future__ import annotations

import hashlib

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import balance, cards, expansion, lists
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "charge"


def billing(name: str | None, email: str | None, address: Body | None) -> Body:
    """The billing details of a method or a charge."""
    return {"address": address, "email": email, "name": name, "phone": None, "tax_id": None}


def add_method(account: Account, type: str, details: Body, who: Body) -> Body:  # noqa: A002
    """Stores a means of payment: a card, a bank account to debit, or a customer's balance."""
    body = {
        "id": new_id("pm_"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": who,
        "created": account.now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": type,
        type: details,
    }
    return account.add("payment_method", body).body


def card_details(number: str, month: int, year: int) -> Body:
    """What a payment method tells about a card."""
    card = cards.behaviour(number)
    return {
        "brand": card.brand,
        "checks": _checks(),
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": _fingerprint(number),
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def bank_details(number: str) -> Body:
    """What a payment method tells about a bank account that is debited."""
    return {
        "bank_code": number[4:9],
        "branch_code": "",
        "country": number[:2],
        "fingerprint": _fingerprint(number),
        "generated_from": None,
        "last4": number[-4:],
    }


def add(
    account: Account,
    intent: Record,
    method: Body,
    *,
    status: str,
    error: Body | None = None,
    authenticated: bool = False,
) -> Record:
    """Stores one attempt to take the intent's money, in the given status."""
    amount, currency = intent.body["amount"], intent.body["currency"]
    succeeded = status == "succeeded"
    body = {
        "id": new_id("ch_" if method["type"] == "card" else "py_"),
        "object": KIND,
        "amount": amount,
        "amount_captured": amount if status != "failed" else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "PRACTICE",
        "captured": status != "failed",
        "created": account.now,
        "currency": currency,
        "customer": intent.body["customer"],
        "description": intent.body["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": error["code"] if error else None,
        "failure_message": error["message"] if error else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent.body["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(error),
        "paid": succeeded,
        "payment_intent": intent.id,
        "payment_method": method["id"],
        "payment_method_details": _details(method, amount, authenticated=authenticated),
        "receipt_email": intent.body["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent.body["statement_descriptor_suffix"],
        "status": status,
        "transfer_data": None,
        "transfer_group": None,
    }
    body["receipt_url"] = f"{account.address}/receipts/{body['id']}/" if succeeded else None
    record = account.add(KIND, body)
    if succeeded:
        book(account, record)
    return record


def book(account: Account, charge: Record) -> None:
    """Books the money of a charge that has succeeded."""
    bank = charge.body["payment_method_details"]["type"] != "card"
    amount, currency = charge.body["amount"], charge.body["currency"]
    transaction = balance.record(
        account,
        "payment" if bank else "charge",
        amount,
        currency,
        charge.id,
        fee=balance.fee_of(amount, currency, bank=bank),
        category="charge",
        description=charge.body["description"],
    )
    account.save(charge, balance_transaction=transaction)


@call("GET", "/v1/charges/{charge}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One charge."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/charges")
def listed(account: Account, params: Params) -> Body:
    """The charges, newest first."""
    names = ("customer", "payment_intent", "transfer_group")
    where = {name: params.get(name) for name in names}
    return lists.page(account, KIND, "/v1/charges", params, where=where)


@expansion.includes(KIND, "refunds")
def refunds_of(account: Account, charge: Body) -> Body:
    """The newest refunds of a charge, sent only when asked for."""
    url = f"/v1/charges/{charge['id']}/refunds"
    return lists.page(account, "refund", url, {}, where={"charge": charge["id"]})


def _details(method: Body, amount: int, *, authenticated: bool) -> Body:
    if method["type"] == "sepa_debit":
        told = {
            key: value for key, value in method["sepa_debit"].items() if key != "generated_from"
        }
        return {"type": "sepa_debit", "sepa_debit": {**told, "mandate": None}}
    if method["type"] != "card":
        return {"type": method["type"], method["type"]: {}}
    card = method["card"]
    told = {
        key: card[key]
        for key in ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
    }
    secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
    return {
        "type": "card",
        "card": {
            **told,
            "amount_authorized": amount,
            "authorization_code": None,
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            "regulated_status": "unregulated",
            "three_d_secure": secure if authenticated else None,
            "wallet": None,
        },
    }


def _outcome(error: Body | None) -> Body:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if error else "approved_by_network",
        "reason": error["decline_code"] if error else None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "The bank did not return any further details with this decline."
        if error
        else "Payment complete.",
        "type": "issuer_declined" if error else "authorized",
    }


def _checks() -> Body:
    return {
        "address_line1_check": None,
        "address_postal_code_check": None,
        "cvc_check": "pass",
    }


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]
