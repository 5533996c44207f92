"""Money that comes in for an invoice: by bank transfer, in parts, too much, or elsewhere."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import charges, expansion, lists, payment_intents
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import wrong_state
from courseplatform.sandbox.stripe.invoicing import lines
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "invoice_payment"
PAYABLE = frozenset({"open", "uncollectible"})


def add(
    account: Account, invoice: Record, intent: str | None, amount: int, *, default: bool = False
) -> Record:
    """Stores a payment that the invoice waits for; without an intent it came from elsewhere."""
    payment = {"type": "payment_intent", "payment_intent": intent}
    if intent is None:
        payment = {"type": "payment_record", "payment_record": new_id("pr_")}
    body = {
        "id": new_id("inpay_"),
        "object": KIND,
        "amount_paid": None,
        "amount_requested": amount,
        "created": account.now,
        "currency": invoice.body["currency"],
        "invoice": invoice.id,
        "is_default": default,
        "livemode": False,
        "payment": payment,
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    return account.add(KIND, body)


def receive(account: Account, identifier: str, amount: int) -> Body:
    """A bank transfer over ``amount`` arrives with the invoice's reference."""
    invoice = account.need("invoice", identifier, lock=True)
    if invoice.body["status"] not in PAYABLE:
        raise wrong_state(
            f"A transfer for an invoice that is {invoice.body['status']} stays unmatched."
        )
    if amount < 1:
        raise wrong_state("A transfer brings at least 1.")
    remaining = invoice.body["amount_remaining"]
    if amount < remaining:
        _take_part(account, invoice, amount)
    else:
        _take_rest(account, invoice, amount)
    account.save(invoice, amount_paid=invoice.body["amount_paid"] + min(amount, remaining))
    lines.settle(invoice.body)
    if invoice.body["amount_remaining"]:
        account.save(invoice)
        account.emit("invoice.updated", invoice.body)
        return invoice.body
    invoice.body["amount_overpaid"] += amount - remaining
    mark_paid(account, invoice)
    if amount > remaining:
        _credit(account, invoice, amount - remaining)
        account.emit("invoice.overpaid", invoice.body)
    return invoice.body


def keep_unmatched(account: Account, customer: str, amount: int, currency: str) -> None:
    """Money came in that names no invoice: it waits in the customer's cash balance."""
    record = account.need("customer", customer, lock=True)
    kept = record.private.setdefault("cash", {})
    kept[currency] = kept.get(currency, 0) + amount
    account.save(record)
    balance = {
        "object": "cash_balance",
        "available": kept,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "settings": {"reconciliation_mode": "automatic", "using_merchant_default": True},
    }
    account.emit("cash_balance.funds_available", balance)


def receive_elsewhere(account: Account, invoice: Record) -> None:
    """What remains was paid outside of the account, and a person has said so."""
    remaining = invoice.body["amount_remaining"]
    stop_waiting(account, invoice)
    payment = add(account, invoice, None, remaining)
    mark_payment(account, payment, remaining)
    account.save(
        invoice,
        amount_paid=invoice.body["amount_paid"] + remaining,
        amount_paid_off_stripe=invoice.body["amount_paid_off_stripe"] + remaining,
    )
    lines.settle(invoice.body)
    mark_paid(account, invoice)


def mark_paid(account: Account, invoice: Record) -> None:
    """Nothing remains to be paid."""
    account.unschedule("invoice overdue", invoice.id)
    invoice.body["status_transitions"]["paid_at"] = account.now
    account.save(invoice, status="paid", attempted=True, auto_advance=False)
    account.emit("invoice.paid", invoice.body)
    account.emit("invoice.payment_succeeded", invoice.body)


def stop_waiting(account: Account, invoice: Record) -> None:
    """The payment that the invoice waited for is no longer expected."""
    account.unschedule("invoice overdue", invoice.id)
    for payment in account.find(KIND, invoice=invoice.id, status="open"):
        payment.body["status_transitions"]["canceled_at"] = account.now
        account.save(payment, status="canceled")
        intent = account.need("payment_intent", payment.body["payment"]["payment_intent"])
        account.save(
            intent,
            status="canceled",
            canceled_at=account.now,
            cancellation_reason="void_invoice",
        )
        account.emit("payment_intent.canceled", intent.body)


def ask_for(account: Account, invoice: Record, amount: int) -> None:
    """The payment that the invoice waits for is over ``amount`` from now on."""
    waiting = _waiting(account, invoice)
    account.save(waiting, amount_requested=amount)
    intent = account.need("payment_intent", waiting.body["payment"]["payment_intent"], lock=True)
    account.save(intent, amount=amount)


@call("GET", "/v1/invoice_payments/{invoice_payment}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One payment of an invoice."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/invoice_payments")
def listed(account: Account, params: Params) -> Body:
    """The payments of invoices, newest first."""
    by = params.get("payment", {})
    where = {
        "invoice": params.get("invoice"),
        "status": params.get("status"),
        "payment.payment_intent": by.get("payment_intent"),
    }
    return lists.page(account, KIND, "/v1/invoice_payments", params, where=where)


@expansion.includes("invoice", "payments")
def payments_of(account: Account, invoice: Body) -> Body:
    """The payments of one invoice, sent only when asked for."""
    return listed(account, {"invoice": invoice["id"]})


def _take_part(account: Account, invoice: Record, amount: int) -> None:
    """A part gets a payment of its own; the one that is waited for asks for the rest."""
    intent = payment_intents.add(
        account,
        amount=amount,
        currency=invoice.body["currency"],
        customer=invoice.body["customer"],
        method_types=["customer_balance"],
        options={"metadata": {}, "description": f"Invoice {invoice.body['number']}"},
        private={"invoice": invoice.id},
    )
    payment = add(account, invoice, intent.id, amount)
    _collect(account, intent)
    mark_payment(account, payment, amount)
    ask_for(account, invoice, invoice.body["amount_remaining"] - amount)


def _take_rest(account: Account, invoice: Record, amount: int) -> None:
    waiting = _waiting(account, invoice)
    intent = account.need("payment_intent", waiting.body["payment"]["payment_intent"], lock=True)
    account.save(intent, amount=amount)
    _collect(account, intent)
    mark_payment(account, waiting, amount)


def _collect(account: Account, intent: Record) -> None:
    """The money of an intent is there, out of the customer's balance."""
    customer = account.need("customer", intent.body["customer"]).body
    who = charges.billing(customer["name"], customer["email"], customer["address"])
    method = charges.add_method(account, "customer_balance", {}, who)
    charge = charges.add(account, intent, method, status="succeeded")
    account.save(
        intent,
        status="succeeded",
        amount_received=intent.body["amount"],
        latest_charge=charge.id,
        payment_method=method["id"],
    )
    account.emit("charge.succeeded", charge.body)
    account.emit("payment_intent.succeeded", intent.body)


def mark_payment(account: Account, payment: Record, amount: int) -> None:
    """The money of one payment is there."""
    payment.body["status_transitions"]["paid_at"] = account.now
    account.save(payment, status="paid", amount_paid=amount)
    account.emit("invoice_payment.paid", payment.body)


def _waiting(account: Account, invoice: Record) -> Record:
    return account.find(KIND, invoice=invoice.id, status="open")[0]


def _credit(account: Account, invoice: Record, amount: int) -> None:
    """What was paid too much stands to the customer's credit (a balance below zero)."""
    customer = account.need("customer", invoice.body["customer"], lock=True)
    account.save(customer, balance=customer.body["balance"] - amount)
