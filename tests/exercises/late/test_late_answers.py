"""What a lost line held back: kept, shown, sent as late with a sentence, and decided on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.clocks import SENT_LATER
from exercises.cohorts.models import Allotment, Cohort
from exercises.cohorts.rules import Rules
from exercises.grades.fold import GradeKind
from exercises.grades.recording import Decision, grades_of, record
from exercises.late import desk, privacy
from exercises.late.models import LateAnswer
from exercises.work.models import Attempt, Receipt, Response
from exercises.work.receipts import holds
from exercises.work.starting import begin

MakePerson = Callable[..., User]
HOUR = timedelta(hours=1)
JSON = {"accept": "application/json"}
TYPED = {"text": "The ship stays, as far as we know.", "revision": "1", "part": ""}


@pytest.fixture
def lead(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def desk_client(lead: User) -> Client:
    client = Client()
    client.force_login(lead)
    return client


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


@pytest.fixture
def attempt(
    cohort: Cohort, student: User, exercise: Exercise, lead: User, saturday: datetime
) -> Attempt:
    """An hour's attempt with half a sentence saved; late answers are taken."""
    dates = {"opens_at": saturday, "closes_at": saturday + 9 * HOUR}
    allotting.allot(cohort, exercise, rules=Rules(minutes=60, late_answers=True), **dates)
    made = begin(Allotment.objects.dated().get(member__person=student))
    Response.objects.filter(attempt=made, task__position=3).update(
        data={"text": "The ship"}, revision=1
    )
    return made


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def sent(browser: Client, attempt: Attempt, at: datetime) -> LateAnswer:
    with clock.at(at):
        words = {**TYPED, "step": "send", "sentence": "The train went into a tunnel.",
                 "typed_at": "2024-12-21T09:58:00.000Z"}  # fmt: skip
        browser.post(url("late-answer", attempt.ref, 3), words)
    return LateAnswer.objects.get()


def test_a_save_that_comes_too_late_is_led_to_the_page_that_can_send_it(
    browser: Client, attempt: Attempt, saturday: datetime
) -> None:
    with clock.at(saturday + 2 * HOUR):
        told = browser.post(url("draft", attempt.ref, 3), TYPED, headers=JSON)
        assert told.json()["late_url"] == url("late-answer", attempt.ref, 3)
        page = browser.post(url("draft", attempt.ref, 3), TYPED)
        assert (page.status_code, page.headers["Location"]) == (307, told.json()["late_url"])
        shown = browser.post(page.headers["Location"], TYPED)
    assert "The ship stays, as far as we know." in shown.text
    assert "Send it as late" in shown.text
    assert 'name="text" value="The ship stays, as far as we know."' in shown.text
    assert not LateAnswer.objects.exists()


def test_sent_it_changes_nothing_of_what_was_handed_in(
    browser: Client, attempt: Attempt, saturday: datetime
) -> None:
    late = sent(browser, attempt, saturday + 2 * HOUR)
    assert late.data == {"text": "The ship stays, as far as we know."}
    assert late.sentence == "The train went into a tunnel."
    assert late.typed_at == datetime(2024, 12, 21, 9, 58, tzinfo=saturday.tzinfo)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    assert rows[2].data == {"text": "The ship"}
    assert holds(Receipt.objects.get(attempt=attempt), rows)


def test_it_is_sent_once_within_two_days_and_only_if_it_says_something_new(
    browser: Client, attempt: Attempt, saturday: datetime
) -> None:
    here = url("late-answer", attempt.ref, 3)
    with clock.at(saturday + 2 * HOUR):
        same = browser.post(here, {"text": "The ship", "step": "send"})
        assert (same.status_code, "nothing to send" in same.text) == (422, True)
    with clock.at(saturday + HOUR + SENT_LATER):
        over = browser.post(here, {**TYPED, "step": "send"})
        assert (over.status_code, "can no longer be sent" in over.text) == (422, True)
        assert "The ship stays, as far as we know." in over.text
    sent(browser, attempt, saturday + 3 * HOUR)
    with clock.at(saturday + 4 * HOUR):
        again = browser.post(here, {**TYPED, "text": "Other.", "step": "send"})
        assert "sent a late answer to this task already" in again.text
    assert LateAnswer.objects.count() == 1


def test_without_the_rule_a_late_save_is_refused_in_words(
    cohort: Cohort, exercise: Exercise, student: User, browser: Client, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday, rules=Rules(minutes=60))
    made = begin(Allotment.objects.dated().get(member__person=student))
    with clock.at(saturday + 2 * HOUR):
        told = browser.post(url("draft", made.ref, 3), TYPED, headers=JSON).json()
        assert told["late_url"] == ""
        page = browser.post(url("draft", made.ref, 3), TYPED)
        assert (page.status_code, "Your time was over at" in page.text) == (409, True)
        refused = browser.post(url("late-answer", made.ref, 3), {**TYPED, "step": "send"})
        assert refused.status_code == 422


def test_an_open_attempt_is_led_back_to_its_task(browser: Client, attempt: Attempt) -> None:
    leads = browser.post(url("late-answer", attempt.ref, 3), TYPED).headers["Location"]
    assert leads == url("task", attempt.ref, 3)


def test_the_receipt_offers_what_the_device_kept_and_erases_nothing(
    browser: Client, attempt: Attempt, saturday: datetime
) -> None:
    with clock.at(saturday + 2 * HOUR):
        page = browser.get(url("receipt", attempt.ref)).text
        assert "data-kept-drafts" in page
        assert "data-erase-drafts" not in page
    with clock.at(saturday + HOUR + SENT_LATER):
        assert "data-erase-drafts" in browser.get(url("receipt", attempt.ref)).text


def test_taken_it_is_an_attempt_of_its_own_beside_the_first(
    browser: Client,
    attempt: Attempt,
    desk_client: Client,
    lead: User,
    student: User,
    saturday: datetime,
) -> None:
    late = sent(browser, attempt, saturday + 2 * HOUR)
    with clock.at(saturday + 4 * HOUR):
        (line,) = desk.waiting_lines(lead, clock.now())
        assert "1 answer came after its time was over" in line.text
        listed = desk_client.get(url("late-answers")).text
        page = desk_client.get(url("late-decision", attempt.ref)).text
        for text in (listed, page):
            assert "Heron 4" in text
            assert student.name not in text
        assert "The train went into a tunnel." in page
        assert "The ship stays, as far as we know." in page
        desk_client.post(url("late-taking", attempt.ref), {"act": "take"})
    late.refresh_from_db()
    made = Attempt.objects.get(number=2)
    assert (late.state, late.became) == ("taken", made)
    assert (made.state, made.handed_in_at) == ("handed_in", saturday + 2 * HOUR)
    rows = list(Response.objects.filter(attempt=made).with_tasks())
    assert rows[2].data == {"text": "The ship stays, as far as we know."}
    assert rows[2].state == "to_mark"
    assert holds(Receipt.objects.get(attempt=made), rows)
    assert AuditEntry.objects.filter(act="late-answers.taken", actor=lead).count() == 1
    letter = Letter.objects.get(template="late_answers_decided")
    assert letter.person == student
    assert "was taken" in render(letter, Sender.current()).text
    assert desk.waiting_lines(lead, clock.now()) == []


def test_declined_what_was_handed_in_stays_the_only_one_and_nobody_decides_twice(
    browser: Client, attempt: Attempt, desk_client: Client, saturday: datetime
) -> None:
    sent(browser, attempt, saturday + 2 * HOUR)
    with clock.at(saturday + 4 * HOUR):
        desk_client.post(url("late-taking", attempt.ref), {"act": "decline"})
        again = desk_client.post(url("late-taking", attempt.ref), {"act": "take"})
        assert (again.status_code, "decided on this already" in again.text) == (409, True)
        assert "declined" in desk_client.get(url("late-decision", attempt.ref)).text
    assert Attempt.objects.count() == 1
    letter = Letter.objects.get(template="late_answers_decided")
    assert "was not taken" in render(letter, Sender.current()).text


@pytest.mark.parametrize(("act", "text"), [("take", "The ship stays"), ("decline", "The ship")])
def test_the_text_counts_by_an_act_of_the_instructor_alone(
    browser: Client,
    attempt: Attempt,
    desk_client: Client,
    lead: User,
    saturday: datetime,
    act: str,
    text: str,
) -> None:
    sent(browser, attempt, saturday + 2 * HOUR)
    with clock.at(saturday + 4 * HOUR):
        desk_client.post(url("late-taking", attempt.ref), {"act": act})
    newest = Attempt.objects.order_by("-number")[0]
    row = Response.objects.select_related("task").get(attempt=newest, task__position=3)
    assert row.data["text"].startswith(text)
    marked = [Decision(row.task_id, 700, row.task.points_c)]
    record(newest.allotment_id, newest.number, GradeKind.RELEASED, marked, actor=lead)
    grade = grades_of([newest.allotment_id])[newest.allotment_id]
    assert grade.of(row.task_id).points_c == 700  # type: ignore[union-attr]
    assert newest.number == (2 if act == "take" else 1)


def test_while_the_next_attempt_is_open_nothing_is_decided(
    browser: Client,
    attempt: Attempt,
    desk_client: Client,
    cohort: Cohort,
    exercise: Exercise,
    saturday: datetime,
) -> None:
    sent(browser, attempt, saturday + 2 * HOUR)
    Attempt.objects.create(allotment=attempt.allotment, number=2, started_at=saturday)
    with clock.at(saturday + 4 * HOUR):
        refused = desk_client.post(url("late-taking", attempt.ref), {"act": "take"})
    assert (refused.status_code, "works on the next attempt" in refused.text) == (409, True)
    assert LateAnswer.objects.get().state == "sent"


def test_strangers_and_other_teachers_find_nothing(
    browser: Client, attempt: Attempt, make_person: MakePerson, saturday: datetime, cohort: Cohort
) -> None:
    sent(browser, attempt, saturday + 2 * HOUR)
    marker, other = make_person("Ivo Marker"), make_person("Lea Lead")
    membership.set_staff(cohort, marker, "marker")
    membership.set_staff(membership.open_cohort("Another", "UTC"), other, "lead")
    for person in (marker, other):
        client = Client()
        client.force_login(person)
        assert client.get(url("late-decision", attempt.ref)).status_code == 404
        assert client.post(url("late-taking", attempt.ref), {"act": "take"}).status_code == 404
        assert client.post(url("late-answer", attempt.ref, 3), TYPED).status_code == 404


def test_a_copy_holds_it_and_erasing_or_time_empties_it(
    browser: Client, attempt: Attempt, student: User, saturday: datetime
) -> None:
    late = sent(browser, attempt, saturday + 2 * HOUR)
    (row,) = privacy.PERSONAL.export(student)
    assert row["said"] == "The train went into a tunnel."
    assert privacy.ANSWERS.empty(late.sent_at, 10) == 0
    assert privacy.ANSWERS.empty(late.sent_at + HOUR, 10) == 1
    assert privacy.ANSWERS.empty(late.sent_at + HOUR, 10) == 0
    assert len(privacy.PERSONAL.erase(student, saturday)) == 1
    late.refresh_from_db()
    assert (late.data, late.sentence, late.typed_at) == ({}, "", None)


@pytest.mark.parametrize("stamp", ["", "yesterday", "2024-12-21T09:58:00", "9999-99-99T00:00Z"])
def test_what_a_device_says_of_the_time_may_be_anything(
    browser: Client, attempt: Attempt, saturday: datetime, stamp: str
) -> None:
    with clock.at(saturday + 2 * HOUR):
        words = {**TYPED, "step": "send", "typed_at": stamp}
        browser.post(url("late-answer", attempt.ref, 3), words)
    assert LateAnswer.objects.get().typed_at is None
