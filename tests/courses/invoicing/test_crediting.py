"""Credit notes: only what was billed is taken back, and the VAT comes out even."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.enrolment import places
from courses.enrolment.models import Enrolment
from courses.invoicing import bills, crediting
from courses.invoicing.following import write_missing
from courses.invoicing.models import Document
from courses.invoicing.snapshots import Why
from courses.orders import cancellation, giving, refunding
from courses.orders.giving_back import order_of
from courses.orders.models import Order, RefundOwed
from tests.courses.invoicing.test_documents import printed

Pay = Callable[..., None]


def note(order: Order, amount: int, key: str, **more: object) -> Document | None:
    return crediting.credit(order, amount, occurred_at=clock.now(), key=key, **more)  # type: ignore[arg-type]


def numbers(order: Order) -> list[str]:
    return [each.number[0] for each in Document.objects.filter(order=order).order_by("pk")]


@pytest.fixture
def billed(sold: Order, pay: Pay) -> Order:
    pay(sold)
    bills.bill_paid(sold, clock.now())
    return sold


def test_a_part_carries_its_share_of_the_vat_and_names_the_bill(billed: Order) -> None:
    written = note(billed, 12_000, "refund:a")
    assert written is not None
    assert (written.total_minor, written.vat_minor) == (12_000, 2_164)
    assert note(billed, 12_000, "refund:a") == written
    text = printed(written)
    assert "Credit note C-2026-00001" in text
    assert "Refund of a part or all of R-2026-00001" in text
    assert "About R-2026-00001, Mon 2 Feb 2026" in text
    assert "of which VAT 22 % € 21.64" in text


def test_never_more_than_the_bill_is_taken_back(billed: Order) -> None:
    first, second = note(billed, 20_000, "a"), note(billed, 20_000, "b")
    assert first is not None and second is not None  # noqa: PT018
    assert second.total_minor == 4_000
    assert note(billed, 1, "c") is None
    assert crediting.left(billed) == 0


def test_money_that_was_never_billed_leaves_no_credit_note(sold: Order, billed: Order) -> None:
    for reason in ("duplicate", "full", "not-moved"):
        assert (
            crediting.credit_refund(billed, 100, reason, occurred_at=clock.now(), key=reason)
            is None
        )
    assert crediting.credit_refund(billed, 100, "policy", occurred_at=clock.now(), key="x")


def test_an_order_that_was_never_billed_has_nothing_to_take_back(sold: Order) -> None:
    assert note(sold, 100, "a") is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(1, 30_000), min_size=1, max_size=6), serial=st.integers())
def test_however_a_bill_is_taken_back_the_notes_come_out_even(
    billed: Order, parts: list[int], serial: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        notes = [
            written
            for nth, part in enumerate([*parts, 24_000])
            if (written := note(billed, part, f"{serial}:{nth}"))
        ]
        assert sum(each.total_minor for each in notes) == 24_000
        assert sum(each.vat_minor for each in notes) == billed.vat_minor
        assert all(0 <= each.vat_minor <= each.total_minor for each in notes)
        transaction.set_rollback(True)


# What follows from what staff did


@pytest.fixture
def staff(person: Callable[..., User]) -> User:
    return person("Carla", role=Role.COORDINATOR)


@pytest.fixture
def by_hand(
    session: Callable[..., Session], person: Callable[..., User], staff: User, now: object
) -> Callable[..., Enrolment]:
    def give(settlement: giving.Settlement, **more: object) -> Enrolment:
        prices = {"amount_minor": 24_000, "vat_mode": "inclusive", "vat_bp": 2200}
        return giving.enrol_by_hand(
            session(price=prices), person("Ada Payer"), settlement=settlement, actor=staff,
            now=clock.now(), **more,
        )  # type: ignore[arg-type]  # fmt: skip

    return give


def test_a_place_to_be_paid_by_transfer_gets_its_invoice_and_a_receipt_when_the_money_is_here(
    by_hand: Callable[..., Enrolment], staff: User
) -> None:
    order = order_of(by_hand(giving.Settlement.TRANSFER).place)
    assert write_missing() == 1
    assert write_missing() == 0
    invoice = Document.objects.get(order=order)
    assert "Please pay € 240.00 by Mon 16 Feb 2026." in printed(invoice)
    giving.record_transfer(order, 10_000, reference="BANK-1", actor=staff, occurred_at=clock.now())
    assert write_missing() == 0
    giving.record_transfer(order, 14_000, reference="BANK-2", actor=staff, occurred_at=clock.now())
    assert write_missing() == 1
    assert write_missing() == 0
    receipt = Document.objects.get(order=order, kind="receipt")
    assert (receipt.about, receipt.total_minor) == (invoice, 24_000)


def test_money_that_was_here_already_gets_one_receipt(by_hand: Callable[..., Enrolment]) -> None:
    order = order_of(by_hand(giving.Settlement.PAID, reference="BANK-1").place)
    assert write_missing() == 1
    assert write_missing() == 0
    assert numbers(order) == ["R"]


def test_a_free_place_gets_none(by_hand: Callable[..., Enrolment]) -> None:
    by_hand(giving.Settlement.FREE)
    assert write_missing() == 0


def test_money_paid_back_by_hand_leaves_a_credit_note(
    by_hand: Callable[..., Enrolment], staff: User
) -> None:
    order = order_of(by_hand(giving.Settlement.PAID, reference="BANK-1").place)
    write_missing()
    owed = refunding.refund_part(order, 5_000, actor=staff)
    assert write_missing() == 0
    refunding.pay_by_hand(owed, reference="BANK-2", actor=staff, now=clock.now())
    assert write_missing() == 1
    assert write_missing() == 0
    assert numbers(order) == ["R", "C"]
    assert Document.objects.get(kind="credit_note").total_minor == 5_000


def test_an_invoice_whose_place_went_back_unpaid_is_taken_back(
    by_hand: Callable[..., Enrolment], staff: User
) -> None:
    enrolment = by_hand(giving.Settlement.TRANSFER)
    order = order_of(enrolment.place)
    write_missing()
    with clock.at(clock.now() + timedelta(days=20)):
        cancellation.cancel_by_staff(enrolment, actor=staff, now=clock.now(), refund_minor=0)
        assert write_missing() == 1
        assert write_missing() == 0
    written = Document.objects.get(order=order, kind="credit_note")
    assert (written.total_minor, written.snapshot["why"]) == (24_000, Why.UNPAID)
    assert crediting.left(order) == 0


def test_an_invoice_that_was_paid_is_not_taken_back_with_the_place(
    company_order: Order, pay: Pay
) -> None:
    bills.invoice(company_order, clock.now())
    pay(company_order)
    bills.bill_paid(company_order, clock.now())
    place = company_order.lines.get().place
    assert place is not None
    places.cancel(place)
    assert write_missing() == 0
    assert not RefundOwed.objects.exists()
