"""Injects: never before their time, opened once, the answer before them kept, what moved compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.frozen import version_in_use
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.models import Allotment, Cohort
from exercises.cohorts.rules import Rules
from exercises.work.comparing import movements_of, said_about
from exercises.work.extending import accommodate
from exercises.work.handing_in import hand_in
from exercises.work.injects import injects_of, open_inject
from exercises.work.models import Attempt, OpenedInject, Response, Revision
from exercises.work.receipts import statement
from exercises.work.sheets import steps_of
from exercises.work.starting import begin, begin_next
from tests.exercises.work.injecting import AFTER, SECRET, TITLE, add_inject
from tests.exercises.work.test_pages import pages_of, posts_of, url

MINUTE = timedelta(minutes=1)
TEXT = {"text": "The ship will very likely sail.", "revision": "0"}
Queries = Callable[[int], Any]


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    """The student's browser, signed in."""
    client.force_login(student)
    return client


@pytest.fixture
def exercise(saturday: datetime, exercise: Exercise) -> Exercise:
    """The exercise of three tasks, with an inject for the second and the third."""
    add_inject(exercise, tasks=[2, 3])
    return exercise


@pytest.fixture
def began(saturday: datetime, attempt: Attempt) -> datetime:
    """When the attempt began."""
    return saturday


def at(began: datetime, minutes: int) -> Any:
    """Pin the clock to so many minutes after the start."""
    return clock.at(began + minutes * MINUTE)


def newly_read(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_related("allotment__version", "allotment__rules")
    return rows.get(pk=attempt.pk)


def write(browser: Client, attempt: Attempt, text: str, **more: str) -> Any:
    revision = Response.objects.get(attempt=attempt, task__position=3).revision
    fields = {"text": text, "revision": str(revision), **more}
    return browser.post(url("draft", attempt.ref, 3), fields)


# --- never before its time ----------------------------------------------------------------------


def responses_to(browser: Client, attempt: Attempt) -> Iterator[tuple[str, str]]:
    """What every address of a student's work answers, by GET and by POST, page and script."""
    feedback = [url("feedback", attempt.ref), url("feedback", attempt.ref) + "?all=1"]
    feedback += [url("feedback-task", attempt.ref, number) for number in (1, 2, 3)]
    asking = [url("injects", attempt.ref), url("questions", attempt.allotment.ref)]
    for address in (*pages_of(attempt), *feedback, *asking):
        yield address, browser.get(address, follow=True).content.decode()
    for address in posts_of(attempt):
        if address.endswith("/submission/"):
            continue
        for accept in ("application/json", "text/html"):
            answer = browser.post(address, {"revision": "0"}, headers={"accept": accept})
            yield address, answer.content.decode()


def test_no_response_holds_an_inject_before_it_is_opened(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER - 1):
        for address, content in responses_to(browser, attempt):
            assert SECRET not in content, address
            assert TITLE not in content, address
            assert "¶4" not in content, address
    with at(began, AFTER):  # released now: its title may be told, its text not
        for address, content in responses_to(browser, attempt):
            assert SECRET not in content, address
    hand_in(newly_read(attempt))
    with at(began, AFTER + 60):  # nobody opened it
        for address, content in responses_to(browser, attempt):
            assert SECRET not in content, address


def test_an_inject_cannot_be_opened_before_its_time(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER - 1):
        early = browser.post(url("inject-opening", attempt.ref, "log"))
        unknown = browser.post(url("inject-opening", attempt.ref, "nothing"))
        by_form = browser.post(url("draft", attempt.ref, 3), {**TEXT, "then": "open-log"})
    assert (early.status_code, unknown.status_code, by_form.status_code) == (404, 404, 404)
    assert not OpenedInject.objects.exists()
    assert Response.objects.get(task__position=3).data["text"] == TEXT["text"]


def test_a_citation_of_what_is_not_there_yet_says_what_any_wrong_one_says(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    write(browser, attempt, "It will sail [¶4] [¶99].")
    page = browser.get(url("answer-versions", attempt.ref, 3))
    write(browser, attempt, "It will sail [¶4] [¶99], surely.")
    answer = browser.post(
        url("live", attempt.ref, 3), {"text": "It will sail [¶4] [¶99].", "revision": "1"}
    )
    assert SECRET not in page.content.decode() + answer.content.decode()


# --- the notice ---------------------------------------------------------------------------------


def test_the_page_tells_of_a_new_item_on_any_load_and_any_save(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    task = url("task", attempt.ref, 3)
    with at(began, AFTER - 1):
        assert "Look for new items" in browser.get(task).content.decode()
    with at(began, AFTER):
        page = browser.get(task).content.decode()
        assert "New item" in page
        assert "11:20" in page  # 09:20 UTC in Kyiv's zone
        assert TITLE in page
        assert ", 1 new" in page
        saved = browser.post(url("draft", attempt.ref, 3), TEXT, follow=True)
        assert TITLE in saved.content.decode()
        assert TITLE in browser.get(url("dossier", attempt.allotment.ref)).content.decode()


def test_asking_costs_four_queries_and_answers_nothing_when_nothing_is_new(
    browser: Client, attempt: Attempt, began: datetime, django_assert_num_queries: Queries
) -> None:
    asked = url("injects", attempt.ref)
    version_in_use(attempt.allotment.version_id)  # what never changes is read once in a process
    with at(began, AFTER - 1), django_assert_num_queries(4):
        assert browser.get(asked, {"known": ""}).status_code == 204
    with at(began, AFTER):
        with django_assert_num_queries(6):
            news = browser.get(asked, {"known": "", "where": "task"})
        assert TITLE in news.content.decode()
        assert 'form="answer"' in news.content.decode()
        assert browser.get(asked, {"known": "w-log"}).status_code == 204
        open_inject(newly_read(attempt), "log")
        other_window = browser.get(asked, {"known": "w-log", "where": "task"}).content.decode()
        assert "was opened in another window" in other_window
        assert SECRET not in other_window
        here = browser.get(asked, {"known": "", "there": "log", "where": "elsewhere"})
        assert "another window" not in here.content.decode()
    hand_in(newly_read(attempt))
    assert browser.get(asked, {"known": ""}).status_code == 204


def test_an_exercise_without_injects_pays_nothing_and_asks_nothing(
    saturday: datetime,
    cohort: Cohort,
    student: User,
    bare_exercise: Exercise,
    django_assert_num_queries: Queries,
) -> None:
    allotting.allot(cohort, bare_exercise)
    rows = Allotment.objects.dated().select_related("version")
    attempt = begin(rows.get(version__exercise=bare_exercise))
    with django_assert_num_queries(0):
        assert not injects_of(attempt).expected
        assert movements_of(attempt, []) == {}


def test_a_stranger_finds_neither_the_notice_nor_the_opening(
    stranger_client: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER):
        assert stranger_client.get(url("injects", attempt.ref)).status_code == 404
        opening = url("inject-opening", attempt.ref, "log")
        assert stranger_client.post(opening).status_code == 404


# --- opening ------------------------------------------------------------------------------------


def test_reading_it_saves_the_answer_and_keeps_it_as_before(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER):
        answer = write(browser, attempt, "It will sail.", then="open-log")
    assert answer.url == url("task", attempt.ref, 3) + "#source-S2"
    opened = OpenedInject.objects.get()
    kept = opened.kept.get()
    assert (kept.why, kept.number, kept.data["text"]) == ("inject", 1, "It will sail.")
    assert kept.response.task.position == 3  # the second task was not worked on
    with at(began, AFTER + 1):
        page = browser.get(url("task", attempt.ref, 3)).content.decode()
    assert SECRET in page
    assert "Exercise material, invented for training" in page
    assert "are kept as “before”" in page
    assert "What moved, and why?" in page
    first = browser.get(url("task", attempt.ref, 1)).content.decode()
    assert "What moved, and why?" not in first  # it does not concern the first task


def test_a_field_that_cannot_be_read_keeps_nobody_from_opening(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    question = steps_of(attempt)[1].task.brief.questions[0].id
    fields = {f"number-{question}": "often", "revision": "0", "then": "open-log"}
    with at(began, AFTER):
        answer = browser.post(url("draft", attempt.ref, 2), fields)
    assert answer.status_code == 422
    assert SECRET in answer.content.decode()
    assert OpenedInject.objects.count() == 1


def test_opening_it_again_changes_nothing(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    write(browser, attempt, "It will sail.")
    with at(began, AFTER):
        browser.post(url("inject-opening", attempt.ref, "log"))
    with at(began, AFTER + 5):
        write(browser, attempt, "It will stay.")
        to = browser.post(url("inject-opening", attempt.ref, "log"), {"where": "dossier"})
    assert to.url == url("dossier", attempt.allotment.ref) + "#source-S2"
    opened = OpenedInject.objects.get()
    assert opened.opened_at == began + AFTER * MINUTE
    assert opened.kept.get().data["text"] == "It will sail."
    assert SECRET in browser.get(url("dossier", attempt.allotment.ref)).content.decode()


def test_nothing_is_opened_after_hand_in_and_nobody_is_blocked(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER + 1):
        hand_in(newly_read(attempt))
        late = newly_read(attempt)
        with pytest.raises(Refusal, match="handed in"):
            open_inject(late, "log")
        page = browser.get(url("feedback-task", attempt.ref, 3)).content.decode()
    assert "came and was not opened" in page


def test_a_hand_in_right_after_opening_keeps_the_inject_revision(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER):
        write(browser, attempt, "It will sail.", then="open-log")
        hand_in(newly_read(attempt))
    rows = Revision.objects.filter(response__task__position=3)
    assert [row.why for row in rows] == ["inject"]
    found = movements_of(newly_read(attempt), steps_of(attempt))
    assert not found[3].movements[0].changed


def test_a_longer_clock_has_it_later_and_never_takes_it_back(
    saturday: datetime, cohort: Cohort, student: User, exercise: Exercise, make_person: Any
) -> None:
    allotting.allot(cohort, exercise, rules=Rules(minutes=60))
    allotment = Allotment.objects.dated().select_related("version").get(member__person=student)
    attempt = begin(allotment)
    lead = make_person("Marta Lead")
    with at(saturday, AFTER):
        assert open_inject(newly_read(attempt), "log")
    accommodate(allotment.member, percent=150, extra_minutes=0, reason="Reads slowly.", by=lead)
    with at(saturday, AFTER + 1):  # by the longer clock it would come after 30 minutes
        assert injects_of(newly_read(attempt)).slugs == {"log"}
        OpenedInject.objects.all().delete()
        assert not injects_of(newly_read(attempt)).items
    with at(saturday, AFTER + 10):
        assert [each.slug for each in injects_of(newly_read(attempt)).waiting] == ["log"]


def test_another_attempt_begins_without_what_the_first_one_opened(
    browser: Client, saturday: datetime, cohort: Cohort, student: User, exercise: Exercise
) -> None:
    allotting.allot(cohort, exercise, rules=Rules(attempts=2))
    allotment = Allotment.objects.dated().select_related("version").get(member__person=student)
    first = begin(allotment)
    with at(saturday, AFTER):
        open_inject(newly_read(first), "log")
        hand_in(newly_read(first))
    with at(saturday, 60):
        second = begin_next(allotment, after=1)
        for address in (url("task", second.ref, 3), url("dossier", allotment.ref)):
            assert SECRET not in browser.get(address).content.decode()
    assert SECRET in browser.get(url("feedback-task", first.ref, 3)).content.decode()


# --- compared -----------------------------------------------------------------------------------


def moved_twice(browser: Client, attempt: Attempt, began: datetime) -> None:
    """Estimate and write, open the inject, estimate and write anew, say why, hand in."""
    question = steps_of(attempt)[1].task.brief.questions[0].id
    number = url("draft", attempt.ref, 2)
    browser.post(number, {f"number-{question}": "30", "revision": "0"})
    write(browser, attempt, "The ship will sail.")
    with at(began, AFTER):
        browser.post(url("inject-opening", attempt.ref, "log"))
    with at(began, AFTER + 5):
        why = {"moved": "The log names an engine fault.", "revision": "1"}
        browser.post(number, {f"number-{question}": "20", **why})
        write(browser, attempt, "The ship will stay.")
        hand_in(newly_read(attempt))


def test_feedback_says_what_moved_by_how_much_and_why(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    moved_twice(browser, attempt, began)
    page = browser.get(url("feedback-task", attempt.ref, 2)).content.decode()
    for words in (f"Before and after “{TITLE}”", "30 %", "20 %", "−10", "names an engine fault"):
        assert words in page
    text = browser.get(url("feedback-task", attempt.ref, 3)).content.decode()
    assert "<del>sail</del>" in text
    assert "<ins>stay</ins>" in text
    other = browser.get(url("feedback-task", attempt.ref, 1)).content.decode()
    assert "Before and after" not in other


def test_what_a_rule_can_say_is_said_with_the_task_it_is_about(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    moved_twice(browser, attempt, began)
    found = movements_of(newly_read(attempt), steps_of(attempt))
    assert said_about(found) == [
        "Task 2: Q1, number: 30 % → 20 % (−10)",
        f"Task 3: The text was changed after “{TITLE}”.",
        "Task 3: The student gives no reason.",
    ]


def test_the_reason_is_handed_in_with_the_answer_and_vouched_for(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    moved_twice(browser, attempt, began)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    told = [each.get("moved") for each in statement(newly_read(attempt), rows)["answers"]]
    assert told == [None, "The log names an engine fault.", None]


def test_two_injects_are_compared_one_after_the_other(
    browser: Client, saturday: datetime, cohort: Cohort, student: User, exercise: Exercise
) -> None:
    add_inject(exercise, "second", 40)
    allotting.allot(cohort, exercise)
    rows = Allotment.objects.dated().select_related("version")
    attempt = begin(rows.get(member__person=student))
    for minutes, slug, text in ((1, "", "One."), (20, "log", "One two."), (40, "second", "Three.")):
        with at(saturday, minutes):
            if slug:
                open_inject(newly_read(attempt), slug)
            write(browser, attempt, text)
    found = movements_of(newly_read(attempt), steps_of(attempt))
    woven = [
        "".join(f"[{each.what[0]}{each.text}]" for each in movement.pieces)
        for movement in found[3].movements
    ]
    assert woven == ["[sOne][a two][s.]", "[rOne two][aThree][s.]"]
    assert not found[1].movements[0].answered  # the second concerns every task; nobody worked on it
    assert "was opened before anything was answered" in " ".join(found[1].sentences())


def test_a_conflict_keeps_the_reason_that_was_typed(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    with at(began, AFTER):
        write(browser, attempt, "It will sail.", then="open-log")
        lost = {"text": "It will stay.", "moved": "The log says so.", "revision": "0"}
        page = browser.post(url("draft", attempt.ref, 3), lost)
    assert page.status_code == 409
    assert "The log says so." in page.content.decode()


def test_a_wiped_person_leaves_no_reason(
    browser: Client, attempt: Attempt, began: datetime
) -> None:
    from exercises.work.erasing import empty

    moved_twice(browser, attempt, began)
    empty(list(Response.objects.values_list("pk", flat=True)))
    assert set(Response.objects.values_list("moved", flat=True)) == {""}
    assert not Revision.objects.exists()
    assert OpenedInject.objects.get().kept.count() == 0
