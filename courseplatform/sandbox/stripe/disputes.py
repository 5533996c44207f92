"""Disputes: a bank takes money back for its customer, and perhaps returns it."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import balance, lists, metadata, schedule, schemas
from courseplatform.sandbox.stripe.account import DAY, Account, new_id
from courseplatform.sandbox.stripe.errors import wrong_state
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "dispute"
WARNING = "radar.early_fraud_warning"
ANSWER_WITHIN = 14 * DAY
FINAL = frozenset({"won", "lost", "prevented", "warning_closed"})
_INQUIRY = frozenset({"warning_needs_response", "warning_under_review"})
_OPEN = frozenset(
    {"needs_response", "under_review", "appeal_needs_response", "appeal_under_review"}
)


def open_on(
    account: Account,
    charge_id: str,
    *,
    reason: str = "fraudulent",
    amount: int | None = None,
    inquiry: bool = False,
) -> Body:
    """The buyer's bank disputes a charge; except for an inquiry it takes the money at once.

    It takes what was not refunded already: after a full refund no money moves.
    """
    charge = account.need("charge", charge_id, lock=True)
    if charge.body["status"] != "succeeded" or charge.body["disputed"]:
        raise wrong_state(f"Charge {charge_id} cannot be disputed (again).")
    disputed = charge.body["amount"] if amount is None else amount
    if not 0 < disputed <= charge.body["amount"]:
        raise wrong_state(f"A dispute over {disputed} does not fit charge {charge_id}.")
    body = {
        "id": new_id("du_"),
        "object": KIND,
        "amount": disputed,
        "balance_transactions": [],
        "charge": charge_id,
        "created": account.now,
        "currency": charge.body["currency"],
        "enhanced_eligibility_types": [],
        "evidence": _blank_evidence(),
        "evidence_details": {
            "due_by": account.now + ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge.body["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": "visa",
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": "visa",
                "network_reason_code": "10.4" if reason == "fraudulent" else "13.1",
            },
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
    record = account.add(KIND, body)
    account.save(charge, disputed=True)
    account.emit("charge.dispute.created", body)
    if not inquiry:
        _withdraw(account, record, charge)
    return record.body


def close(account: Account, identifier: str, status: str) -> Body:
    """Ends a dispute as won, lost, prevented or (an inquiry) warning_closed."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] in FINAL or status not in FINAL:
        raise wrong_state(f"A dispute that is {record.body['status']} cannot become {status}.")
    taken = -sum(booked["amount"] for booked in record.body["balance_transactions"])
    if status == "won" and taken:
        _book(account, record, taken, fee=0, category="dispute_reversal")
        account.emit("charge.dispute.funds_reinstated", record.body)
    account.save(record, status=status, is_charge_refundable=status in {"warning_closed", "won"})
    account.emit("charge.dispute.closed", record.body)
    return record.body


def move(account: Account, identifier: str, status: str) -> Body:
    """Moves a dispute that is still open, for example to ``under_review``.

    An inquiry that becomes a dispute has its money taken then; a lost one can be appealed.
    """
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] in FINAL - {"lost"} or status in FINAL:
        raise wrong_state(f"A dispute that is {record.body['status']} cannot become {status}.")
    before = {"status": record.body["status"]}
    account.save(record, status=status, is_charge_refundable=status not in _OPEN)
    account.emit("charge.dispute.updated", record.body, before)
    if before["status"] in _INQUIRY and status not in _INQUIRY:
        _withdraw(account, record, account.need("charge", record.body["charge"]))
    return record.body


@schedule.act("open dispute")
def open_when_due(account: Account, charge_id: str, detail: Body) -> None:
    """The bank disputes by itself what was paid with a card of that kind."""
    open_on(account, charge_id, reason=detail["reason"], inquiry=detail["inquiry"])


@schedule.act("warn of fraud")
def warn_when_due(account: Account, charge_id: str, _detail: Body) -> None:
    """The network warns by itself."""
    warn(account, charge_id)


def warn(account: Account, charge_id: str) -> Body:
    """The card's network warns early that a charge may be fraud."""
    charge = account.need("charge", charge_id)
    body = {
        "id": new_id("issfr_"),
        "object": WARNING,
        "actionable": _is_actionable(charge),
        "charge": charge_id,
        "created": account.now,
        "fraud_type": "unauthorized_use_of_card",
        "livemode": False,
        "payment_intent": charge.body["payment_intent"],
    }
    account.add(WARNING, body)
    account.emit("radar.early_fraud_warning.created", body)
    return body


@call("GET", "/v1/radar/early_fraud_warnings/{early_fraud_warning}")
def retrieve_warning(account: Account, _params: Params, identifier: str) -> Body:
    """One warning; it asks for an act only while the charge is neither refunded nor disputed."""
    return _as_of_now(account, account.need(WARNING, identifier).body)


@call("GET", "/v1/radar/early_fraud_warnings")
def listed_warnings(account: Account, params: Params) -> Body:
    """The warnings, newest first."""
    where = {name: params.get(name) for name in ("charge", "payment_intent")}
    page = lists.page(account, WARNING, "/v1/radar/early_fraud_warnings", params, where=where)
    page["data"] = [_as_of_now(account, body) for body in page["data"]]
    return page


@call("GET", "/v1/disputes/{dispute}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One dispute."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/disputes")
def listed(account: Account, params: Params) -> Body:
    """The disputes, newest first."""
    where = {name: params.get(name) for name in ("charge", "payment_intent")}
    return lists.page(account, KIND, "/v1/disputes", params, where=where)


@call("POST", "/v1/disputes/{dispute}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Takes evidence; once submitted, the bank reviews it."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] in FINAL:
        raise wrong_state("This dispute is already closed.")
    given = {key: value or None for key, value in (params.get("evidence") or {}).items()}
    record.body["evidence"].update(given)
    details = record.body["evidence_details"]
    details["has_evidence"] = any(
        value for key, value in record.body["evidence"].items() if key != "enhanced_evidence"
    )
    if "metadata" in params:
        record.body["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    if params.get("submit", bool(given)):
        details["submission_count"] += 1
        details["submission_method"] = "manual"
        review = {
            "needs_response": "under_review",
            "warning_needs_response": "warning_under_review",
        }
        record.body["status"] = review.get(record.body["status"], record.body["status"])
    account.save(record)
    account.emit("charge.dispute.updated", record.body)
    return record.body


@call("POST", "/v1/disputes/{dispute}/close")
def concede(account: Account, _params: Params, identifier: str) -> Body:
    """Gives a dispute up: it is lost."""
    return close(account, identifier, "lost")


def _as_of_now(account: Account, warning: Body) -> Body:
    return {**warning, "actionable": _is_actionable(account.need("charge", warning["charge"]))}


def _is_actionable(charge: Record) -> bool:
    return not charge.body["refunded"] and not charge.body["disputed"]


def _withdraw(account: Account, record: Record, charge: Record) -> None:
    """Takes what is disputed and not refunded yet, and the fee with it; nothing for nothing."""
    left = min(record.body["amount"], charge.body["amount"] - charge.body["amount_refunded"])
    if left > 0:
        _book(account, record, -left, fee=balance.DISPUTE_FEE, category="dispute")
        account.emit("charge.dispute.funds_withdrawn", record.body)


def _book(account: Account, record: Record, amount: int, *, fee: int, category: str) -> None:
    transaction = balance.record(
        account,
        "adjustment",
        amount,
        record.body["currency"],
        record.id,
        fee=fee,
        category=category,
        description="Chargeback withdrawal" if amount < 0 else "Chargeback reversal",
    )
    booked = account.need("balance_transaction", transaction).body
    account.save(record, balance_transactions=[*record.body["balance_transactions"], booked])


def _blank_evidence() -> Body:
    names = schemas.object_schema(KIND)["properties"]["evidence"]["properties"]
    blank: Body = dict.fromkeys(name for name in names if name != "appeal")
    return {**blank, "enhanced_evidence": {}}
