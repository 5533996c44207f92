"""The ledger: once, append-only, in the order's currency; balances are sums."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from courses.orders.balance import balance
from courses.orders.ledger import LedgerConflict, post
from courses.orders.models import EntryKind, EntrySource, LedgerEntry, RefundOwed

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(now, session, person, order):
    return order(session(), person())


def charge(order, now, amount=30_000, key="pi_1", **changes):
    return post(
        order,
        changes.pop("kind", EntryKind.CHARGE),
        amount,
        provider="stripe",
        provider_object_id=key,
        occurred_at=now,
        source=EntrySource.WEBHOOK,
        **changes,
    )


def test_the_same_money_is_posted_once_whoever_reports_it(now, opened):
    assert charge(opened, now) is True
    assert charge(opened, now + timedelta(hours=1)) is False
    assert LedgerEntry.objects.get().amount_minor == 30_000


def test_the_same_key_with_another_sum_is_a_conflict(now, opened):
    charge(opened, now)
    with pytest.raises(LedgerConflict):
        charge(opened, now, amount=30_001)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE courses_ledgerentry SET amount_minor = 1", "DELETE FROM courses_ledgerentry"],
)
def test_the_database_refuses_to_change_or_delete_an_entry(now, opened, statement):
    from django.db import connection

    charge(opened, now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_an_entry_is_in_the_currency_of_its_order(now, opened):
    with pytest.raises(IntegrityError, match="currency"), transaction.atomic():
        charge(opened, now, currency="USD")
    assert charge(opened, now, amount=-321, kind=EntryKind.FEE, key="txn_1", currency="USD")


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("charge", -1),
        ("refund", 1),
        ("zero", 1),
        ("fee", 0),
        ("gift", 5),
        ("dispute_withdrawal", 1),
    ],
)
def test_an_entry_has_a_known_kind_and_its_sign(now, opened, kind, amount):
    with pytest.raises(IntegrityError, match="known_kind"), transaction.atomic():
        charge(opened, now, amount=amount, kind=kind)


def test_a_balance_is_what_the_entries_add_up_to(now, opened):
    assert balance(opened).open_minor == 30_000
    charge(opened, now)
    charge(opened, now, amount=-450, kind=EntryKind.FEE, key="txn_1")
    charge(opened, now, amount=-10_000, kind=EntryKind.REFUND, key="re_1")
    RefundOwed.objects.create(order=opened, amount_minor=5_000, currency="EUR", reason="cancelled")
    found = balance(opened)
    assert (found.received_minor, found.returned_minor, found.kept_minor) == (
        30_000,
        10_000,
        20_000,
    )
    assert (found.promised_minor, found.refundable_minor, found.open_minor) == (5_000, 15_000, 0)


def test_a_refund_that_came_back_is_ours_again(now, opened):
    charge(opened, now)
    charge(opened, now, amount=-30_000, kind=EntryKind.REFUND, key="re_1")
    charge(opened, now, amount=30_000, kind=EntryKind.REFUND_REVERSAL, key="re_1")
    found = balance(opened)
    assert (found.received_minor, found.returned_minor, found.kept_minor) == (30_000, 0, 30_000)


def test_a_lost_dispute_is_gone_but_no_refund(now, opened):
    charge(opened, now)
    charge(opened, now, amount=-30_000, kind=EntryKind.DISPUTE_WITHDRAWAL, key="dp_1")
    found = balance(opened)
    assert (found.kept_minor, found.returned_minor, found.refundable_minor) == (0, 0, 0)
