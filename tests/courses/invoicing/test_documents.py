"""Documents: numbers without gaps, contents that stay, PDFs that say what they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courses.invoicing import bills, numbering, printing
from courses.invoicing.models import Document, Series
from courses.invoicing.pdf import render
from courses.orders.models import Order, OrderBilling

Pay = Callable[..., None]
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


def text_of(pdf: bytes) -> str:
    found = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return found.replace("\u202f", " ")


def printed(document: Document) -> str:
    return text_of(printing.pdf_of(document))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


# Numbers


def test_numbers_follow_one_another_and_an_event_has_one_document(
    sold: Order, company_order: Order, pay: Pay
) -> None:
    for order in (sold, company_order):
        pay(order)
    first = bills.bill_paid(sold, clock.now())
    assert bills.bill_paid(sold, clock.now()) == first
    assert first.number == "R-2026-00001"
    assert bills.bill_paid(company_order, clock.now()).number == "I-2026-00001"
    assert [(row.name, row.last_number) for row in Series.objects.order_by("name")] == [
        ("I-2026", 1),
        ("R-2026", 1),
    ]


def test_a_series_begins_anew_with_the_organisers_year_and_bears_its_prefix(
    sold: Order, company_order: Order, settings: Any
) -> None:
    settings.DOCUMENT_PREFIX = "MD-"
    with clock.at(datetime(2026, 12, 31, 22, 59, tzinfo=UTC)):
        assert numbering.issue(sold, "receipt", occurred_at=clock.now()).number == "MD-R-2026-00001"
    with clock.at(datetime(2026, 12, 31, 23, 1, tzinfo=UTC)):  # 00:01 in Rome
        document = numbering.issue(company_order, "receipt", occurred_at=clock.now())
    assert document.number == "MD-R-2027-00001"
    assert document.snapshot["issued_on"] == "2027-01-01"


def test_a_number_is_given_back_with_the_transaction_that_took_it(sold: Order) -> None:
    with transaction.atomic():
        assert numbering.issue(sold, "receipt", occurred_at=clock.now()).number == "R-2026-00001"
        transaction.set_rollback(True)
    assert not Series.objects.filter(last_number__gt=0).exists()
    assert numbering.issue(sold, "receipt", occurred_at=clock.now()).number == "R-2026-00001"


# What stays


def test_a_snapshot_does_not_follow_later_changes(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    OrderBilling.objects.filter(order=sold).update(name="Somebody else")
    Organiser.objects.update(legal_name="Another house")
    document.refresh_from_db()
    assert document.snapshot["buyer"]["name"] == "Ada Payer"
    assert "Ada Payer" in printed(document)
    assert document.snapshot["seller"]["name"] == "Meridian Desk SRL"


def test_the_database_keeps_documents_as_they_were_written(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    one = Document.objects.filter(pk=document.pk)
    other = {**document.snapshot, "total_minor": 1}
    for act in (
        lambda: one.update(snapshot=other),
        lambda: one.update(total_minor=1),
        lambda: one.update(number="R-2026-00009"),
        lambda: one.update(snapshot={}, emptied_at=clock.now()),  # the law wants it for years
        one.delete,
    ):
        assert "stays as it was written" in refused(act)
    one.update(tries=1)  # what is no content may move


def test_the_database_gives_numbers_one_after_another(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    series = Series.objects.filter(pk=document.series_id)
    for act in (lambda: series.update(last_number=7), lambda: series.update(last_number=0)):
        assert "counts up by one" in refused(act)
    document.pk, document.ref, document.number = None, "b" * 26, "R-2026-00003"
    document.number_in_series, document.key = 3, "x"
    with pytest.raises(IntegrityError, match="has just given"), transaction.atomic():
        document.save(force_insert=True)


# What they say


def test_a_receipt_says_who_sold_what_to_whom_with_tax(sold: Order, pay: Pay) -> None:
    pay(sold)
    document = bills.bill_paid(sold, clock.now())
    assert printing.print_missing() == 1
    text = printed(document)
    for fact in (
        "Receipt R-2026-00001", "Meridian Desk SRL", "VAT IT00743110157", "Ada Payer", "Italy",
        "€ 240.00", "of which VAT 22 %", "€ 43.28", "€ 196.72", "Geopolitical",
        "Sat 14 Mar 2026, 10:00–17:00", "Kyiv time", "Paid in full on Mon 2 Feb 2026.",
    ):  # fmt: skip
        assert fact in text, fact
    assert "Pay by" not in text


def test_an_invoice_to_be_paid_says_how_much_until_when_and_where(
    company_order: Order, settings: Any
) -> None:
    settings.BANK_DETAILS = "IBAN IT60 X054 2811 1010\nBIC CRPPIT2P"
    Order.objects.filter(pk=company_order.pk).update(pay_by_on="2026-02-16")
    company_order.refresh_from_db()
    text = printed(bills.invoice(company_order, clock.now()))
    for fact in (
        "Invoice I-2026-00001", "Beispiel GmbH", "Petra Contact", "Germany", "PO 4711",
        "Net € 246.00", "VAT 22 % € 54.12", "Total € 300.12",
        "Please pay € 300.12 by Mon 16 Feb 2026.", "IBAN IT60 X054 2811 1010",
        f"/orders/{company_order.ref}/",
    ):  # fmt: skip
        assert fact in text, fact


def test_a_company_that_paid_gets_an_invoice_that_says_so_and_no_second_one(
    company_order: Order, pay: Pay
) -> None:
    pay(company_order)
    document = bills.bill_paid(company_order, clock.now())
    assert document.kind == "invoice"
    assert "Paid in full" in printed(document)
    assert bills.bill_paid(company_order, clock.now()) == document


def test_money_for_an_invoice_that_was_sent_is_confirmed_by_a_receipt_about_it(
    company_order: Order, pay: Pay
) -> None:
    invoice = bills.invoice(company_order, clock.now())
    pay(company_order)
    receipt = bills.bill_paid(company_order, clock.now())
    assert (receipt.kind, receipt.about, receipt.total_minor) == ("receipt", invoice, 30_012)
    assert bills.bill_paid(company_order, clock.now()) == receipt
    text = printed(receipt)
    assert "The money came in full on Mon 2 Feb 2026. This is no invoice." in text
    assert f"About {invoice.number}" in text
    assert list(Document.objects.filter(order=company_order).bills()) == [invoice]


def test_a_proforma_asks_for_nothing_and_gives_way_to_the_bill(
    company_order: Order, pay: Pay
) -> None:
    proforma = bills.proforma(company_order, clock.now())
    assert bills.proforma(company_order, clock.now()) == proforma
    text = printed(proforma)
    assert "an offer and not a demand" in text
    assert "Please pay" not in text
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    with pytest.raises(Refusal, match="I-2026-00001") as caught:
        bills.proforma(company_order, clock.now())
    assert caught.value.code == "billed"


@pytest.mark.parametrize("missing", [{"address": " "}, {"country": ""}])
def test_a_company_without_an_address_is_not_billed(
    company_order: Order, missing: dict[str, str]
) -> None:
    OrderBilling.objects.filter(order=company_order).update(**missing)
    company_order.refresh_from_db()
    with pytest.raises(Refusal) as caught:
        bills.invoice(company_order, clock.now())
    assert caught.value.code == "billing-incomplete"
    assert not Document.objects.exists()


def test_documents_without_vat_say_why(sold: Order, settings: Any) -> None:
    Order.objects.filter(pk=sold.pk).update(
        vat_minor=0, vat_bp=0, net_minor=24_000, vat_mode="none", vat_reason="not-charged"
    )
    sold.refresh_from_db()
    settings.NO_VAT_WORDING = "Operazione senza applicazione dell'IVA."
    assert settings.NO_VAT_WORDING in printed(numbering.issue(sold, "receipt", occurred_at=NOW))


# The file


def test_the_same_snapshot_prints_the_same_bytes_even_when_the_file_is_lost(
    sold: Order, own_files: Path
) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    first = printing.pdf_of(document)
    document.refresh_from_db()
    (own_files / document.pdf).unlink()
    assert printing.pdf_of(document) == first
    assert render(document.snapshot, document.sha256) == first


def test_the_pdf_is_an_archive_file_that_can_be_read_aloud(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    reader = PdfReader(BytesIO(printing.pdf_of(document)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    facts = root["/Metadata"].get_data().decode()
    for fact in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert fact in facts
    assert reader.metadata is not None
    assert reader.metadata.title == f"Receipt {document.number}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明 Wang", "??? Wang"), ("Ｐｅｔｒａ", "Petra"), ("عمر Omar", "??? Omar")],
)
def test_a_name_no_font_can_show_never_stops_a_document(sold: Order, name: str, shown: str) -> None:
    OrderBilling.objects.filter(order=sold).update(name=name)
    sold.refresh_from_db()
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    assert document.snapshot["buyer"]["name"] == name
    assert shown in printed(document)


def test_a_document_that_cannot_be_printed_is_tried_five_times_and_said(
    sold: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    monkeypatch.setattr("courses.invoicing.pdf.SHEETS", Path("/nowhere"))
    for _try in range(7):
        assert printing.print_missing() == 0
    document.refresh_from_db()
    assert document.tries == printing.MOST_TRIES
    with pytest.raises(Refusal, match="could not be printed"):
        printing.pdf_of(document)


def test_sheets_in_use_are_never_edited() -> None:
    """Documents name the sheet they were made for: a changed sheet would change what they look like.

    Write the next number instead, and raise ``snapshots.SCHEMA``.
    """
    import hashlib

    from courses.invoicing.pdf import SHEETS

    known = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(SHEETS.glob("*.typ"))
    }
    assert known == {"document-1.typ": "b8e48b558a65256c"}


# Who gets it


def test_the_buyer_and_staff_who_see_money_get_it_and_strangers_do_not(
    sold: Order, client: Client, person: Callable[..., User]
) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    address = f"/documents/{document.ref}/"
    for stranger in (person(), person(role=Role.MARKER)):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
    for somebody in (sold.buyer, person(role=Role.COORDINATOR)):
        client.force_login(somebody)
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
        assert answer.content.startswith(b"%PDF")
