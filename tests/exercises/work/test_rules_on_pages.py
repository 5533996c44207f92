"""Attempts, the clock, late work and what is shown, as the student's pages say them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Assignment, Cohort
from exercises.cohorts.rules import AttemptRule, LateRule, Rules, ScoresFrom
from exercises.work.extending import accommodate, extend
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin
from tests.exercises.work.answering import answer

MakePerson = Callable[..., User]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
JSON = {"accept": "application/json"}


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


@pytest.fixture
def give(
    cohort: Cohort, student: User, exercise: Exercise, saturday: datetime
) -> Callable[..., Allotment]:
    """Return a function that gives the exercise, due in a day and closing in three."""

    def make(**rules: Any) -> Allotment:
        dates = {"opens_at": saturday, "due_at": saturday + DAY, "closes_at": saturday + 3 * DAY}
        allotting.allot(cohort, exercise, rules=Rules(**rules), **dates)
        return Allotment.objects.dated().get(member__person=student)

    return make


def words(client: Client, name: str, ref: str, *more: object) -> str:
    """The words of a page as a reader meets them, blanks joined."""
    page = client.get(reverse(name, args=[ref, *more]))
    assert page.status_code == 200, page
    main = page.text.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def handed_in(allotment: Allotment, **facts: Any) -> Attempt:
    attempt = begin(allotment)
    answer(attempt, **facts)
    hand_in(attempt)
    return attempt


def test_the_page_says_which_attempt_it_is_and_which_counts(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    allotment = give(attempts=3, counts=AttemptRule.BEST)
    assert "You have 3 attempts; the best counts." in words(browser, "exercise", allotment.ref)
    handed_in(allotment, name="wrong")
    page = words(browser, "exercise", allotment.ref)
    assert "Attempt 1 of 3 handed in" in page
    assert "Attempt 2 of 3; the best counts" in page
    assert "Start attempt 2" in page
    assert "copy of my last answers" not in page


def test_the_next_attempt_is_begun_by_a_press_and_from_a_copy_where_offered(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    allotment = give(attempts=2, copy_offered=True)
    handed_in(allotment)
    start = reverse("exercise-start", args=[allotment.ref])
    assert "Start from a copy of my last answers" in words(browser, "exercise", allotment.ref)
    for _twice in range(2):
        answered = browser.post(start, {"after": "1", "copy": "1"})
        second = Attempt.objects.get(number=2)
        assert answered.headers["Location"] == reverse("attempt", args=[second.ref])
    assert Response.objects.get(attempt=second, task__position=3).data["text"]
    assert "Attempt 2 of 2 in progress" in words(browser, "exercise", allotment.ref)


def test_a_press_of_an_old_page_leads_to_the_newest_attempt(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    allotment = give(attempts=2)
    handed_in(allotment)
    for strange in ("", "0", "x", "²", "99999999"):
        browser.post(reverse("exercise-start", args=[allotment.ref]), {"after": strange})
    assert Attempt.objects.count() <= 2


def test_all_attempts_are_listed_with_what_they_gave(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    allotment = give(attempts=2, counts=AttemptRule.BEST)
    first = handed_in(allotment)
    browser.post(reverse("exercise-start", args=[allotment.ref]), {"after": "1"})
    hand_in(Attempt.objects.get(number=2))
    page = words(browser, "exercise", allotment.ref)
    assert "Attempt 2 of 2 handed in" in page
    assert "You have used all your attempts." in page
    assert page.count("counts") >= 1
    feedback = words(browser, "feedback", first.ref)
    assert "This attempt counts." in feedback


def test_the_clock_is_announced_before_it_starts_and_shown_while_it_runs(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    allotment = give(minutes=60)
    page = words(browser, "exercise", allotment.ref)
    assert "Once you start, you have 1 h." in page
    assert "You have until about 12:00 Kyiv time" in page
    attempt = begin(allotment)
    with clock.at(saturday + HOUR / 2):
        shown = browser.get(reverse("task", args=[attempt.ref, 1])).text
    assert 'data-countdown="2024-12-21T10:00Z"' in shown
    assert f'data-hand-in="{reverse("submission", args=[attempt.ref])}"' in shown
    assert "30 minutes left" in shown


def test_a_clock_that_the_end_cuts_says_so_before_one_starts(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    allotment = give(minutes=60)
    with clock.at(saturday + 3 * DAY - HOUR / 3):
        page = words(browser, "exercise", allotment.ref)
    assert "less than the whole time, since the exercise closes then" in page


def test_ones_own_time_is_told_as_ones_own(
    browser: Client, give: Callable[..., Allotment], make_person: MakePerson
) -> None:
    allotment = give(minutes=60)
    teacher = make_person("Tess Teacher")
    accommodate(allotment.member, percent=125, extra_minutes=0, reason="Hand", by=teacher)
    page = words(browser, "exercise", allotment.ref)
    assert "Once you start, you have 1 h 15 min: the time you were given." in page


def test_when_time_is_over_pages_lead_to_the_receipt_and_a_save_is_told_why(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    attempt = begin(give(minutes=60))
    with clock.at(saturday + 2 * HOUR):
        draft = reverse("draft", args=[attempt.ref, 3])
        told = browser.post(draft, {"text": "Too late", "revision": 0}, headers=JSON)
        assert (told.status_code, told.json()["state"]) == (409, "over")
        assert "Your time was over at 12:00 (Kyiv time)" in told.json()["sentence"]
        for name, *more in (("attempt",), ("task", 1), ("submission",)):
            leads = browser.get(reverse(name, args=[attempt.ref, *more])).headers["Location"]
            assert leads == reverse("receipt", args=[attempt.ref])
        assert "Your time was over." in words(browser, "receipt", attempt.ref)
        page = words(browser, "exercise", attempt.allotment.ref)
        assert "Your time was over, so what was saved was handed in." in page


def test_the_exercise_page_itself_notices_that_time_is_over(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    attempt = begin(give(minutes=60))
    with clock.at(saturday + 2 * HOUR):
        words(browser, "exercise", attempt.allotment.ref)
    attempt.refresh_from_db()
    assert attempt.by_clock


def test_lateness_stands_beside_the_points_and_is_never_hidden_in_them(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    allotment = give(late=LateRule.LESS, late_percent=10, late_most=30)
    assert (
        "Work handed in after the due date loses 10 % of its points for each day begun, 30 % at most."
        in words(browser, "exercise", allotment.ref)
    )
    with clock.at(saturday + DAY):
        attempt = handed_in(allotment)
        for name, ref in (("exercise", allotment.ref), ("feedback", attempt.ref)):
            assert re.search(
                r"18 of 18 points, less 10 % for coming late: 16\.2", words(browser, name, ref)
            ) or "less 10 % for coming late" in words(browser, name, ref)


@pytest.mark.parametrize(
    ("scores", "sentence", "then"),
    [
        (ScoresFrom.DUE, "Scores are shown from then on: Sun 22 Dec 2024", DAY),
        (ScoresFrom.CLOSE, "Scores are shown when it has closed: Tue 24 Dec 2024", 3 * DAY),
    ],
)
def test_scores_wait_and_the_page_says_until_when(
    browser: Client,
    give: Callable[..., Allotment],
    saturday: datetime,
    scores: ScoresFrom,
    sentence: str,
    then: timedelta,
) -> None:
    attempt = handed_in(give(scores=scores))
    pages = [
        ("exercise", attempt.allotment.ref),
        ("receipt", attempt.ref),
        ("feedback", attempt.ref),
    ]
    for name, ref in pages:
        page = words(browser, name, ref)
        assert sentence in page, name
        assert " points" not in page.replace("empty line gets no points", "") or name == "exercise"
    task = words(browser, "feedback-task", attempt.ref, 1)
    assert "Not shown yet" in task
    with clock.at(saturday + then):
        assert "Not shown yet" not in words(browser, "feedback", attempt.ref)
        assert " of " in words(browser, "feedback", attempt.ref)


def test_hidden_points_are_in_no_answer_at_all(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    attempt = handed_in(give(scores=ScoresFrom.BY_HAND))
    shown = words(browser, "feedback-task", attempt.ref, 1)
    Assignment.objects.update(scores_released_at=clock.now())
    released = words(browser, "feedback-task", attempt.ref, 1)
    assert "Scores are shown when your instructor shows them." in words(
        browser, "exercise", attempt.allotment.ref
    )
    assert "12 of 12 points" not in shown
    assert len(released) > len(shown)


def test_points_can_come_without_remarks(browser: Client, give: Callable[..., Allotment]) -> None:
    with_remarks = handed_in(give(attempts=2))
    assert "1 not" in words(browser, "feedback", with_remarks.ref) or "right" in words(
        browser, "feedback", with_remarks.ref
    )


def test_without_remarks_there_is_no_tally_and_no_reason(
    browser: Client, give: Callable[..., Allotment]
) -> None:
    attempt = handed_in(give(remarks=False))
    page = words(browser, "feedback", attempt.ref)
    assert "points" in page
    assert "right," not in page


def test_feedback_between_attempts_waits_for_the_last(
    browser: Client, give: Callable[..., Allotment], saturday: datetime
) -> None:
    allotment = give(attempts=2, feedback_between=False)
    first = handed_in(allotment)
    sentence = "What comes back is shown once you have no attempt left."
    assert sentence in words(browser, "feedback", first.ref)
    assert "Not shown yet" in words(browser, "feedback", first.ref)
    browser.post(reverse("exercise-start", args=[allotment.ref]), {"after": "1"})
    assert "Not shown yet" in words(browser, "feedback", first.ref)
    hand_in(Attempt.objects.get(number=2))
    assert "Not shown yet" not in words(browser, "feedback", first.ref)


def test_model_answers_appear_by_an_act_after_the_end_and_never_the_key(
    browser: Client, give: Callable[..., Allotment], saturday: datetime, make_person: MakePerson
) -> None:
    attempt = handed_in(give(), name="wrong")
    teacher = make_person("Tess Teacher")
    Assignment.objects.update(answers_released_at=saturday, answers_released_by=teacher)
    assert "A model answer" not in words(browser, "feedback-task", attempt.ref, 1)
    with clock.at(saturday + 3 * DAY):
        page = browser.get(reverse("feedback-task", args=[attempt.ref, 1])).text
        assert "A model answer, shown by your instructor" in page
        Assignment.objects.update(answers_released_at=None, answers_released_by=None)
        assert "A model answer" not in words(browser, "feedback-task", attempt.ref, 1)


def test_an_extension_is_told_where_the_dates_stand(
    browser: Client, give: Callable[..., Allotment], make_person: MakePerson, saturday: datetime
) -> None:
    allotment = give()
    extend(allotment, More(due_at=saturday + 2 * DAY), by=make_person("Tess Teacher"))
    assert "(with your extension)" in words(browser, "exercise", allotment.ref)


@pytest.fixture
def receipted(give: Callable[..., Allotment]) -> Attempt:
    return handed_in(give())


def test_a_receipt_is_checked_by_what_a_person_holds(browser: Client, receipted: Attempt) -> None:
    check = reverse("receipt-check", args=[receipted.ref])
    file = browser.get(reverse("receipt-file", args=[receipted.ref])).content
    held = SimpleUploadedFile("handed-in.json", file)
    assert "What you hold is what was handed in." in browser.post(check, {"file": held}).text
    changed = SimpleUploadedFile("handed-in.json", file + b" ")
    assert "What you hold is something else." in browser.post(check, {"file": changed}).text
    grouped = " ".join(re.findall("....", receipted.receipt.sha256)).upper()
    assert "What you hold is what was" in browser.post(check, {"fingerprint": grouped}).text
    wrong = browser.post(check, {"fingerprint": "nonsense"})
    assert wrong.status_code == 422
    assert "A fingerprint has 64 signs" in wrong.text


def test_a_changed_answer_is_told_apart(browser: Client, receipted: Attempt) -> None:
    Response.objects.filter(attempt=receipted, task__position=3).update(data={"text": "Other."})
    page = words(browser, "receipt-check", receipted.ref)
    assert "This receipt does not match." in page
    assert json.dumps("Other.") not in page
