"""Correcting the buyer's particulars: before a bill is written in place, afterwards by two documents."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.invoicing import bills, crediting
from courses.invoicing.models import Document, DocumentKind
from courses.invoicing.numbering import issue
from courses.invoicing.snapshots import Why
from courses.orders.billing import Billing
from courses.orders.models import Order, OrderBilling, VatCheck
from courses.orders.taxing import tax_reason
from courses.pricing.quote import Buyer
from courses.pricing.tax import TaxReason

MOST = 3  # by the buyer; further ones are made by staff
COLUMNS = tuple(field.name for field in fields(Billing) if field.name != "buyer")


def particulars(order: Order) -> Billing:
    """Return who the bill of an order is made out to."""
    told = order.billing
    return Billing(
        buyer=Buyer.COMPANY if told.company else Buyer.PERSON,
        **{name: getattr(told, name) for name in COLUMNS},
    )


def correct(order: Order, told: Billing, *, actor: User, now: datetime) -> Document | None:
    """Make the bill of an order out to other particulars; return the bill that stands in its place.

    As long as nothing was billed the particulars are simply changed, and None is returned. A bill is
    never edited: a credit note takes it back and a new one is written, at once or not at all.

    Raises:
        Refusal: ``nothing-changed``; ``other-tax``: the sum would be taxed otherwise, which a bill that
            was agreed on cannot be; ``other-buyer``: a person is no company; ``taken-back``: a part of
            the bill was taken back already; ``too-often``.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        _refuse(locked, told)
        bill = bills.bill_of(locked)
        if bill is not None:
            _refuse_bill(locked, bill, actor)
        _write(locked, told, now)
        if locked.buyer_id != actor.pk:
            audit.record(actor, "billing.corrected", f"order:{locked.ref}")
        return _again(locked, bill, now, actor) if bill is not None else None


def _again(order: Order, bill: Document, now: datetime, actor: User) -> Document:
    order.refresh_from_db()
    key = f"correction:{bill.number}"
    crediting.credit(
        order, bill.total_minor, occurred_at=now, key=key, why=Why.CORRECTION, actor=actor
    )
    return issue(order, bill.kind, occurred_at=now, key=key, actor=actor)


def _write(order: Order, told: Billing, now: datetime) -> None:
    changed = {name: getattr(told, name) for name in COLUMNS}
    if told.vat_number != order.billing.vat_number:
        changed["vat_check"] = VatCheck.FORMAT.value if told.vat_number else ""
        changed["vat_checked_at"] = now if told.vat_number else None
    OrderBilling.objects.filter(order=order).update(**changed)


def _refuse(order: Order, told: Billing) -> None:
    before = particulars(order)
    if told == before:
        raise Refusal(_("Nothing was changed, so nothing was written."), code="nothing-changed")
    if told.buyer is not before.buyer:
        raise Refusal(
            _("A bill to a person cannot become one to a company. Write to us."),
            code="other-buyer",
        )
    if order.vat_reason == TaxReason.NOT_CHARGED or not order.total_minor:
        return
    if tax_reason(told, order.created_at) != order.vat_reason:
        raise Refusal(
            _(
                "With this country and VAT number the order would be taxed otherwise, so its sum "
                "would be another one. Write to us, and we settle it with you."
            ),
            code="other-tax",
        )


def _refuse_bill(order: Order, bill: Document, actor: User) -> None:
    if crediting.credited(bill):
        raise Refusal(
            _(
                "A part of %(number)s was taken back already, so it cannot be written again here. "
                "Write to us."
            )
            % {"number": bill.number},
            code="taken-back",
        )
    made = Document.objects.filter(
        order=order, kind=DocumentKind.CREDIT_NOTE, key__startswith="correction:"
    ).count()
    if made >= MOST and actor.pk == order.buyer_id:
        raise Refusal(
            _("This bill was corrected three times. Write to us, and we correct it."),
            code="too-often",
        )
