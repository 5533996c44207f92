"""Races for numbers: real threads, real connections, real PostgreSQL."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from courseplatform.kit import clock
from courseplatform.people.models import Organiser, User
from courses.enrolment import places
from courses.invoicing import checking, crediting, numbering
from courses.invoicing.models import Document, Series
from courses.orders.billing import Billing
from courses.orders.models import Order
from courses.orders.opening import open_order
from courses.orders.terms import Accepted
from courses.pricing.quote import Buyer, quote
from tests.races.test_places import make_session, people, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


def sold(buyers: list[User]) -> list[Order]:
    Organiser.objects.create(pk=1, name="Meridian", email="d@example.org", address="Via 1")
    session = make_session(len(buyers))
    found = []
    for buyer in buyers:
        with clock.at(NOW):
            place = places.hold_place(session, buyer, NOW + timedelta(minutes=35))
            order = open_order(
                quote=quote(session.prices.terms(), NOW),
                session=session,
                buyer=buyer,
                place=place,
                billing=Billing(buyer=Buyer.PERSON, name="Ada", country="IT"),
                accepted=Accepted(pages=(), at=NOW, withdrawal_waived=True),
                now=NOW,
            )
        found.append(order)
    return found


def numbers() -> list[int]:
    return sorted(Document.objects.values_list("number_in_series", flat=True))


def test_no_number_is_missing_or_doubled_when_many_issue_at_once_and_some_roll_back() -> None:
    orders = sold(people(16))
    spoiled = set(random.Random(7).sample(range(16), 6))

    def act(nth: int) -> str:
        with transaction.atomic():
            document = numbering.issue(orders[nth], "receipt", occurred_at=NOW)
            if nth in spoiled:
                raise RuntimeError("rolled back")
        return document.number

    found = race(*(lambda nth=nth: act(nth) for nth in range(16)))  # type: ignore[misc]
    kept = [each for each in found if isinstance(each, str)]
    assert len(kept) == 10
    assert len(set(kept)) == 10
    assert numbers() == list(range(1, 11))
    assert Series.objects.get().last_number == 10
    assert list(checking.gaps()) == []


def test_one_event_reported_many_times_at_once_has_one_document() -> None:
    (order,) = sold(people(1))
    found = race(*[lambda: numbering.issue(order, "receipt", occurred_at=NOW).number] * 8)
    # Whoever loses the unique key rolls back, and with it the number: the job runs again.
    assert {each for each in found if isinstance(each, str)} == {"R-2026-00001"}
    assert numbers() == [1]
    assert list(checking.gaps()) == []


def test_credit_notes_at_once_never_take_back_more_than_the_bill() -> None:
    (order,) = sold(people(1))
    with clock.at(NOW):
        numbering.issue(order, "receipt", occurred_at=NOW)

    def credit(nth: int) -> int:
        with transaction.atomic():
            locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
            note = crediting.credit(locked, 3_000, occurred_at=NOW, key=str(nth))
            return note.total_minor if note else 0

    found = race(*(lambda nth=nth: credit(nth) for nth in range(6)))  # type: ignore[misc]
    assert sorted(found) == [0, 0, 1_000, 3_000, 3_000, 3_000]  # type: ignore[type-var]


def test_two_printers_leave_one_file_and_one_letter() -> None:
    from courses.invoicing import printing

    (order,) = sold(people(1))
    with clock.at(NOW):
        document = numbering.issue(order, "receipt", occurred_at=NOW)
    gate = threading.Barrier(2)

    def act() -> bytes:
        gate.wait(timeout=20)
        mine = Document.objects.get(pk=document.pk)
        try:
            return printing.pdf_of(mine)
        finally:
            connection.close()

    first, second = race(act, act)
    assert first == second
    assert isinstance(first, bytes)
    document.refresh_from_db()
    assert document.pdf
