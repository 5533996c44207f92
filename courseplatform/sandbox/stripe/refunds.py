"""Refunds: full or in part, at once or later, and those that come back."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import amounts, balance, cards, lists, metadata, schedule
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import ApiError, invalid, wrong_state
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "refund"
LATER = 60

# Where a refund can go from each of its states.
MOVES = {
    "pending": {"succeeded", "failed", "requires_action", "canceled"},
    "requires_action": {"succeeded", "failed", "pending", "canceled"},
    "succeeded": {"failed"},
    "failed": set(),
    "canceled": set(),
}
_PLAYED = frozenset({"amount", "charge", "metadata", "payment_intent", "reason"})


@call("POST", "/v1/refunds")
def create(account: Account, params: Params) -> Body:
    """Refunds a payment in whole or in part. Raises ApiError when it cannot be."""
    for name in params:
        if name not in _PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    charge = _charge(account, params)
    amount = _amount(charge, params.get("amount"))
    return add(
        account,
        charge,
        amount,
        reason=params.get("reason"),
        pairs=metadata.checked(params.get("metadata")),
    )


def add(
    account: Account,
    charge: Record,
    amount: int,
    *,
    reason: str | None,
    pairs: dict[str, str],
    status: str | None = None,
) -> Body:
    """Gives back ``amount`` of a charge; how it goes is in the nature of the card."""
    intent = account.need("payment_intent", charge.body["payment_intent"])
    course = cards.behaviour(intent.private.get("number", "")).refund
    bank = charge.body["payment_method_details"]["type"] != "card"
    at_first = status or ("pending" if course == "pending" or bank else "succeeded")
    body = {
        "id": new_id("pyr_" if bank else "re_"),
        "object": KIND,
        "amount": amount,
        "balance_transaction": None,
        "charge": charge.id,
        "created": account.now,
        "currency": charge.body["currency"],
        "customer": charge.body["customer"],
        "customer_account": None,
        "destination_details": None if bank else _destination(),
        "metadata": pairs,
        "payment_intent": charge.body["payment_intent"],
        "payment_method": charge.body["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": at_first,
        "transfer_reversal": None,
    }
    if at_first == "pending":
        body["pending_reason"] = "processing"
    body["balance_transaction"] = balance.record(
        account,
        "payment_refund" if bank else "refund",
        -amount,
        charge.body["currency"],
        body["id"],
        category="refund",
        description="Refund",
    )
    account.add(KIND, body)
    _change_refunded(account, charge, amount)
    account.emit("refund.created", body)
    account.emit("charge.refunded", charge.body)
    if status is None and at_first == "pending":
        account.schedule(account.now + LATER, "move refund", body["id"], to="succeeded")
    elif status is None and course == "fails":
        account.schedule(account.now + LATER, "move refund", body["id"], to="failed")
    return body


def move(account: Account, identifier: str, to: str, reason: str = "declined") -> Body:
    """Moves a refund on and tells of it. Raises ApiError when its state forbids it."""
    record = account.need(KIND, identifier, lock=True)
    if to not in MOVES[record.body["status"]]:
        raise wrong_state(f"A refund that is {record.body['status']} cannot become {to}.")
    account.unschedule("move refund", identifier)
    before = {"status": record.body["status"]}
    if to in {"failed", "canceled"}:
        _give_back(account, record, to, reason)
    if to != "pending":
        record.body.pop("pending_reason", None)
    account.save(record, status=to)
    account.emit("refund.updated", record.body, before)
    if to == "failed":
        account.emit("refund.failed", record.body)
    account.emit("charge.refund.updated", record.body, before)
    return record.body


@schedule.act("move refund")
def move_when_due(account: Account, identifier: str, detail: Body) -> None:
    """A refund moves on by itself."""
    move(account, identifier, detail["to"])


@call("GET", "/v1/refunds/{refund}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One refund."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/refunds")
def listed(account: Account, params: Params) -> Body:
    """The refunds, newest first."""
    where = {name: params.get(name) for name in ("charge", "payment_intent")}
    return lists.page(account, KIND, "/v1/refunds", params, where=where)


@call("POST", "/v1/refunds/{refund}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes the metadata of a refund."""
    record = account.need(KIND, identifier, lock=True)
    if "metadata" in params:
        record.body["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
        account.save(record)
        account.emit("refund.updated", record.body)
    return record.body


@call("POST", "/v1/refunds/{refund}/cancel")
def cancel(account: Account, _params: Params, identifier: str) -> Body:
    """Stops a refund that waits for something."""
    record = account.need(KIND, identifier)
    if record.body["status"] != "requires_action":
        raise wrong_state(
            f"You can cancel a refund only while it is requires_action; this one is "
            f"{record.body['status']}."
        )
    return move(account, identifier, "canceled")


def _charge(account: Account, params: Params) -> Record:
    """The charge to refund, locked. Raises ApiError when its money is not there to give."""
    if ("charge" in params) == ("payment_intent" in params):
        raise ApiError("A refund names exactly one of charge and payment_intent.")
    if "payment_intent" in params:
        intent = account.need("payment_intent", params["payment_intent"], param="payment_intent")
        identifier = intent.body["latest_charge"]
        if identifier is None or intent.body["status"] not in {"succeeded", "processing"}:
            raise wrong_state(
                f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.",
                param="payment_intent",
            )
    else:
        identifier = params["charge"]
    charge = account.need("charge", identifier, lock=True, param="charge")
    if charge.body["status"] != "succeeded":
        raise wrong_state(
            f"Charge {identifier} is {charge.body['status']} and cannot be refunded.",
            param="charge",
        )
    if any(not dispute.body["is_charge_refundable"] for dispute in _disputes(account, charge)):
        raise wrong_state(
            f"Charge {identifier} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    return charge


def _disputes(account: Account, charge: Record) -> list[Record]:
    return account.find("dispute", charge=charge.id)


def _amount(charge: Record, wanted: Any) -> int:
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if left <= 0:
        raise wrong_state(
            f"Charge {charge.id} has already been refunded.", code="charge_already_refunded"
        )
    amount = left if wanted is None else int(wanted)
    if amount < 1:
        raise invalid("amount", "A refund must be at least 1.", "parameter_invalid_integer")
    if amount > left:
        currency = charge.body["currency"]
        raise wrong_state(
            f"Refund amount ({amounts.shown(amount, currency)}) is greater than unrefunded amount "
            f"on charge ({amounts.shown(left, currency)})",
            param="amount",
        )
    return amount


def _change_refunded(account: Account, charge: Record, by: int) -> None:
    refunded = charge.body["amount_refunded"] + by
    account.save(charge, amount_refunded=refunded, refunded=refunded == charge.body["amount"])


def _give_back(account: Account, refund: Record, to: str, reason: str) -> None:
    """The money did not reach the buyer: it is with the seller again."""
    charge = account.need("charge", refund.body["charge"], lock=True)
    _change_refunded(account, charge, -refund.body["amount"])
    transaction = balance.record(
        account,
        "refund_failure",
        refund.body["amount"],
        refund.body["currency"],
        refund.id,
        description="Refund failure",
    )
    refund.body["failure_balance_transaction"] = transaction
    if to == "failed":
        refund.body["failure_reason"] = reason


def _destination() -> Body:
    return {
        "type": "card",
        "card": {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        },
    }
