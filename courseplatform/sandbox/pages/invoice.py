"""The hosted page of an invoice, where a practice bank transfer can be sent; its PDF; a receipt."""

from __future__ import annotations

from typing import Any

import typst
from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from courseplatform.sandbox.application import PracticeRequest, render
from courseplatform.sandbox.pages.answers import see_other
from courseplatform.sandbox.store import Record
from courseplatform.sandbox.stripe import amounts
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.errors import ApiError
from courseplatform.sandbox.stripe.invoicing import payments

ACCOUNT_NUMBER = "DE89 3704 0044 0532 0130 00"


def page(request: PracticeRequest, invoice: str) -> HttpResponse:
    """Shows a finalized invoice and takes a transfer over any sum."""
    request.workings.catch_up()
    typed, complaint = "", ""
    with request.workings.account() as account:
        record = _invoice(account, invoice)
        if request.method == "POST":
            typed = request.POST.get("amount", "")
            amount = amounts.typed(typed, record.body["currency"])
            complaint = _transfer(account, invoice, amount)
            if not complaint:
                return see_other(request.path)
        context = _context(account, record, typed)
    context["complaint"] = complaint
    return render(request, "invoice.html", context, status=422 if complaint else 200)


def pdf(request: PracticeRequest, invoice: str) -> HttpResponse:
    """The invoice as a plain sheet of paper."""
    with request.workings.account() as account:
        body = _invoice(account, invoice).body
    rows = "".join(
        f"[{_plain(line['description'])}], [{line['quantity']}], "
        f"[{_plain(amounts.shown(line['amount'], body['currency']))}],\n"
        for line in body["lines"]["data"]
    )
    source = _SHEET.format(
        number=_plain(body["number"]),
        name=_plain(body["customer_name"] or body["customer_email"] or ""),
        rows=rows,
        total=_plain(amounts.shown(body["total"], body["currency"])),
    )
    response = HttpResponse(
        typst.compile(source.encode(), ignore_system_fonts=True), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{body["number"]}.pdf"'
    return response


def receipt(request: PracticeRequest, charge: str) -> HttpResponse:
    """What a payment looks like to the payer afterwards."""
    with request.workings.account() as account:
        record = account.transaction.get("charge", charge)
    if record is None or record.body["status"] != "succeeded":
        raise Http404
    return render(request, "receipt.html", {"charge": record.body})


def _invoice(account: Account, identifier: str) -> Record:
    record = account.transaction.get("invoice", identifier)
    if record is None or record.body["number"] is None:
        raise Http404
    return record


def _transfer(account: Account, invoice: str, amount: int | None) -> str:
    """Sends the transfer; returns the complaint for the page, or ""."""
    if amount is None or amount < 1:
        return gettext("Enter the sum of the transfer, like 240.00.")
    try:
        payments.receive(account, invoice, amount)
    except ApiError as error:
        return str(error)
    return ""


def _context(account: Account, record: Record, typed: str) -> dict[str, Any]:
    body = record.body
    remaining = amounts.figures(body["amount_remaining"], body["currency"])
    paid = account.find(payments.KIND, invoice=record.id, status="paid")
    return {
        "invoice": body,
        "reference": record.private.get("reference", body["number"]),
        "account_number": ACCOUNT_NUMBER,
        "typed": typed or remaining,
        "received": [payment.body for payment in paid],
    }


def _plain(text: str) -> str:
    """Text that typst sets as it stands."""
    return "".join(f"\\{sign}" if sign in r"\#*_`$<>@[]{}~=-+/'\"" else sign for sign in text)


_SHEET = """#set page("a4", margin: 25mm)
#set text(size: 10.5pt)
#set document(title: [Invoice {number}])
= Invoice {number}
_Practice document: nothing here is owed by anybody._

For: {name}

#table(columns: (1fr, auto, auto), align: (left, right, right), stroke: 0.5pt + luma(80%),
[*What*], [*Number*], [*Sum*],
{rows})

*Total: {total}*
"""
