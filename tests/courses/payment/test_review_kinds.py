"""The table of review items knows every kind that is raised, and each act does what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courseplatform.runtime.places import PROJECT
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.payment import resolving, review, review_kinds
from courses.payment.models import PaymentAttempt, ReviewItem
from tests.courses.payment.shop import Carry, attempt_of, give_back, ledger, place_of

RAISING = sorted((PROJECT / "courses" / "payment").rglob("*.py"))


def slugs_in(source: str) -> set[str]:
    """Return every text in a file that looks like the slug of a kind."""
    texts = {node.value for node in ast.walk(ast.parse(source))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    return {text for text in texts if re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}


def test_every_kind_of_the_table_is_raised_somewhere() -> None:
    elsewhere = [path for path in RAISING if path.name != "review_kinds.py"]
    used = set().union(*(slugs_in(path.read_text()) for path in elsewhere))
    assert set(review_kinds.KINDS) <= used


def test_whatever_is_raised_stands_in_the_table() -> None:
    raised = set()
    for path in RAISING:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "review.raise_item":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    raised.add(first.value)
    assert len(raised) > 10
    assert raised <= set(review_kinds.KINDS)


def test_acts_have_names_of_their_own_and_need_a_right() -> None:
    for kind in review_kinds.KINDS.values():
        slugs = [act.slug for act in kind.acts]
        assert len(slugs) == len(set(slugs))
        assert all(act.rights for act in kind.acts)


@pytest.fixture
def differing(opened: Order, provider: Control, hook: Carry) -> ReviewItem:
    """Return the item of a payment of 300.00 where 299.99 was asked for."""
    PaymentAttempt.objects.filter(order=opened).update(amount_minor=29_999)
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    return ReviewItem.objects.get(kind="payment-differs")


def do(item: ReviewItem, slug: str, boss: User, note: str = "") -> str:
    return resolving.resolve(item, review_kinds.act_of(item, slug), actor=boss, note=note)


def test_a_payment_that_differs_can_be_taken_as_it_is(
    differing: ReviewItem, opened: Order, boss: User
) -> None:
    do(differing, "accept", boss)
    assert place_of(opened).state == "confirmed"
    assert Enrolment.objects.get().person == opened.buyer
    assert ledger(opened) == [("charge", 30_000)]
    assert balance(opened).refundable_minor == 30_000


def test_a_payment_that_differs_can_go_back_whole(
    differing: ReviewItem, opened: Order, boss: User
) -> None:
    do(differing, "send-back", boss)
    give_back()
    assert ledger(opened) == [("charge", 30_000), ("refund", -30_000)]
    assert place_of(opened).state == "released"
    assert Session.objects.get().taken == 0


def test_a_payment_in_another_currency_is_left_to_the_dashboard(
    opened: Order, provider: Control, hook: Carry, boss: User
) -> None:
    Order.objects.filter(pk=opened.pk).update(currency="USD")
    PaymentAttempt.objects.filter(order=opened).update(currency="USD")
    provider.pay(attempt_of(opened).checkout_id)
    hook()
    item = ReviewItem.objects.get(kind="payment-differs")
    with pytest.raises(Refusal) as refused:
        do(item, "accept", boss)
    assert refused.value.code == "other-currency"
    assert ReviewItem.objects.get().closed_at is None


def test_a_payment_is_decided_about_once(differing: ReviewItem, opened: Order, boss: User) -> None:
    do(differing, "accept", boss)
    review.raise_item(differing.kind, differing.subject, "Once more.", opened)
    again = ReviewItem.objects.get(closed_at=None)
    with pytest.raises(Refusal) as refused:
        do(again, "send-back", boss)
    assert refused.value.code == "settled"


@pytest.mark.parametrize(
    ("kind", "subject", "act", "code"),
    [
        ("dead-delivery", "stripe:evt_nowhere", "replay", "gone"),
        ("payment-differs", "attempt:nowhere", "accept", "gone"),
        ("refund-failed", "refund:nowhere", "again", "no-debt"),
        ("refund-elsewhere", "owed:nowhere", "by-hand", "no-debt"),
        ("fraud-warning", "warning:issfr_1", "refund-and-revoke", "no-order"),
    ],
)
def test_an_act_whose_thing_is_gone_says_so(
    kind: str, subject: str, act: str, code: str, provider: Control, boss: User
) -> None:
    review.raise_item(kind, subject, "Look.")
    with pytest.raises(Refusal) as refused:
        do(ReviewItem.objects.get(), act, boss, note="B-1")
    assert refused.value.code == code


def test_a_note_that_is_needed_is_asked_for(
    provider: Control, boss: User, person: Callable[..., User]
) -> None:
    review.raise_item("refund-failed", "refund:nowhere", "Look.")
    with pytest.raises(Refusal) as refused:
        do(ReviewItem.objects.get(), "by-hand", boss, note="  ")
    assert refused.value.code == "note-missing"
    assert "reference" in refused.value.sentence


def test_an_unknown_kind_can_be_closed_with_a_note(provider: Control, boss: User) -> None:
    review.raise_item("of-another-room", "x:1", "Look.")
    item = ReviewItem.objects.get()
    assert review_kinds.kind_of(item).acts == ()
    review.close_item(item, boss, "Looked at.")
    assert ReviewItem.objects.get().outcome == "Looked at."
