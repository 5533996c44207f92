"""Which document an order gets when: a receipt for a person, an invoice for a company."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.invoicing import crediting
from courses.invoicing.models import Document, DocumentKind
from courses.invoicing.numbering import issue
from courses.orders.balance import balance
from courses.orders.models import Order, OrderBilling


def bill_paid(order: Order, paid_at: datetime) -> Document:
    """Return the document of an order that is paid in full: its bill, or the receipt of its bill.

    An invoice that was sent before gets a receipt which names it; otherwise a company gets an invoice
    that says it is paid, and a person a receipt. One that was taken back meanwhile, since the money
    came late, is written again. Joins the surrounding transaction.
    """
    bill = bill_of(order)
    if bill is None:
        return issue(order, _kind(order), occurred_at=paid_at)
    if bill.total_minor and crediting.unasked(bill) >= bill.total_minor:
        return issue(order, bill.kind, occurred_at=paid_at, key=f"again:{bill.number}")
    if not bill.snapshot.get("open_minor"):
        return bill
    return issue(
        order,
        DocumentKind.RECEIPT,
        occurred_at=paid_at,
        amount_minor=bill.total_minor,
        vat_minor=bill.vat_minor,
        key=f"paid:{bill.number}",
        about=bill,
    )


def invoice(order: Order, now: datetime, *, actor: User | None = None) -> Document:
    """Return the invoice that asks for an order's money, writing it if there is none.

    Raises:
        Refusal: ``billing-incomplete``: a company's address is missing.
    """
    refuse_incomplete(order)
    return bill_of(order) or issue(order, DocumentKind.INVOICE, occurred_at=now, actor=actor)


def proforma(order: Order, now: datetime, *, actor: User | None = None) -> Document:
    """Return the pro-forma of an order: what an invoice will say, without asking for money.

    Raises:
        Refusal: ``billing-incomplete``, or ``billed`` when there is a real bill already.
    """
    refuse_incomplete(order)
    bill = bill_of(order)
    if bill is not None:
        raise Refusal(
            _("This order is billed already: %(number)s. Use that document.")
            % {"number": bill.number},
            code="billed",
            next_url=order.get_absolute_url(),
        )
    return issue(order, DocumentKind.PROFORMA, occurred_at=now, actor=actor)


def bill_of(order: Order) -> Document | None:
    """Return the newest bill of an order, which may be taken back in part or whole."""
    return Document.objects.filter(order=order).bills().order_by("pk").last()


def is_complete(billing: OrderBilling) -> bool:
    """Tell whether a bill can be made out: a company needs its name, address and country."""
    if not billing.company:
        return bool(billing.name)
    return bool(billing.address.strip() and billing.country)


def refuse_incomplete(order: Order) -> None:
    """Refuse to bill as long as the buyer's particulars are not complete.

    Raises:
        Refusal: ``billing-incomplete``.
    """
    if not is_complete(order.billing):
        raise Refusal(
            _(
                "The bill cannot be made out yet: the address or the country is missing. "
                "Complete the billing particulars first."
            ),
            code="billing-incomplete",
            next_url=order.get_absolute_url(),
        )


def _kind(order: Order) -> DocumentKind:
    is_company = bool(order.billing.company) and balance(order).total_minor > 0
    return DocumentKind.INVOICE if is_company else DocumentKind.RECEIPT
