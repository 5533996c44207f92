"""Disputes at the desk: the list, and the evidence on one page and in one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.letters.dispatch import dispatch
from courseplatform.people.models import AuditEntry, LegalPage
from courses.enrolment.models import Enrolment
from courses.office.money.evidence import gather
from courses.payment.asking import ask_about
from courses.payment.dispute_reasons import reason_word
from courses.payment.models import Dispute, ReviewItem
from courses.webinars import joining
from courses.webinars.models import Webinar
from courses.webinars.presence import state_minutes
from tests.courses.office.money.conftest import Sold


@pytest.fixture
def dispute(sold: Sold) -> Dispute:
    """Return the open dispute of Ben's payment."""
    _running, orders, control = sold
    control.open_dispute(orders[1].attempts.get().payment_id, reason="product_not_received")
    ask_about(orders[1])
    return Dispute.objects.get()


@pytest.fixture
def attended(sold: Sold, webinar: Callable[..., Webinar]) -> Webinar:
    """Return a meeting at which Ben was for 60 of 90 minutes."""
    running, orders, _control = sold
    held = webinar(running, "Briefing", provider="practice_room")
    with clock.at(held.starts_at):
        joining.admit(held, orders[1].buyer, held.starts_at)
    left = held.starts_at + timedelta(minutes=60)
    with clock.at(left):
        joining.seen_again(held, orders[1].buyer, left)
    return held


def test_disputes_are_listed_with_their_last_day(client: Client, dispute: Dispute) -> None:
    page = client.get("/desk/money/disputes/").content.decode()
    for fact in (
        dispute.order.number,
        "Ben",
        "the buyer got nothing for it",
        "Money taken; answer it",
        "€\u202f300.00",
    ):
        assert fact in page
    assert "product_not_received" not in page


def test_a_dispute_is_told_in_plain_words_and_in_the_zone_of_the_house(
    client: Client, dispute: Dispute
) -> None:
    told = ReviewItem.objects.get(kind="dispute-opened").sentence
    assert "(the buyer got nothing for it)" in told
    assert "Rome time." in told
    assert "the buyer got nothing for it" in (
        client.get(f"/desk/orders/{dispute.order.ref}/").content.decode()
    )


def test_a_reason_that_is_new_at_the_bank_is_shown_as_it_came() -> None:
    assert reason_word("carbon_dated_twice") == "carbon dated twice"
    assert reason_word("") == "no reason given"


def test_without_disputes_the_page_says_what_will_stand_there(client: Client, sold: Sold) -> None:
    assert "No dispute" in client.get("/desk/money/disputes/").content.decode()


def test_the_evidence_page_has_what_can_be_said_to_the_bank(
    client: Client, dispute: Dispute, attended: Webinar
) -> None:
    dispatch()
    LegalPage.objects.create(
        slug="terms", version=1, title="Terms", text="What holds.", html="",
        in_force_from=clock.now() - timedelta(days=9),
    )  # fmt: skip
    with clock.at(attended.ends_at):
        page = client.get(f"/desk/disputes/{dispute.ref}/").content.decode()
    for fact in (
        "the buyer got nothing for it (product_not_received)",
        "Answer by",
        "Geopolitical Intelligence Analysis",
        "Terms, version 1",
        "Right of withdrawal given up",
        "Paid by card or bank",
        "60 of 90",
        "17:00–18:00",
        dispute.attempt.payment_id,
    ):
        assert fact in page, fact
    assert "Download as PDF" in page


def test_what_staff_stated_about_presence_wins_and_has_no_times(
    client: Client, dispute: Dispute, attended: Webinar, coordinator: Any
) -> None:
    with clock.at(attended.ends_at):
        state_minutes(attended, dispute.order.buyer, 15, actor=coordinator)
        (meeting,) = gather(dispute, "UTC").meetings
    assert (meeting.minutes, meeting.lasted) == (15, 90)


def test_the_file_is_a_pdf_and_leaves_a_trace(
    client: Client, dispute: Dispute, attended: Webinar
) -> None:
    answer = client.get(f"/desk/disputes/{dispute.ref}/evidence.pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    assert dispute.order.number in answer["Content-Disposition"]
    assert AuditEntry.objects.get(act="evidence.downloaded").subject == f"dispute:{dispute.ref}"


def test_a_dispute_asks_the_same_with_few_and_with_many_facts(
    client: Client,
    dispute: Dispute,
    webinar: Callable[..., Webinar],
    django_assert_num_queries: Any,
) -> None:
    path = f"/desk/disputes/{dispute.ref}/"
    with django_assert_num_queries(16):
        client.get(path)
    for day in range(4):
        webinar(dispute.order.session, f"Day {day}", starts_local=datetime(2026, 2, 6 + day, 18))
    with django_assert_num_queries(16):
        client.get(path)


def test_a_participant_who_left_is_still_told_about(client: Client, dispute: Dispute) -> None:
    Enrolment.objects.filter(person=dispute.order.buyer).update(
        state="ended", ended_reason="cancelled", ended_at=clock.now()
    )
    facts = dict(gather(dispute, "UTC").bought)
    assert " to " in facts["Enrolled"]
