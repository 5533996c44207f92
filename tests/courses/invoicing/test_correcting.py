"""Correcting who a bill is made out to: in place before it is written, by two documents afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courses.invoicing import bills, crediting
from courses.invoicing.correcting import correct, particulars
from courses.invoicing.models import Document
from courses.orders.models import Order
from courses.pricing.quote import Buyer
from tests.courses.invoicing.test_documents import printed

Pay = Callable[..., None]


def change(order: Order, *, actor: User | None = None, **what: Any) -> Document | None:
    told = replace(particulars(order), **what)
    found = correct(order, told, actor=actor or order.buyer, now=clock.now())
    order.billing.refresh_from_db()
    return found


def refused(order: Order, **what: Any) -> str:
    with pytest.raises(Refusal) as caught:
        change(order, **what)
    return caught.value.code


def numbers(order: Order) -> list[str]:
    return [each.number for each in Document.objects.filter(order=order).order_by("pk")]


def test_before_the_bill_particulars_are_simply_changed(company_order: Order) -> None:
    change(company_order, country="IT", company="Beispiel SRL")
    assert change(company_order, vat_number="IT00743110157") is None
    told = company_order.billing
    assert (told.company, told.country, told.vat_check) == ("Beispiel SRL", "IT", "format")
    assert told.vat_checked_at is not None
    assert numbers(company_order) == []


def test_afterwards_a_credit_note_takes_the_bill_back_and_a_new_one_is_written(
    company_order: Order, pay: Pay
) -> None:
    pay(company_order)
    first = bills.bill_paid(company_order, clock.now())
    second = change(company_order, company="Beispiel AG", reference="PO 4712")
    assert second is not None
    assert numbers(company_order) == ["I-2026-00001", "C-2026-00001", "I-2026-00002"]
    note = Document.objects.get(kind="credit_note")
    assert (note.about, note.total_minor) == (first, 30_012)
    assert "I-2026-00001 is taken back and written again" in printed(note)
    text = printed(second)
    assert "Beispiel AG" in text
    assert "PO 4712" in text
    assert "Paid in full" in text
    assert "Beispiel GmbH" in printed(first)
    assert crediting.left(company_order) == second.total_minor == 30_012
    assert bills.bill_of(company_order) == second


def test_a_person_corrects_the_name_on_a_receipt(sold: Order, pay: Pay) -> None:
    pay(sold)
    bills.bill_paid(sold, clock.now())
    change(sold, name="Ada King")
    assert numbers(sold) == ["R-2026-00001", "C-2026-00001", "R-2026-00002"]


def test_what_would_change_the_sum_or_the_buyer_is_refused(company_order: Order, pay: Pay) -> None:
    assert refused(company_order) == "nothing-changed"
    assert refused(company_order, buyer=Buyer.PERSON, company="") == "other-buyer"
    assert refused(company_order, country="UA") == "other-tax"
    # Without a number the rate was charged; with one of its own state the charge would be reversed.
    assert refused(company_order, vat_number="DE136695976") == "other-tax"


def test_a_bill_of_which_a_part_was_taken_back_is_left_to_us(
    company_order: Order, pay: Pay
) -> None:
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    crediting.credit(company_order, 1_000, occurred_at=clock.now(), key="refund:x")
    assert refused(company_order, company="Beispiel AG") == "taken-back"


def test_a_buyer_corrects_three_times_and_staff_as_often_as_needed(
    company_order: Order, pay: Pay, person: Callable[..., User]
) -> None:
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    for nth in range(3):
        change(company_order, company=f"Beispiel {nth}")
    assert refused(company_order, company="Beispiel 4") == "too-often"
    staff = person(role=Role.COORDINATOR)
    change(company_order, company="Beispiel 4", actor=staff)
    assert AuditEntry.objects.get(act="billing.corrected").actor == staff
    assert len(numbers(company_order)) == 9
