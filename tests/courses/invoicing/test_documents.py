"""Documents: numbers without gaps, snapshots that stay, PDFs that say what they should."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.invoicing import numbering, printing
from courses.invoicing.models import Document
from courses.orders.models import Order, OrderBilling


@pytest.fixture
def sold(
    order: Callable[..., Order],
    session: Callable[..., Session],
    person: Callable[..., User],
    now: Any,
) -> Order:
    Organiser.objects.create(
        pk=1, name="Meridian Desk", legal_name="Meridian Desk SRL", email="desk@example.org",
        address="Via Prima 1\n00100 Roma", vat_number="IT00743110157", country="IT",
    )  # fmt: skip
    prices = {"amount_minor": 24_000, "vat_mode": "inclusive", "vat_bp": 2200}
    return order(session(price=prices), person("Ada Payer"))


def test_numbers_follow_one_another_and_an_event_has_one_document(sold: Order) -> None:
    first = numbering.issue(sold, "receipt", occurred_at=clock.now())
    again = numbering.issue(sold, "receipt", occurred_at=clock.now())
    note = numbering.issue(sold, "credit_note", occurred_at=clock.now(), amount_minor=100, key="a")
    other = numbering.issue(sold, "credit_note", occurred_at=clock.now(), amount_minor=100, key="b")
    assert first == again
    assert [first.number, note.number, other.number] == [
        "R-2026-00001",
        "C-2026-00001",
        "C-2026-00002",
    ]


def test_a_snapshot_does_not_follow_later_changes(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    OrderBilling.objects.filter(order=sold).update(name="Somebody else")
    Organiser.objects.update(legal_name="Another house")
    document.refresh_from_db()
    assert document.snapshot["buyer"]["name"] == "Ada Payer"
    assert document.snapshot["seller"]["name"] == "Meridian Desk SRL"


def test_the_pdf_says_who_sold_what_to_whom_with_tax(sold: Order) -> None:
    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    assert printing.print_missing() == 1
    document.refresh_from_db()
    text = PdfReader(BytesIO(printing.pdf_of(document))).pages[0].extract_text()
    for fact in (
        "R-2026-00001",
        "Meridian Desk SRL",
        "Ada Payer",
        "240.00",
        "22 %",
        "43.28",
        "196.72",
    ):
        assert fact in text.replace("\u202f", " "), fact


def test_a_credit_note_over_a_part_carries_that_share_of_the_tax(sold: Order) -> None:
    note = numbering.issue(
        sold, "credit_note", occurred_at=clock.now(), amount_minor=12_000, key="x"
    )
    assert note.snapshot["total_minor"] == 12_000
    assert note.snapshot["vat_minor"] == 2_164


def test_the_same_snapshot_prints_the_same_bytes(sold: Order) -> None:
    from courses.invoicing.pdf import render

    document = numbering.issue(sold, "receipt", occurred_at=clock.now())
    assert render(document.snapshot, document.sha256) == render(document.snapshot, document.sha256)


def test_the_buyer_and_staff_who_see_money_get_it_and_strangers_do_not(
    sold: Order, client: Client, person: Callable[..., User]
) -> None:
    document = Document.objects.get(pk=numbering.issue(sold, "receipt", occurred_at=clock.now()).pk)
    address = f"/documents/{document.ref}/"
    client.force_login(person())
    assert client.get(address).status_code == 404
    for somebody in (sold.buyer, person(role=Role.COORDINATOR)):
        client.force_login(somebody)
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
