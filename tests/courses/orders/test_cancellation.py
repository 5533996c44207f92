"""Giving a place back: shown first, done exactly so, money owed as a row."""

from datetime import UTC, datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry
from courseplatform.people.roles import Role
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places
from courses.enrolment.models import Enrolment
from courses.orders import calling_off, cancellation, giving, owing, refunding
from courses.orders.balance import balance
from courses.orders.giving_back import order_of
from courses.orders.jobs import called_off
from courses.orders.models import Cancellation, LedgerEntry, RefundOwed

pytestmark = pytest.mark.django_db
MARCH_1 = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the second step: half


@pytest.fixture
def ada(person):
    return person("Ada")


@pytest.fixture
def seat(now, session, ada, enrolled):
    return enrolled(session(), ada)


def taken(enrolment):
    enrolment.session.refresh_from_db()
    return enrolment.session.taken


def test_half_comes_back_in_the_second_step(seat, ada):
    shown = cancellation.offer(seat, MARCH_1)
    assert (shown.paid_minor, shown.refund_minor, shown.kept_minor) == (30_000, 15_000, 15_000)
    with clock.at(MARCH_1):
        done = cancellation.cancel(seat, actor=ada, now=MARCH_1, expected_minor=15_000)
    seat.refresh_from_db()
    assert (seat.state, seat.ended_reason) == ("ended", "cancelled")
    seat.place.refresh_from_db()
    assert (seat.place.state, taken(seat)) == ("cancelled", 0)
    owed = RefundOwed.objects.get()
    assert (owed.amount_minor, owed.state, owed.route, owed.reason) == (
        15_000,
        "owed",
        "provider",
        "policy",
    )
    assert owed.cancellation == done
    assert done.lines == [
        {"kind": "paid", "amount_minor": 30_000},
        {"kind": "kept", "amount_minor": -15_000},
        {"kind": "refund", "amount_minor": 15_000},
    ]
    letter = Letter.objects.get(key=f"cancelled:{done.ref}")
    assert (letter.template, letter.context["refund_minor"]) == ("place_cancelled", 15_000)


def test_cancelling_twice_is_one_cancellation(seat, ada):
    cancellation.cancel(seat, actor=ada, now=MARCH_1, expected_minor=15_000)
    with pytest.raises(Refusal) as refused:
        cancellation.cancel(seat, actor=ada, now=MARCH_1, expected_minor=15_000)
    assert refused.value.code == "not-enrolled"
    assert Cancellation.objects.count() == RefundOwed.objects.count() == 1


def test_a_deadline_that_passed_while_the_page_was_open_is_told(seat, ada):
    with pytest.raises(Refusal) as refused:
        cancellation.cancel(seat, actor=ada, now=MARCH_1, expected_minor=30_000)
    assert refused.value.code == "terms-moved"
    seat.refresh_from_db()
    assert (seat.state, Cancellation.objects.count(), taken(seat)) == ("active", 0, 1)


def test_nothing_is_owed_when_nothing_comes_back(seat, ada):
    late = datetime(2026, 3, 10, 9, tzinfo=UTC)
    cancellation.cancel(seat, actor=ada, now=late, expected_minor=0)
    assert RefundOwed.objects.count() == 0
    assert Cancellation.objects.get().basis == "late"


def test_once_the_session_has_begun_it_is_not_cancelled_here(seat, ada):
    with pytest.raises(Refusal) as refused:
        cancellation.offer(seat, seat.session.starts_at)
    assert refused.value.code == "session-begun"


def test_only_the_buyer_gives_a_place_back(now, seat, person):
    ben = person()
    Enrolment.objects.filter(pk=seat.pk).update(person=ben)
    seat.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        cancellation.offer(seat, now)
    assert refused.value.code == "not-the-buyer"


def test_a_part_that_went_back_before_is_not_paid_again(now, seat, ada, person):
    boss = person(role=Role.COORDINATOR)
    order = order_of(seat.place)
    refunding.refund_part(order, 20_000, actor=boss)
    shown = cancellation.offer(seat, now)
    assert (shown.paid_minor, shown.refund_minor) == (10_000, 10_000)
    assert AuditEntry.objects.filter(act="refund.promised", actor=boss).count() == 1


def test_not_one_cent_more_than_was_paid_goes_back(now, seat, person):
    order, boss = order_of(seat.place), person()
    refunding.refund_part(order, 29_999, actor=boss)
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(order, 2, actor=boss)
    assert refused.value.code == "too-much"
    assert "€\u202f0.01" in refused.value.sentence
    refunding.refund_part(order, 1, actor=boss)
    with pytest.raises(Refusal) as refused:
        refunding.refund_part(order, 0, actor=boss)
    assert refused.value.code == "nothing"


def test_staff_cancel_with_a_sum_of_their_choice(now, seat, person):
    boss = person(role=Role.COORDINATOR)
    with pytest.raises(Refusal):
        cancellation.cancel_by_staff(seat, actor=boss, now=now, refund_minor=30_001)
    done = cancellation.cancel_by_staff(seat, actor=boss, now=now, refund_minor=1_000)
    assert (done.by, done.basis, done.refund_minor) == ("staff", "goodwill", 1_000)
    assert AuditEntry.objects.get(act="place.cancelled").facts["refund_minor"] == 1_000
    assert taken(seat) == 0
    with pytest.raises(Refusal):
        cancellation.cancel_by_staff(seat, actor=boss, now=now, refund_minor=0)


def test_money_that_came_by_transfer_goes_back_by_hand(now, session, person, ada):
    boss = person(role=Role.COORDINATOR)
    seat = giving.enrol_by_hand(
        session(), ada, settlement=giving.Settlement.PAID, actor=boss, now=now, reference="B-17"
    )
    cancellation.cancel(seat, actor=ada, now=now, expected_minor=30_000)
    owed = RefundOwed.objects.get()
    assert owed.route == "hand"
    refunding.pay_by_hand(owed, reference="B-18", actor=boss, now=now)
    with pytest.raises(Refusal):
        refunding.pay_by_hand(owed, reference="B-19", actor=boss, now=now)
    found = balance(owed.order)
    assert (found.kept_minor, found.returned_minor, found.promised_minor) == (0, 30_000, 0)
    assert LedgerEntry.objects.filter(kind="refund", provider="desk").count() == 1
    assert owing.settle(owed) is False


def test_a_session_called_off_gives_everybody_everything_back(now, session, person, enrolled):
    one = session()
    seats = [enrolled(one, person()) for _ in range(3)]
    free = giving.enrol_by_hand(
        one, person(), settlement=giving.Settlement.FREE, actor=person(), now=now
    )
    held = places.hold_place(one, person(), now + timedelta(minutes=35))
    cancel_session(one, None)
    late = datetime(2026, 3, 13, 9, tzinfo=UTC)
    with clock.at(late):
        assert called_off() == 4
        assert called_off() == 0
    assert sorted(owed.amount_minor for owed in RefundOwed.objects.all()) == [30_000] * 3
    for seat in [*seats, free]:
        seat.refresh_from_db()
        assert (seat.state, seat.ended_reason) == ("ended", "session-cancelled")
    assert Letter.objects.filter(template="session_called_off").count() == 4
    held.refresh_from_db()
    assert (held.state, taken(seats[0])) == ("held", 1)


def test_a_place_that_is_gone_is_not_called_off(now, seat, ada):
    cancellation.cancel(seat, actor=ada, now=now, expected_minor=30_000)
    assert calling_off.call_off(seat.place, now) is False
    assert Cancellation.objects.count() == 1


def test_a_refund_that_failed_is_owed_again(now, seat, ada):
    cancellation.cancel(seat, actor=ada, now=now, expected_minor=30_000)
    owed = RefundOwed.objects.get()
    assert owing.fail(owed, 30_000).state == "owed"
    assert owing.settle(owed) is True
    assert owing.fail(owed, 30_000) == owed
    assert (owed.state, owed.settled_at) == ("failed", None)
    assert owing.again(owed) is True
    assert owed.state == "owed"


def test_a_part_that_failed_becomes_a_debt_of_its_own(now, seat, ada):
    cancellation.cancel(seat, actor=ada, now=now, expected_minor=30_000)
    owed = RefundOwed.objects.get()
    assert owing.settle(owed) is True
    failed = owing.fail(owed, 10_000)
    assert (failed.state, failed.amount_minor) == ("failed", 10_000)
    owed.refresh_from_db()
    assert (owed.state, owed.amount_minor) == ("settled", 20_000)
    assert owing.drop(failed) is True
    assert owing.drop(owed) is False


def test_a_place_that_was_offered_and_never_ordered_has_no_order(now, session, person):
    one = session()
    place = places.take_place(one, person(), now + timedelta(hours=1), source="offer", now=now)
    with pytest.raises(Refusal) as refused:
        order_of(place)
    assert refused.value.code == "no-order"
