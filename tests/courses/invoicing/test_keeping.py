"""How documents are sent, checked and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.envelope import message
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import Organiser, User
from courseplatform.privacy import retention
from courses.catalogue.models import Session
from courses.invoicing import bills, checking, crediting, numbering, printing
from courses.invoicing.models import Document
from courses.orders.models import Order, OrderBilling

Pay = Callable[..., None]


def letters() -> list[str]:
    found = []
    for letter in Letter.objects.filter(template="document").order_by("pk"):
        words = render(letter, Sender.current())
        page = words.html.replace("&#x27;", "'")
        for line in words.text.split("\n--\n")[0].splitlines():
            label, _, value = line.partition(": ")
            assert (value or label).strip().rstrip(":") in page, line
        found.append(f"{letter.address}: {words.subject}".replace("\u202f", " "))
    return found


def test_a_companys_bills_go_to_where_it_wants_them_with_the_file(
    company_order: Order, pay: Pay
) -> None:
    Order.objects.filter(pk=company_order.pk).update(pay_by_on="2026-02-16")
    company_order.refresh_from_db()
    bills.invoice(company_order, clock.now())
    printing.print_missing()
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    crediting.credit(company_order, 30_012, occurred_at=clock.now(), key="a")
    printing.print_missing()
    printing.print_missing()
    assert letters() == [
        "ap@beispiel.example: Invoice I-2026-00001: € 300.12 to be paid by Monday 16 February 2026",
        "ap@beispiel.example: Receipt R-2026-00001: € 300.12 came for I-2026-00001",
        "ap@beispiel.example: Credit note C-2026-00001 over € 300.12 to I-2026-00001",
    ]
    letter = Letter.objects.order_by("pk").filter(template="document")[0]
    mail = message(letter, render(letter, Sender.current()), Sender.current())
    ((name, content, kind),) = mail.attachments
    assert (name, kind) == ("I-2026-00001.pdf", "application/pdf")
    assert content == printing.pdf_of(Document.objects.get(number="I-2026-00001"))


def test_a_paid_invoice_says_so_and_goes_to_the_buyer_where_no_other_address_is_given(
    company_order: Order, pay: Pay
) -> None:
    OrderBilling.objects.filter(order=company_order).update(email="")
    company_order.refresh_from_db()
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    printing.print_missing()
    assert letters() == [f"{company_order.buyer.email}: Invoice I-2026-00001 over € 300.12, paid"]


def test_a_persons_receipt_has_a_letter_of_its_own_elsewhere(sold: Order, pay: Pay) -> None:
    pay(sold)
    bills.bill_paid(sold, clock.now())
    printing.print_missing()
    assert letters() == []


# Checking


def test_nothing_is_found_where_all_is_well(sold: Order, pay: Pay) -> None:
    pay(sold)
    bills.bill_paid(sold, clock.now())
    assert checking.findings() == []


def test_a_missing_number_a_changed_content_and_a_stuck_file_are_found(sold: Order) -> None:
    for nth in range(3):
        numbering.issue(sold, "receipt", occurred_at=clock.now(), key=str(nth))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # past the triggers
        cursor.execute("DELETE FROM courses_document WHERE number = 'R-2026-00002'")
        cursor.execute(
            "UPDATE courses_document SET snapshot = jsonb_set(snapshot, '{total_minor}', '1'), "
            "tries = 5 WHERE number = 'R-2026-00003'"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    gap, changed, stuck = checking.findings()
    assert gap.startswith("Series R-2026: 2 documents, but numbers were given up to 3.")
    assert changed.startswith("R-2026-00003 does not say what it said")
    assert stuck.startswith("The PDF of R-2026-00003 could not be made")


@pytest.mark.parametrize(
    ("organiser", "price", "said"),
    [
        ({"country": ""}, {"vat_mode": "inclusive", "vat_bp": 2200}, "country is not set"),
        ({"address": " "}, {}, "no postal address"),
        ({}, {"vat_bp": 0}, "NO_VAT_WORDING is empty"),
        ({"country": "UA"}, {"vat_bp": 0}, ""),
    ],
)
def test_a_tax_set_up_that_does_not_fit_is_said(
    session: Callable[..., Session],
    now: Any,
    organiser: dict[str, str],
    price: dict[str, Any],
    said: str,
) -> None:
    Organiser.objects.update(**organiser)
    session(price=price or {"amount_minor": 0})
    found = checking.findings()
    assert [said in sentence for sentence in found] == ([True] if said else [])


# Keeping


def test_documents_are_emptied_when_the_law_no_longer_asks_for_them(
    sold: Order, own_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    printing.print_missing()
    document.refresh_from_db()
    kept_until = datetime(2036, 12, 31, 23, tzinfo=UTC)
    with clock.at(kept_until):
        retention.apply()
        assert not _is_empty(document)
    with (
        clock.at(kept_until + timedelta(days=10)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        retention.apply()
    assert _is_empty(document)
    assert not (own_files / "documents" / f"{document.ref}.pdf").exists()
    with pytest.raises(Refusal, match="was destroyed"):
        printing.pdf_of(document)
    assert checking.findings() == []
    assert (document.number, document.total_minor) == ("R-2026-00001", 24_000)


def _is_empty(document: Document) -> bool:
    document.refresh_from_db()
    return document.snapshot == {} and not document.pdf


def test_a_person_is_told_what_stays_and_gets_a_copy(sold: Order, person: Any) -> None:
    from courses.invoicing.privacy import PERSONAL

    numbering.issue(sold, "receipt", occurred_at=clock.now())
    (copy,) = PERSONAL.export(sold.buyer)
    assert (copy["number"], copy["buyer"]["name"]) == ("R-2026-00001", "Ada Payer")
    assert "10 years" in PERSONAL.erase(sold.buyer, clock.now())[0]
    stranger: User = person()
    assert list(PERSONAL.export(stranger)) == []
    assert PERSONAL.erase(stranger, clock.now()) == []
