"""What inquiries hold about a person: exported, emptied, and gone in time."""

from __future__ import annotations

import json
from datetime import timedelta

import time_machine

from courseplatform.inquiries import handling, privacy
from courseplatform.inquiries.models import Entry, Inquiry
from courseplatform.inquiries.receiving import receive
from courseplatform.kit import clock
from courseplatform.people.models import User


def test_the_export_has_the_question_and_the_thread_and_no_note_of_ours(
    ana: User, inquiry: Inquiry
) -> None:
    handling.reply(inquiry, "Which source?", by=ana)
    handling.note(inquiry, "INTERNAL", by=ana)
    ada = User.objects.create_user("ada@example.org")
    (row,) = privacy.data.export(ada)
    text = json.dumps(row)
    assert "reported meeting" in text
    assert "Which source?" in text
    assert "INTERNAL" not in text
    assert "Ana" not in text
    assert list(privacy.data.export(User.objects.create_user("x@example.org"))) == []


def test_erasure_empties_names_and_texts_and_says_what_stays(ana: User, inquiry: Inquiry) -> None:
    handling.reply(inquiry, "Dear Ada Byron", by=ana)
    ada = User.objects.create_user("ada@example.org")
    assert privacy.data.erase(ada, clock.now())
    row = json.dumps([*Inquiry.objects.values(), *Entry.objects.values()], default=str)
    for trace in ("Ada", "ada@", "ministry", "reported meeting", "127.0.0"):
        assert trace not in row
    assert Inquiry.objects.get().topic == "assessment"
    assert privacy.data.erase(ada, clock.now()) == []


def test_two_years_after_closing_the_content_goes_and_not_a_day_before(
    ana: User, inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    handling.close(inquiry, "answered", by=ana)
    monday.shift(timedelta(days=729))
    assert privacy.closed.empty(clock.now() - privacy.closed.keep, 100) == 0
    monday.shift(timedelta(days=3))
    assert privacy.closed.empty(clock.now() - privacy.closed.keep, 100) == 1
    assert privacy.closed.empty(clock.now() - privacy.closed.keep, 100) == 0
    assert Inquiry.objects.get().message == ""


def test_held_posts_that_nobody_let_through_leave_nothing(
    inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    words = {"name": "N", "email": "n@e.org", "organisation": "", "topic": "call", "message": "x"}
    receive(**words, doubts=["trap"])
    monday.shift(timedelta(days=31))
    assert privacy.held.empty(clock.now() - privacy.held.keep, 100) == 1
    assert Inquiry.objects.get() == inquiry
