"""From draft to open, and from open to void, paid elsewhere or given up."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import payment_intents, schedule
from courseplatform.sandbox.stripe.account import DAY, Account, new_id
from courseplatform.sandbox.stripe.errors import wrong_state
from courseplatform.sandbox.stripe.invoicing import lines, payments
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "invoice"


@call("POST", "/v1/invoices/{invoice}/finalize")
def finalize(account: Account, _params: Params, identifier: str) -> Body:
    """Gives a draft its number; from now on it can be paid and no longer changed."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] != "draft":
        raise wrong_state(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    if record.body["total"] < 0:
        raise wrong_state("This stand-in finalizes no invoice below zero.")
    _open(account, record)
    account.emit("invoice.finalized", record.body)
    if record.body["total"] == 0:
        payments.mark_paid(account, record)
    return record.body


@call("POST", "/v1/invoices/{invoice}/send")
def send(account: Account, params: Params, identifier: str) -> Body:
    """Sends the invoice to the customer, finalizing it first when it is a draft."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] == "draft":
        finalize(account, params, identifier)
        record = account.need(KIND, identifier, lock=True)
    if record.body["status"] not in {"open", "paid"}:
        raise wrong_state(f"An invoice that is {record.body['status']} cannot be sent.")
    if not record.body["customer_email"]:
        raise wrong_state("The customer has no e-mail address.", code="missing_email")
    account.emit("invoice.sent", record.body)
    return record.body


@call("POST", "/v1/invoices/{invoice}/void")
def void(account: Account, _params: Params, identifier: str) -> Body:
    """Takes an unpaid invoice back for good; its number stays used."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] not in {"open", "uncollectible"}:
        raise wrong_state(
            f"You can only void open and uncollectible invoices. This one is "
            f"{record.body['status']}.",
            code="invoice_not_editable",
        )
    if record.body["amount_paid"]:
        raise wrong_state("Part of this invoice has been paid. Make a credit note instead.")
    payments.stop_waiting(account, record)
    record.body["status_transitions"]["voided_at"] = account.now
    account.save(record, status="void", auto_advance=False)
    account.emit("invoice.voided", record.body)
    return record.body


@call("POST", "/v1/invoices/{invoice}/mark_uncollectible")
def mark_uncollectible(account: Account, _params: Params, identifier: str) -> Body:
    """Gives an open invoice up; money that comes all the same is still taken."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] != "open":
        raise wrong_state(f"An invoice that is {record.body['status']} cannot be given up.")
    record.body["status_transitions"]["marked_uncollectible_at"] = account.now
    account.save(record, status="uncollectible", auto_advance=False)
    account.emit("invoice.marked_uncollectible", record.body)
    return record.body


@call("POST", "/v1/invoices/{invoice}/pay")
def pay(account: Account, params: Params, identifier: str) -> Body:
    """Records that the money was received elsewhere, all that remains of it."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] not in {"open", "uncollectible"}:
        raise wrong_state(
            "Invoice is already paid"
            if record.body["status"] == "paid"
            else f"An invoice that is {record.body['status']} cannot be paid.",
        )
    if not params.get("paid_out_of_band"):
        raise wrong_state(
            "This customer has no payment method: send the invoice, or record the money with "
            "paid_out_of_band."
        )
    payments.receive_elsewhere(account, record)
    return record.body


@schedule.act("finalize invoice")
def finalize_when_due(account: Account, identifier: str, _detail: Body) -> None:
    """A draft that advances by itself is finalized and sent."""
    finalize(account, {}, identifier)
    record = account.need(KIND, identifier)
    if record.body["status"] == "open" and record.body["customer_email"]:
        send(account, {}, identifier)


@schedule.act("invoice overdue")
def overdue_when_due(account: Account, identifier: str, _detail: Body) -> None:
    """The due date has passed and the invoice is still open."""
    record = account.need(KIND, identifier)
    if record.body["status"] == "open":
        account.emit("invoice.overdue", record.body)


def number(account: Account, record: Record) -> None:
    """Gives the invoice the customer's next number, its date and its addresses."""
    customer = account.need("customer", record.body["customer"], lock=True)
    if record.body["number"] is None:
        sequence = customer.body["next_invoice_sequence"]
        record.body["number"] = f"{customer.body['invoice_prefix']}-{sequence:04d}"
        customer.body["next_invoice_sequence"] = sequence + 1
    account.save(customer, currency=customer.body["currency"] or record.body["currency"])
    record.body["status_transitions"]["finalized_at"] = account.now
    url = f"{account.address}/i/{record.id}/"
    account.save(
        record,
        effective_at=account.now,
        automatically_finalizes_at=None,
        ending_balance=0,
        hosted_invoice_url=url,
        invoice_pdf=url + "pdf/",
    )


def _open(account: Account, record: Record) -> None:
    account.unschedule("finalize invoice", record.id)
    days = record.private.get("days_until_due")
    if days is not None:
        record.body["due_date"] = account.now + DAY * days
    number(account, record)
    lines.settle(record.body)
    if record.body["total"] > 0:
        _expect_payment(account, record)
    account.save(record, status="open")
    if record.body["due_date"]:
        account.schedule(record.body["due_date"], "invoice overdue", record.id)


def _expect_payment(account: Account, record: Record) -> None:
    """The payment that the invoice waits for, with the reference to put on the transfer."""
    types = record.body["payment_settings"]["payment_method_types"] or ["customer_balance"]
    intent = payment_intents.add(
        account,
        amount=record.body["amount_remaining"],
        currency=record.body["currency"],
        customer=record.body["customer"],
        method_types=types,
        options={"metadata": {}, "description": f"Invoice {record.body['number']}"},
        private={"invoice": record.id},
    )
    record.private["reference"] = new_id("", 12).upper()
    payments.add(account, record, intent.id, record.body["amount_remaining"], default=True)
