"""What moving costs or gives back; above all, that nobody gains by moving."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.orders.differing import difference, moved_terms, waiver_needed
from courses.orders.reckoning import Basis, Reckoning, reckon
from courses.orders.terms import Accepted, PageVersion, freeze
from courses.pricing.quote import Buyer
from courses.pricing.refunds import RefundStep

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
STEPS = (RefundStep(14, 10_000), RefundStep(7, 5_000))
AGREED = Accepted(pages=(PageVersion("terms", 1),), at=NOW)


def old(paid, refund):
    return Reckoning(Basis.POLICY, paid, refund, "EUR")


def terms(price, *, starts=datetime(2026, 5, 16, 10), ordered=NOW, accepted=AGREED):
    return freeze(
        STEPS,
        buyer=Buyer.PERSON,
        place_minor=price,
        starts_local=starts,
        starts_at=starts.replace(tzinfo=UTC),
        zone="UTC",
        accepted=accepted,
        ordered_at=ordered,
        transfer_days=7,
    )


@pytest.mark.parametrize(
    ("paid", "refund", "price", "carried", "due", "back", "kept", "safe"),
    [
        (30_000, 30_000, 30_000, 30_000, 0, 0, 0, 30_000),  # even
        (24_000, 24_000, 30_000, 24_000, 6_000, 0, 0, 24_000),  # dearer
        (30_000, 30_000, 20_000, 20_000, 0, 10_000, 0, 20_000),  # cheaper, all would come back
        (30_000, 15_000, 20_000, 20_000, 0, 5_000, 5_000, 10_000),  # cheaper, half would
        (30_000, 0, 20_000, 20_000, 0, 0, 10_000, 0),  # cheaper, nothing would
        (30_000, 15_000, 0, 0, 0, 15_000, 15_000, 0),  # to a free place: as if cancelled
        (0, 0, 20_000, 0, 20_000, 0, 0, 0),  # from a free place
        (0, 0, 0, 0, 0, 0, 0, 0),
    ],
)
def test_a_difference_is_reckoned_to_the_cent(paid, refund, price, carried, due, back, kept, safe):
    found = difference(old(paid, refund), price)
    assert (found.carried_minor, found.due_minor, found.back_minor) == (carried, due, back)
    assert (found.kept_minor, found.safe_minor) == (kept, safe)


def test_a_generous_move_gives_the_whole_difference_back():
    found = difference(old(30_000, 15_000), 20_000, generous=True)
    assert (found.back_minor, found.kept_minor, found.safe_minor) == (10_000, 0, 20_000)


@given(
    paid=st.integers(0, 10_000_000),
    share=st.integers(0, 10_000),
    price=st.integers(0, 10_000_000),
    later=st.integers(0, 200),
)
def test_nobody_gains_by_moving(paid, share, price, later):
    reckoning = old(paid, paid * share // 10_000)
    moved = difference(reckoning, price)
    assert moved.carried_minor + moved.due_minor == price
    assert moved.carried_minor + moved.back_minor + moved.kept_minor == paid
    assert min(moved.due_minor, moved.back_minor, moved.kept_minor, moved.safe_minor) >= 0
    # Cancelling afterwards, at whatever time, never gives more than cancelling instead.
    first = terms(paid, ordered=NOW - timedelta(days=60))
    after = moved_terms(terms(price), first, moved, AGREED)
    then = reckon(after, price, "EUR", NOW + timedelta(days=later))
    assert moved.back_minor + then.refund_minor - moved.due_minor <= reckoning.refund_minor


def test_the_new_policy_holds_up_to_what_is_safe():
    first = terms(30_000, starts=datetime(2026, 3, 14, 10), ordered=NOW - timedelta(days=30))
    moved = difference(old(30_000, 15_000), 36_000)
    after = moved_terms(terms(36_000), first, moved, AGREED)
    # 15,000 of the carried money and the 6,000 paid now; the half of the price is less than that.
    assert [(step.refund_minor, step.share_bp) for step in after.steps] == [
        (21_000, 5_833),
        (18_000, 5_000),
    ]


def test_steps_that_come_to_the_same_sum_are_one():
    first = terms(30_000, ordered=NOW - timedelta(days=30))
    moved = difference(old(30_000, 10_000), 30_000)
    after = moved_terms(terms(30_000), first, moved, AGREED)
    assert [step.refund_minor for step in after.steps] == [10_000]
    assert after.steps[0].until_local == datetime(2026, 5, 10)


def test_the_right_of_withdrawal_stays_that_of_the_first_order():
    first = terms(30_000, ordered=NOW - timedelta(days=10))
    after = moved_terms(terms(30_000), first, difference(old(30_000, 30_000), 30_000), AGREED)
    assert after.withdrawal_until_at == first.withdrawal_until_at
    assert after.may_withdraw(NOW)
    assert not after.may_withdraw(NOW + timedelta(days=10))


def test_a_right_that_was_given_up_stays_given_up_with_its_words():
    gave_up = Accepted(pages=(), at=NOW, withdrawal_waived=True, waiver_words="I ask for it.")
    soon = datetime(2026, 2, 10, 10)
    first = terms(30_000, starts=soon, accepted=gave_up)
    after = moved_terms(terms(30_000), first, difference(old(30_000, 0), 30_000), AGREED)
    assert (after.withdrawal_waived, after.waiver_words) == (True, "I ask for it.")
    assert not after.may_withdraw(NOW)
    assert not waiver_needed(first, NOW + timedelta(days=8), NOW)


def test_a_new_start_within_the_14_days_asks_for_the_waiver():
    first = terms(30_000)
    assert waiver_needed(first, NOW + timedelta(days=8), NOW)
    assert not waiver_needed(first, NOW + timedelta(days=30), NOW)
    now_given = Accepted(pages=(), at=NOW, withdrawal_waived=True, waiver_words="Now.")
    after = moved_terms(terms(30_000), first, difference(old(30_000, 0), 30_000), now_given)
    assert (after.withdrawal_waived, after.waiver_words) == (True, "Now.")


def test_a_free_place_has_no_withdrawal_so_the_new_one_has_its_own():
    after = moved_terms(terms(30_000), terms(0), difference(old(0, 0), 30_000), AGREED)
    assert after.withdrawal_until_at == datetime(2026, 2, 17, tzinfo=UTC)
