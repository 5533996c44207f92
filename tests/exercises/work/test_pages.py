"""The pages of one person's work, with a script, without one, and for strangers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response

HOUR = timedelta(hours=1)
JSON = {"accept": "application/json"}
MakePerson = Callable[..., User]


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    """The student's browser, signed in."""
    client.force_login(student)
    return client


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def pages_of(attempt: Attempt) -> Iterator[str]:
    """Every address of the student's work that is asked for by GET."""
    yield url("exercise", attempt.allotment.ref)
    yield url("dossier", attempt.allotment.ref)
    yield url("attempt", attempt.ref)
    for number in (1, 2, 3):
        yield url("task", attempt.ref, number)
        yield url("answer-versions", attempt.ref, number)
    yield url("submission", attempt.ref)
    yield url("receipt", attempt.ref)
    yield url("receipt-check", attempt.ref)
    yield url("receipt-file", attempt.ref)


def posts_of(attempt: Attempt) -> Iterator[str]:
    """Every address of the student's work that is posted to."""
    yield url("exercise-start", attempt.allotment.ref)
    for number in (1, 2, 3):
        yield url("live", attempt.ref, number)
        yield url("draft", attempt.ref, number)
        yield url("answer-versions", attempt.ref, number)
    yield url("submission", attempt.ref)
    yield url("receipt-check", attempt.ref)


def test_the_whole_way_without_a_script(browser: Client, allotment: Allotment) -> None:
    page = browser.get(url("exercise", allotment.ref))
    assert b"Start the exercise" in page.content
    first = browser.post(url("exercise-start", allotment.ref), follow=True)
    attempt = Attempt.objects.get()
    assert first.redirect_chain[-1][0] == url("task", attempt.ref, 1)

    text = {"text": "The ship will very likely sail.", "revision": 0, "then": "submission"}
    saved = browser.post(url("draft", attempt.ref, 3), text, follow=True)
    assert saved.redirect_chain[-1][0] == url("submission", attempt.ref)
    assert b"2 tasks have gaps" in saved.content

    handed_in = browser.post(url("submission", attempt.ref), follow=True)
    assert handed_in.redirect_chain[-1][0] == url("receipt", attempt.ref)
    assert b"Your work was handed in." in handed_in.content
    checked = browser.get(url("receipt-check", attempt.ref))
    assert b"This receipt holds." in checked.content


def test_a_script_gets_revision_time_and_what_the_server_computed(
    browser: Client, attempt: Attempt
) -> None:
    sent = {"text": "It might sail.", "revision": 0, "window": "a1", "turn": 1}
    facts = browser.post(url("draft", attempt.ref, 3), sent, headers=JSON).json()
    assert (facts["state"], facts["revision"], facts["errors"]) == ("saved", 1, [])
    assert facts["sentence"].startswith("Saved ")
    assert facts["progress"] == "3 of 60 words"
    assert "hx-swap-oob" in facts["live"]


def test_two_windows_meet_and_nothing_is_overwritten(browser: Client, attempt: Attempt) -> None:
    draft = url("draft", attempt.ref, 3)
    browser.post(draft, {"text": "From the first window.", "revision": 0}, headers=JSON)
    late = {"text": "From the second window.", "revision": 0}

    told = browser.post(draft, late, headers=JSON)
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    assert told.json()["sentence"].startswith("Changed in another window")

    both = browser.post(draft, late)
    assert both.status_code == 409
    assert b"From the first window." in both.content
    assert b"From the second window." in both.content
    assert b'name="revision" value="1"' in both.content


def test_what_cannot_be_read_comes_back_with_a_sentence(browser: Client, attempt: Attempt) -> None:
    sent = {"number-Q1": "about 70", "word-Q1": "likely", "revision": 0}
    page = browser.post(url("draft", attempt.ref, 2), sent)
    assert page.status_code == 422
    assert b"There is a problem" in page.content
    assert b"about 70" in page.content
    again = browser.get(url("task", attempt.ref, 2))
    assert b"about 70" in again.content


def test_saving_after_handing_in_says_so_and_leads_to_the_receipt(
    browser: Client, attempt: Attempt
) -> None:
    hand_in(attempt)
    draft = url("draft", attempt.ref, 3)
    told = browser.post(draft, {"text": "More.", "revision": 0}, headers=JSON)
    assert (told.status_code, told.json()["state"]) == (409, "over")
    assert told.json()["url"] == url("receipt", attempt.ref)
    page = browser.post(draft, {"text": "More.", "revision": 0})
    assert page.status_code == 409
    assert b"was handed in" in page.content


def test_both_tabs_see_the_one_receipt(browser: Client, attempt: Attempt) -> None:
    pages = [browser.post(url("submission", attempt.ref), follow=True) for _tab in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    receipt = attempt.receipt.ref
    assert all(receipt.encode() in page.content for page in pages)


def test_after_handing_in_every_page_of_the_work_leads_to_the_receipt(
    browser: Client, attempt: Attempt
) -> None:
    hand_in(attempt)
    for page in (
        url("attempt", attempt.ref),
        url("task", attempt.ref, 1),
        url("answer-versions", attempt.ref, 1),
        url("submission", attempt.ref),
    ):
        assert browser.get(page).headers["Location"] == url("receipt", attempt.ref)


def test_before_the_receipt_there_is_none(browser: Client, attempt: Attempt) -> None:
    for name in ("receipt", "receipt-file", "receipt-check"):
        assert browser.get(url(name, attempt.ref)).headers["Location"] == url(
            "attempt", attempt.ref
        )


def test_before_it_opens_neither_tasks_nor_dossier_are_seen(
    browser: Client, cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday + HOUR)
    allotment = Allotment.objects.get(member__person=student)
    page = browser.get(url("exercise", allotment.ref))
    assert b"Not open yet" in page.content
    assert b"Grade the sources" not in page.content
    assert browser.get(url("dossier", allotment.ref)).status_code == 409
    assert browser.post(url("exercise-start", allotment.ref)).status_code == 409


def test_after_it_closed_drafts_can_be_read_and_are_not_taken(
    browser: Client, cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday, closes_at=saturday + HOUR)
    browser.post(url("exercise-start", Allotment.objects.get(member__person=student).ref))
    attempt = Attempt.objects.get()
    with clock.at(saturday + 2 * HOUR):
        sent = {"text": "The last words.", "revision": 0}
        assert browser.post(url("draft", attempt.ref, 3), sent).status_code == 302
        page = browser.get(url("task", attempt.ref, 3))
        assert b"This exercise has closed." in page.content
        assert b"The last words." in page.content
        refused = browser.post(url("submission", attempt.ref))
        assert refused.status_code == 409
        assert b"Your answers are kept" in refused.content


def test_strangers_find_nothing(
    client: Client, attempt: Attempt, make_person: MakePerson, cohort: Cohort
) -> None:
    other = make_person("Bo Li")
    membership.admit(cohort, other, "Crane 2")
    client.force_login(other)
    for page in pages_of(attempt):
        assert client.get(page).status_code == 404, page
    for page in posts_of(attempt):
        assert client.post(page, {"revision": 0, "text": "x"}).status_code == 404, page


def test_who_is_not_signed_in_is_led_to_the_login(client: Client, attempt: Attempt) -> None:
    for page in pages_of(attempt):
        assert client.get(page).headers["Location"].startswith("/accounts/login/")


def test_looking_at_pages_changes_nothing(browser: Client, attempt: Attempt) -> None:
    before = list(Response.objects.order_by("pk").values())
    for page in pages_of(attempt):
        browser.get(page)
    assert list(Response.objects.order_by("pk").values()) == before
    assert Attempt.objects.get().state == "open"


def test_no_page_and_no_answer_holds_a_key(browser: Client, attempt: Attempt) -> None:
    def check(body: bytes, where: str) -> None:
        assert b"KEY" not in body, where
        assert b"accepted" not in body, where

    for page in pages_of(attempt):
        check(browser.get(page).content, page)
    for page in posts_of(attempt):
        if page != url("submission", attempt.ref):
            check(browser.post(page, {"revision": 0, "text": "x"}, headers=JSON).content, page)
    conflict = browser.post(url("draft", attempt.ref, 3), {"revision": 99, "text": "y"})
    assert conflict.status_code == 409
    check(conflict.content, "conflict")


def test_pages_of_the_work_are_never_stored_by_a_cache(browser: Client, attempt: Attempt) -> None:
    for page in pages_of(attempt):
        assert "no-store" in browser.get(page).headers["Cache-Control"], page


def test_the_chosen_view_is_remembered(browser: Client, attempt: Attempt) -> None:
    page = url("task", attempt.ref, 1)
    assert b'data-view="both"' in browser.get(page).content
    browser.get(page + "?view=work")
    assert b'data-view="work"' in browser.get(page).content
    assert b'data-view="work"' in browser.get(page + "?view=nonsense").content


def test_a_button_of_the_sheet_leads_to_its_part(browser: Client, attempt: Attempt) -> None:
    sent = {"revision": 0, "item": "R", "part": "R", "source": "B", "go": "N"}
    assert browser.post(url("draft", attempt.ref, 1), sent).headers["Location"].endswith("?part=N")
    page = browser.get(url("task", attempt.ref, 1) + "?part=N")
    assert b'name="item" value="N"' in page.content
    strange = {"revision": 1, "item": "R", "part": "R", "source": "C", "go": "//evil.example"}
    leads = browser.post(url("draft", attempt.ref, 1), strange).headers["Location"]
    assert leads == url("task", attempt.ref, 1) + "?part=R"


@pytest.mark.parametrize(
    ("name", "queries"), [("exercise", 10), ("task", 9), ("submission", 6), ("receipt", 8)]
)
def test_pages_ask_the_database_a_stated_number_of_times(
    browser: Client,
    attempt: Attempt,
    name: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    if name == "receipt":
        hand_in(attempt)
    args = {"exercise": (attempt.allotment.ref,), "task": (attempt.ref, 3)}.get(
        name, (attempt.ref,)
    )
    browser.get(url("exercise", attempt.allotment.ref))  # that it was seen is noted once
    browser.get(url(name, *args))  # what never changes is read once in a process
    with django_assert_num_queries(queries):
        assert browser.get(url(name, *args)).status_code == 200


def test_a_save_and_a_hand_in_ask_the_database_a_stated_number_of_times(
    browser: Client, attempt: Attempt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = url("draft", attempt.ref, 2)
    browser.get(url("task", attempt.ref, 2))  # what never changes is read once in a process
    with django_assert_num_queries(7):
        browser.post(draft, {"revision": 0, "number-Q1": "70"}, headers=JSON)
    with django_assert_num_queries(14):  # 2 are the test's savepoint
        browser.post(url("submission", attempt.ref))


def test_earlier_versions_are_listed_shown_and_put_back(
    browser: Client, attempt: Attempt, saturday: datetime
) -> None:
    draft, here = url("draft", attempt.ref, 3), url("answer-versions", attempt.ref, 3)
    assert b"No earlier version yet" in browser.get(here).content
    browser.post(draft, {"text": "The first thought.", "revision": 0})
    with clock.at(saturday + timedelta(minutes=2)):
        browser.post(draft, {"text": "Quite another one.", "revision": 1})
    assert b"3 of 60 words" in browser.get(here).content
    assert b"<p>The first thought.</p>" in browser.get(here + "?show=1").content
    leads = browser.post(here, {"version": 1, "revision": 2})
    assert leads.headers["Location"] == url("task", attempt.ref, 3)
    assert b"The first thought." in browser.get(url("task", attempt.ref, 3)).content
    assert browser.get(here + "?show=nonsense").status_code == 200
    assert browser.post(here, {"version": "x"}).status_code == 409


def test_the_file_of_what_was_handed_in_carries_the_hash_of_the_receipt(
    browser: Client, attempt: Attempt
) -> None:
    browser.post(url("draft", attempt.ref, 3), {"text": "¶ “ü”", "revision": 0})
    receipt = hand_in(attempt)
    answer = browser.get(url("receipt-file", attempt.ref))
    assert hashlib.sha256(answer.content).hexdigest() == receipt.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_saving_leads_to_the_next_task_and_from_the_last_one_stays(
    browser: Client, attempt: Attempt
) -> None:
    sent = {"revision": 0, "then": "next"}
    leads = browser.post(url("draft", attempt.ref, 1), sent).headers["Location"]
    assert leads == url("task", attempt.ref, 2)
    stays = browser.post(url("draft", attempt.ref, 3), sent).headers["Location"]
    assert stays == url("task", attempt.ref, 3)
    assert browser.get(url("task", attempt.ref, 9)).status_code == 404


def test_live_parts_are_computed_and_nothing_is_stored(browser: Client, attempt: Attempt) -> None:
    page = browser.post(url("live", attempt.ref, 3), {"text": "It might sail.", "revision": 0})
    assert b"3 of 60 words" in page.content
    assert Response.objects.get(task__position=3).data == {"text": ""}
