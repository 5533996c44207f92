"""Invoices by bank transfer at Stripe: ``send_invoice``, numbered as our own documents are."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import stripe

from courses.payment.providers.billing import BillMoney, BillSeen, CustomerSeen
from courses.payment.providers.stripe.client import client
from courses.payment.providers.stripe.gateway import answered
from courses.payment.providers.stripe.reading import an_id, instant

REFERENCE = "bill_ref"
PAGE = 100


class StripeBills:
    """Stripe's invoices as the rules see them."""

    slug = "stripe"

    @answered
    def make_customer(self, parameters: Mapping[str, Any], key: str) -> str:
        """Register a company."""
        made = client().v1.customers.create(
            params=dict(parameters),  # type: ignore[arg-type]
            options={"idempotency_key": key},
        )
        return str(made.id)

    @answered
    def give_number(self, customer_id: str, number: str, key: str) -> CustomerSeen:
        """Give a company its VAT number of an EU state."""
        made = client().v1.customers.tax_ids.create(
            customer_id,
            params={"type": "eu_vat", "value": number},
            options={"idempotency_key": key},
        )
        return CustomerSeen(customer_id, _check(made.to_dict()))

    @answered
    def read_customer(self, customer_id: str) -> CustomerSeen:
        """Return a company with the state of its newest number."""
        found = client().v1.customers.tax_ids.list(customer_id, params={"limit": 1})
        numbers = [number.to_dict() for number in found.data]
        return CustomerSeen(customer_id, _check(numbers[0]) if numbers else "")

    @answered
    def send_bill(self, customer_id: str, parameters: Mapping[str, Any], key: str) -> BillSeen:
        """Write the draft and its one line, finalize and send it, each step under a key of its own."""
        invoices = client().v1.invoices
        draft = invoices.create(
            params={**parameters["invoice"], "customer": customer_id},  # type: ignore[arg-type]
            options={"idempotency_key": f"{key}:draft"},
        )
        if draft.status == "draft":
            client().v1.invoice_items.create(
                params={  # type: ignore[arg-type]
                    **parameters["item"],
                    "customer": customer_id,
                    "invoice": draft.id,
                },
                options={"idempotency_key": f"{key}:item"},
            )
            invoices.finalize_invoice(draft.id, options={"idempotency_key": f"{key}:finalize"})
        with suppress(stripe.InvalidRequestError):  # sent or paid meanwhile; ours was sent anyway
            invoices.send_invoice(draft.id, options={"idempotency_key": f"{key}:send"})
        return self._read(draft.id)

    @answered
    def read_bill(self, bill_id: str) -> BillSeen:
        """Return an invoice with its payments, charges and fees."""
        return self._read(bill_id)

    @answered
    def void_bill(self, bill_id: str) -> BillSeen:
        """Void an invoice; where Stripe says no, look again: it may be paid."""
        with suppress(stripe.InvalidRequestError):
            client().v1.invoices.void_invoice(bill_id)
        return self._read(bill_id)

    @answered
    def credit_bill(self, bill_id: str, amount_minor: int, key: str) -> BillSeen:
        """Issue a credit note that takes a part off before it is paid."""
        client().v1.credit_notes.create(
            params={"invoice": bill_id, "amount": amount_minor, "reason": "order_change"},
            options={"idempotency_key": key},
        )
        return self._read(bill_id)

    @answered
    def settle_elsewhere(self, bill_id: str, key: str) -> BillSeen:
        """Mark what remains as paid out of band; where Stripe says no, look again."""
        with suppress(stripe.InvalidRequestError):
            client().v1.invoices.pay(
                bill_id,
                params={"paid_out_of_band": True},
                options={"idempotency_key": key},
            )
        return self._read(bill_id)

    def _read(self, bill_id: str) -> BillSeen:
        data = client().v1.invoices.retrieve(bill_id).to_dict()
        paid = client().v1.invoice_payments.list(
            params={
                "invoice": bill_id,
                "status": "paid",
                "limit": PAGE,
                "expand": ["data.payment.payment_intent"],
            }
        )
        money = [self._money(one.to_dict()) for one in paid.auto_paging_iter()]
        return _bill(data, tuple(sorted(money, key=lambda one: (one.paid_at, one.id))))

    def _money(self, data: dict[str, Any]) -> BillMoney:
        """Read one payment; its charge and fee are asked for, since they lie too deep to expand."""
        at = instant((data.get("status_transitions") or {}).get("paid_at") or data["created"])
        intent = (data.get("payment") or {}).get("payment_intent")
        amount = int(data.get("amount_paid") or 0)
        charge_id = an_id(intent.get("latest_charge")) if isinstance(intent, dict) else ""
        if not charge_id:
            return BillMoney(data["id"], amount, at, elsewhere=True)
        charge = client().v1.charges.retrieve(charge_id, params={"expand": ["balance_transaction"]})
        fee = charge.to_dict().get("balance_transaction")
        fee = fee if isinstance(fee, dict) else {}
        return BillMoney(
            id=data["id"],
            amount_minor=amount,
            paid_at=at,
            object_id=charge_id,
            fee_id=str(fee.get("id", "")),
            fee_minor=int(fee.get("fee", 0)),
            fee_currency=str(fee.get("currency", "")).upper(),
        )


def _bill(data: dict[str, Any], payments: tuple[BillMoney, ...]) -> BillSeen:
    return BillSeen(
        id=data["id"],
        status=data.get("status") or "draft",
        number=data.get("number") or "",
        currency=str(data["currency"]).upper(),
        total_minor=int(data["total"]),
        remaining_minor=int(data["amount_remaining"]),
        overpaid_minor=int(data.get("amount_overpaid") or 0),
        credited_minor=int(data.get("pre_payment_credit_notes_amount") or 0),
        reference=(data.get("metadata") or {}).get(REFERENCE, ""),
        url=data.get("hosted_invoice_url") or "",
        livemode=bool(data.get("livemode")),
        payments=payments,
    )


def _check(number: dict[str, Any]) -> str:
    return str((number.get("verification") or {}).get("status") or "pending")


BILLS = StripeBills()
