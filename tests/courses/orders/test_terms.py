"""The terms frozen on an order, and the reckoning under them."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.orders.reckoning import Basis, reckon
from courses.orders.status import OrderFacts, OrderState, order_state
from courses.orders.terms import (
    Accepted,
    PageVersion,
    Terms,
    freeze,
    needs_waiver,
    withdrawal_until,
)
from courses.pricing.quote import Buyer
from courses.pricing.refunds import RefundStep

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
STARTS = datetime(2026, 3, 14, 10)
STARTS_AT = datetime(2026, 3, 14, 8, tzinfo=UTC)
STEPS = (RefundStep(14, 10_000), RefundStep(7, 5_000))


def terms(**changes):
    return freeze(
        changes.pop("steps", STEPS),
        **{
            "buyer": Buyer.PERSON,
            "place_minor": 24_000,
            "starts_local": STARTS,
            "starts_at": STARTS_AT,
            "zone": "Europe/Kyiv",
            "accepted": Accepted((PageVersion("terms", 3),), NOW, withdrawal_waived=True),
            "ordered_at": NOW,
            **changes,
        },
    )


def test_the_right_of_withdrawal_ends_with_the_fourteenth_day():
    # Ordered on 2 February in Kyiv; the 16th is the last day.
    assert withdrawal_until(NOW, "Europe/Kyiv") == datetime(2026, 2, 16, 22, tzinfo=UTC)
    # 22:30 UTC is the 3rd in Kyiv already.
    late = datetime(2026, 2, 2, 22, 30, tzinfo=UTC)
    assert withdrawal_until(late, "Europe/Kyiv") == datetime(2026, 2, 17, 22, tzinfo=UTC)


def test_a_waiver_is_needed_when_the_session_starts_within_those_days():
    late = {"starts_at": STARTS_AT, "zone": "Europe/Kyiv", "total_minor": 24_000}
    assert not needs_waiver(buyer=Buyer.PERSON, ordered_at=NOW, **late)
    soon = STARTS_AT - timedelta(days=10)
    assert needs_waiver(buyer=Buyer.PERSON, ordered_at=soon, **late)
    assert not needs_waiver(buyer=Buyer.COMPANY, ordered_at=soon, **late)
    assert not needs_waiver(buyer=Buyer.PERSON, ordered_at=soon, **{**late, "total_minor": 0})


def test_a_waiver_counts_only_where_it_was_needed():
    assert not terms().withdrawal_waived
    assert terms(ordered_at=STARTS_AT - timedelta(days=10)).withdrawal_waived


def test_companies_and_free_places_have_no_right_of_withdrawal():
    assert terms(buyer=Buyer.COMPANY).withdrawal_until_at is None
    free = terms(place_minor=0)
    assert (free.withdrawal_until_at, free.steps) == (None, ())


@pytest.mark.parametrize("changes", [{}, {"buyer": Buyer.COMPANY}, {"place_minor": 0}])
def test_terms_come_back_from_the_database_as_they_went(changes):
    frozen = terms(**changes)
    assert Terms.from_json(frozen.to_json()) == frozen


@pytest.mark.parametrize(
    ("at", "basis", "refund"),
    [
        (NOW + timedelta(days=3), Basis.WITHDRAWAL, 24_000),
        # After the 14 days: the policy's first step, through 28 February.
        (datetime(2026, 2, 16, 22, tzinfo=UTC), Basis.POLICY, 24_000),
        (datetime(2026, 2, 28, 21, 59, tzinfo=UTC), Basis.POLICY, 24_000),
        (datetime(2026, 2, 28, 22, tzinfo=UTC), Basis.POLICY, 12_000),
        (datetime(2026, 3, 7, 21, 59, tzinfo=UTC), Basis.POLICY, 12_000),
        (datetime(2026, 3, 7, 22, tzinfo=UTC), Basis.LATE, 0),
    ],
)
def test_what_comes_back_depends_on_the_day(at, basis, refund):
    found = reckon(terms(), 24_000, "EUR", at)
    assert (found.basis, found.refund_minor, found.kept_minor) == (basis, refund, 24_000 - refund)
    assert sum(line["amount_minor"] for line in found.to_json()[:2]) == refund


def test_who_waived_the_right_has_the_policy_alone():
    ordered = STARTS_AT - timedelta(days=5)
    frozen = terms(ordered_at=ordered)
    assert reckon(frozen, 24_000, "EUR", ordered).basis is Basis.LATE


def test_nothing_comes_back_twice_and_nothing_that_never_came():
    assert reckon(terms(), 0, "EUR", NOW).basis is Basis.FREE
    assert reckon(terms(), -5, "EUR", NOW).refund_minor == 0
    some = reckon(terms(), 5_000, "EUR", NOW)
    assert (some.paid_minor, some.refund_minor) == (5_000, 5_000)
    late = reckon(terms(), 5_000, "EUR", datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert (late.paid_minor, late.refund_minor) == (5_000, 5_000)


HELD = {"place_state": "held", "held_until": NOW + timedelta(minutes=35)}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (OrderFacts(**HELD), OrderState.HELD),
        (OrderFacts(**HELD, attempt_state="created"), OrderState.HELD),
        (OrderFacts(**HELD, attempt_state="open"), OrderState.HELD),
        (OrderFacts(**HELD, attempt_state="expired"), OrderState.HELD),
        (OrderFacts(**HELD, attempt_state="abandoned"), OrderState.HELD),
        (OrderFacts(**HELD, attempt_state="failed"), OrderState.PAYMENT_FAILED),
        (OrderFacts(**HELD, attempt_state="processing"), OrderState.CONFIRMING),
        (OrderFacts(**HELD, attempt_state="succeeded"), OrderState.CONFIRMING),
        (OrderFacts(**HELD, attempt_state="needs_review"), OrderState.REVIEW),
        (OrderFacts("held", held_until=NOW, attempt_state="open"), OrderState.CONFIRMING),
        (OrderFacts("confirmed", kept_minor=24_000), OrderState.CONFIRMED),
        (OrderFacts("confirmed", open_minor=24_000), OrderState.TO_BE_PAID),
        (OrderFacts("cancelled", kept_minor=12_000), OrderState.CANCELLED),
        (OrderFacts("revoked"), OrderState.CANCELLED),
        (OrderFacts("transferred"), OrderState.MOVED),
        (OrderFacts("released", attempt_state="expired"), OrderState.HOLD_ENDED),
        (OrderFacts("released", attempt_state="needs_review"), OrderState.REVIEW),
        (OrderFacts("released", kept_minor=24_000), OrderState.PAID_BUT_FULL),
        (OrderFacts("released", refund_promised=True), OrderState.PAID_BUT_FULL),
        (OrderFacts("released", attempt_state="succeeded"), OrderState.PAID_BUT_FULL),
    ],
)
def test_an_order_is_what_place_payment_and_ledger_say(facts, state):
    assert order_state(facts, NOW) is state
