"""The letter that a printed document goes out with, where somebody waits for it."""

from __future__ import annotations

from courseplatform.letters.writing import write
from courses.invoicing.models import BILLS, Document, DocumentKind


def send(document: Document) -> None:
    """Write the letter that carries a document; joins the transaction that notes its file.

    What a company pays goes to where it wants its bills; a person gets a letter only with an invoice,
    since a receipt and a refund have letters of their own.
    """
    billing = document.order.billing
    if not (billing.company or document.kind == DocumentKind.INVOICE):
        return
    if document.kind == DocumentKind.PROFORMA:
        return
    buyer = document.order.buyer
    content = document.snapshot
    about = content["about"]
    write(
        f"document:{document.ref}",
        "document",
        to=billing.email or buyer,
        language=document.order.language,
        zone=content["session"]["zone"] if billing.email else "",
        context={
            "kind": document.kind,
            "is_bill": document.kind in BILLS and not about,
            "number": document.number,
            "about": about["number"] if about else "",
            "seller": content["seller"]["name"],
            "company": content["buyer"]["company"],
            "course": content["session"]["course"],
            "order_number": content["order_number"],
            "reference": content["buyer"]["reference"],
            "order_path": document.order.get_absolute_url(),
            "total_minor": document.total_minor,
            "open_minor": content["open_minor"],
            "due_on": content["due_on"] or "",
            "currency": document.currency,
            "enclosure": document.pdf,
            "enclosure_name": f"{document.number}.pdf",
        },
    )
