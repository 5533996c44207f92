"""Credit notes: they take from an invoice what was too much, and are never edited."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import lists, metadata, refunds
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import ApiError, invalid, missing, wrong_state
from courseplatform.sandbox.stripe.invoicing import lines as invoice_lines
from courseplatform.sandbox.stripe.invoicing import payments
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "credit_note"
_PLAYED = frozenset({
    "amount", "credit_amount", "email_type", "invoice", "lines", "memo", "metadata",
    "out_of_band_amount", "reason", "refund_amount", "refunds",
})  # fmt: skip


@call("POST", "/v1/credit_notes")
def create(account: Account, params: Params) -> Body:
    """Issues a note over a sum or over lines of a finalized invoice."""
    for name in params:
        if name not in _PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    invoice = account.need("invoice", params["invoice"], lock=True, param="invoice")
    if invoice.body["status"] not in {"open", "paid", "uncollectible"}:
        raise wrong_state("A credit note needs an invoice that is finalized and not void.")
    lines, taxes = _lines(account, invoice, params)
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    subtotal = sum(line["amount"] for line in lines)
    total = subtotal + exclusive
    _check_total(invoice.body, total)
    before = min(total, invoice.body["amount_remaining"])
    after = total - before
    number = account.transaction.next_number(f"credit notes of {invoice.id}")
    body: Body = {
        "id": new_id("cn_"),
        "object": KIND,
        "amount": total,
        "amount_shipping": 0,
        "created": account.now,
        "currency": invoice.body["currency"],
        "customer": invoice.body["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": account.now,
        "invoice": invoice.id,
        "livemode": False,
        "memo": params.get("memo"),
        "metadata": metadata.checked(params.get("metadata")),
        "number": f"{invoice.body['number']}-CN-{number:02d}",
        "out_of_band_amount": params.get("out_of_band_amount"),
        "pdf": "",
        "post_payment_amount": after,
        "pre_payment_amount": before,
        "pretax_credit_amounts": [],
        "reason": params.get("reason"),
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": total,
        "total_excluding_tax": subtotal - inclusive,
        "total_taxes": invoice_lines.summed(taxes),
        "type": _type(before, after),
        "voided_at": None,
    }
    body["pdf"] = f"{account.address}/i/{invoice.id}/pdf/"
    body["lines"] = lists.envelope(lines, f"/v1/credit_notes/{body['id']}/lines")
    body["refunds"] = _give_back(account, invoice, params, after)
    account.add(KIND, body)
    account.emit("credit_note.created", body)
    _take_from(account, invoice, before, after)
    return body


@call("GET", "/v1/credit_notes/{id}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One credit note."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/credit_notes")
def listed(account: Account, params: Params) -> Body:
    """The credit notes, newest first."""
    where = {name: params.get(name) for name in ("customer", "invoice")}
    return lists.page(account, KIND, "/v1/credit_notes", params, where=where)


@call("GET", "/v1/credit_notes/{credit_note}/lines")
def listed_lines(account: Account, params: Params, identifier: str) -> Body:
    """The lines of a credit note in their own order."""
    body = account.need(KIND, identifier).body
    return lists.slice_of(body["lines"]["data"], body["lines"]["url"], params)


@call("POST", "/v1/credit_notes/{id}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes memo and metadata, nothing else."""
    record = account.need(KIND, identifier, lock=True)
    changes: dict[str, Any] = {}
    if "memo" in params:
        changes["memo"] = params["memo"] or None
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    account.save(record, **changes)
    account.emit("credit_note.updated", record.body)
    return record.body


@call("POST", "/v1/credit_notes/{id}/void")
def void(account: Account, _params: Params, identifier: str) -> Body:
    """Takes a note back while its invoice is still open."""
    record = account.need(KIND, identifier, lock=True)
    invoice = account.need("invoice", record.body["invoice"], lock=True)
    if record.body["status"] != "issued" or invoice.body["status"] != "open":
        raise wrong_state("A credit note can be voided only while its invoice is open.")
    account.save(record, status="void", voided_at=account.now)
    _take_from(account, invoice, -record.body["pre_payment_amount"], 0)
    account.emit("credit_note.voided", record.body)
    return record.body


def _type(before: int, after: int) -> str:
    if before and after:
        return "mixed"
    return "pre_payment" if before else "post_payment"


def _check_total(invoice: Body, total: int) -> None:
    credited = (
        invoice["pre_payment_credit_notes_amount"] + invoice["post_payment_credit_notes_amount"]
    )
    if total < 1:
        raise invalid("amount", "A credit note is over at least 1.")
    if total > invoice["total"] - credited:
        raise wrong_state("The sum of credit notes would be more than the invoice.", param="amount")


def _lines(account: Account, invoice: Record, params: Params) -> tuple[list[Body], list[Body]]:
    """The lines of the note and their taxes."""
    if ("amount" in params) == ("lines" in params):
        raise missing("lines")
    if "amount" in params:
        return [_blank_line("Credit", params["amount"], "custom_line_item")], []
    found, taxes = [], []
    for index, given in enumerate(params["lines"]):
        line, its = _line(account, invoice, given, f"lines[{index}]")
        found.append(line)
        taxes += its
    return found, taxes


def _line(
    account: Account, invoice: Record, given: dict[str, Any], param: str
) -> tuple[Body, list[Body]]:
    if given["type"] == "custom_line_item":
        amount = given.get("unit_amount", 0) * given.get("quantity", 1)
        line = _blank_line(given.get("description", ""), amount, "custom_line_item")
        rates = given.get("tax_rates") or []
        line["quantity"], line["unit_amount"] = given.get("quantity", 1), given.get("unit_amount")
    else:
        source = next(
            (
                line
                for line in invoice.body["lines"]["data"]
                if line["id"] == given.get("invoice_line_item")
            ),
            None,
        )
        if source is None:
            raise invalid(f"{param}[invoice_line_item]", "The invoice has no such line.")
        unit = source["amount"] // (source["quantity"] or 1)
        amount = given.get("amount", unit * given.get("quantity", source["quantity"] or 1))
        if amount > source["amount"]:
            raise invalid(f"{param}[amount]", "More than the line of the invoice.")
        line = _blank_line(source["description"], amount, "invoice_line_item")
        line["invoice_line_item"] = source["id"]
        line["quantity"] = given.get("quantity")
        rates = [tax["tax_rate_details"]["tax_rate"] for tax in source["taxes"]]
    bodies = [account.need("tax_rate", rate, param=f"{param}[tax_rates]").body for rate in rates]
    line["tax_rates"] = bodies
    line["taxes"] = [invoice_lines.tax(rate, amount) for rate in bodies]
    return line, line["taxes"]


def _blank_line(description: str, amount: int, type: str) -> Body:  # noqa: A002
    return {
        "id": new_id("cnli_"),
        "object": "credit_note_line_item",
        "amount": amount,
        "description": description,
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": False,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": 1,
        "tax_rates": [],
        "taxes": [],
        "type": type,
        "unit_amount": None,
        "unit_amount_decimal": None,
    }


def _give_back(account: Account, invoice: Record, params: Params, after: int) -> list[Body]:
    """Where the paid part of the note goes: as a refund, as credit, or outside."""
    linked = params.get("refunds", [])
    named = sum(_amount_of(account, entry) for entry in linked)
    wanted = params.get("refund_amount", 0)
    told = wanted + named + params.get("credit_amount", 0) + params.get("out_of_band_amount", 0)
    if told != after:
        raise ApiError(
            f"The sum of credit amount, refund amount and out of band amount ({told}) must equal "
            f"the post payment credit note amount ({after}).",
        )
    found = [
        {"amount_refunded": _amount_of(account, entry), "refund": entry["refund"], "type": "refund"}
        for entry in linked
    ]
    if wanted:
        refund = _refund(account, invoice, wanted)
        found.append({"amount_refunded": wanted, "refund": refund["id"], "type": "refund"})
    if credit := params.get("credit_amount"):
        customer = account.need("customer", invoice.body["customer"], lock=True)
        account.save(customer, balance=customer.body["balance"] - credit)
    return found


def _amount_of(account: Account, entry: dict[str, Any]) -> int:
    refund = account.need("refund", entry.get("refund", ""), param="refunds").body
    return int(entry.get("amount_refunded") or refund["amount"])


def _refund(account: Account, invoice: Record, amount: int) -> Body:
    """Refunds the invoice's largest payment that has enough left."""
    for payment in account.find(payments.KIND, invoice=invoice.id, status="paid"):
        intent = payment.body["payment"].get("payment_intent")
        if intent is None:
            continue
        charge_id = account.need("payment_intent", intent).body["latest_charge"]
        charge = account.need("charge", charge_id, lock=True)
        if charge.body["amount"] - charge.body["amount_refunded"] >= amount:
            return refunds.add(account, charge, amount, reason=None, pairs={})
    raise wrong_state("No payment of this invoice has so much left to refund.")


def _take_from(account: Account, invoice: Record, before: int, after: int) -> None:
    body = invoice.body
    body["pre_payment_credit_notes_amount"] += before
    body["post_payment_credit_notes_amount"] += after
    invoice_lines.settle(body)
    account.save(invoice)
    if body["status"] in payments.PAYABLE and body["amount_remaining"] == 0:
        payments.stop_waiting(account, invoice)
        payments.mark_paid(account, invoice)
    elif body["status"] in payments.PAYABLE:
        payments.ask_for(account, invoice, body["amount_remaining"])
        account.emit("invoice.updated", body)
    else:
        account.emit("invoice.updated", body)
