"""The marking desk and the student's feedback."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry, User
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort
from exercises.marking import comments, releasing
from exercises.marking.desk import waiting_lines
from exercises.marking.models import Comment, Mark, Reveal, Script
from exercises.marking.rubrics import rubric_for
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt

JSON = {"accept": "application/json"}
LEVELS = {"level-sources": "3", "level-uncertainty": "2", "level-logic": "4"}
MakePerson = Callable[..., User]
HandIn = Callable[[int], list[Script]]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.fixture
def desk(client: Client, marker: User) -> Client:
    """The marker's browser."""
    client.force_login(marker)
    return client


@pytest.fixture
def head(lead: User) -> Client:
    """The lead's browser."""
    browser = Client()
    browser.force_login(lead)
    return browser


def finish(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    revision = Mark.objects.filter(script=script).values_list("revision", flat=True).first() or 0
    desk.post(url("script-mark", script.ref), {**LEVELS, "revision": revision, "then": "finish"})


def gets(script: Script) -> Iterator[str]:
    yield url("marking")
    yield url("marks-release")
    yield url("script", script.ref)
    yield url("script", script.ref) + "?standard=logic"
    yield url("script-task", script.ref, 1)


def posts(script: Script) -> Iterator[str]:
    yield url("script-next")
    yield url("marks-release")
    for name in ("claim", "mark", "return", "reopen", "comment", "name"):
        yield url(f"script-{name}", script.ref)


def test_from_the_queue_to_the_students_feedback(
    desk: Client, head: Client, script: Script, student: User
) -> None:
    assert b"Heron 4" in desk.get(url("marking")).content
    opened = desk.post(url("script-next"), follow=True)
    assert opened.redirect_chain[-1][0] == url("script", script.ref)
    assert b"Multiple sources confirm it." in opened.content

    sent = {"paragraph": "2", "quote": "Multiple sources", "text": "Which ones?"}
    desk.post(url("script-comment", script.ref), sent)
    saved = desk.post(
        url("script-mark", script.ref), {**LEVELS, "revision": 0}, headers=JSON
    ).json()
    assert (saved["state"], saved["progress"]) == ("saved", "3 of 3 chosen")
    done = desk.post(url("script-mark", script.ref), {"revision": 1, "then": "finish"}, follow=True)
    assert done.redirect_chain[-1][0] == url("marking")

    page = head.get(url("marks-release"))
    assert b"9 of 12 points" in page.content
    released = head.post(url("marks-release"), {"script": script.ref}, follow=True)
    assert b"1 mark was released" in released.content

    browser = Client()
    browser.force_login(student)
    feedback = browser.get(url("feedback-task", script.response.attempt.ref, 3))
    for words in (
        b"9 of 12 points",
        b"Which ones?",
        b"<mark>Multiple sources</mark>",
        b"One level higher",
    ):
        assert words in feedback.content, words


def test_before_release_the_student_sees_remarks_and_nothing_of_the_mark(
    desk: Client, script: Script, student: User
) -> None:
    desk.post(url("script-claim", script.ref))
    desk.post(url("script-comment", script.ref), {"paragraph": "1", "text": "SECRET-NOTE"})
    desk.post(url("script-mark", script.ref), {**LEVELS, "revision": 0, "overall": "SECRET-WORD"})
    browser = Client()
    browser.force_login(student)
    ref = script.response.attempt.ref
    page = browser.get(url("feedback", ref) + "?all=1")
    assert b"Waits for a marker" in page.content
    assert browser.get(url("feedback-task", ref, 3)).status_code == 200
    assert b"the experts accept" not in page.content
    assert b"SECRET" not in page.content
    assert b"not graded" in page.content  # the remark of a task scored by rule


def test_feedback_names_no_marker_and_holds_no_key(
    desk: Client, head: Client, script: Script, student: User
) -> None:
    finish(desk, script)
    head.post(url("marks-release"), {"script": script.ref})
    browser = Client()
    browser.force_login(student)
    ref = script.response.attempt.ref
    for page in (url("feedback", ref) + "?all=1", url("feedback-task", ref, 3)):
        body = browser.get(page).content
        for secret in (b"Ivo", b"Marta", b"KEY-MODEL", b"KEY-CHECK", b"KEY-WEAK"):
            assert secret not in body


def test_feedback_belongs_to_its_student_alone(
    script: Script, cohort: Cohort, make_person: MakePerson, client: Client, marker: User
) -> None:
    other = make_person("Bo Li")
    membership.admit(cohort, other, "Crane 2")
    for person in (other, marker):
        client.force_login(person)
        ref = script.response.attempt.ref
        assert client.get(url("feedback", ref)).status_code == 404
        assert client.get(url("feedback-task", ref, 1)).status_code == 404


def test_there_is_no_feedback_before_handing_in_and_none_on_a_task_that_is_not_there(
    client: Client, attempt: Attempt, student: User
) -> None:
    client.force_login(student)
    for page in (url("feedback", attempt.ref), url("feedback-task", attempt.ref, 1)):
        assert client.get(page).headers["Location"] == url("attempt", attempt.ref)
    hand_in(attempt)
    assert client.get(url("feedback-task", attempt.ref, 9)).status_code == 404


def test_feedback_asks_a_stated_number_of_times(
    client: Client,
    script: Script,
    student: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(student)
    ref = script.response.attempt.ref
    for page in (
        url("feedback", ref),
        url("feedback", ref) + "?all=1",
        url("feedback-task", ref, 3),
    ):
        client.get(page)  # what never changes is read once in a process
        with django_assert_num_queries(14):
            assert client.get(page).status_code == 200


def test_no_page_of_the_desk_shows_a_students_name(
    desk: Client, script: Script, student: User
) -> None:
    desk.post(url("script-claim", script.ref))
    for page in gets(script):
        body = desk.get(page).content
        assert student.name.encode() not in body, page
        assert str(student.email).encode() not in body, page


def test_a_name_is_revealed_to_who_asked_and_it_leaves_a_trace(
    head: Client, desk: Client, script: Script, student: User, lead: User
) -> None:
    assert head.get(url("script", script.ref)).content.count(student.name.encode()) == 0
    head.post(url("script-name", script.ref))
    head.post(url("script-name", script.ref))
    assert student.name.encode() in head.get(url("script", script.ref)).content
    assert student.name.encode() not in desk.get(url("script", script.ref)).content
    assert Reveal.objects.get().person == lead
    entry = AuditEntry.objects.get(act="identity.revealed")
    assert student.name not in str(entry.facts) + entry.subject


def test_a_marker_may_neither_reveal_nor_release(desk: Client, script: Script) -> None:
    assert desk.post(url("script-name", script.ref)).status_code == 404
    finish(desk, script)
    assert desk.post(url("marks-release"), {"script": script.ref}).status_code == 409
    assert Script.objects.get().state == "marked"


def test_an_observer_looks_and_does_nothing(
    client: Client, cohort: Cohort, script: Script, make_person: MakePerson
) -> None:
    observer = make_person("Otto Observer")
    membership.set_staff(cohort, observer, "observer")
    client.force_login(observer)
    assert client.get(url("script", script.ref)).status_code == 200
    for page in posts(script):
        if page not in {url("script-next"), url("marks-release")}:
            assert client.post(page).status_code == 404, page
    assert client.post(url("script-next")).status_code == 409
    script.refresh_from_db()
    assert script.state == "waiting"


def test_students_and_staff_of_other_cohorts_find_nothing(
    client: Client, script: Script, student: User, make_person: MakePerson
) -> None:
    other = make_person("Other Lead")
    membership.set_staff(membership.open_cohort("Another", "UTC"), other, "lead")
    client.force_login(student)
    for page in (*gets(script), *posts(script)):
        assert client.get(page).status_code in {404, 405}, page
        assert client.post(page).status_code in {404, 405}, page
    client.force_login(other)
    for page in (*gets(script), *posts(script)):
        if script.ref in page:
            assert client.get(page).status_code in {404, 405}, page
            assert client.post(page).status_code in {404, 405}, page
    assert b"Heron 4" not in client.get(url("marking")).content


def test_while_one_marks_another_sees_who_it_is_and_cannot_take_it(
    desk: Client, head: Client, script: Script
) -> None:
    desk.post(url("script-claim", script.ref))
    assert b"Held by Ivo Marker" in head.get(url("script", script.ref)).content
    refused = head.post(url("script-claim", script.ref))
    assert (refused.status_code, b"Ivo Marker is marking" in refused.content) == (409, True)


def test_a_comment_is_changed_or_removed_by_its_author_alone(
    desk: Client, head: Client, script: Script
) -> None:
    desk.post(url("script-claim", script.ref))
    desk.post(url("script-comment", script.ref), {"paragraph": "2", "quote": "low", "text": "Why?"})
    made = Comment.objects.get()
    address = url("script-comment-change", script.ref, made.ref)
    assert head.post(address, {"text": "Mine"}).status_code == 404
    desk.post(address, {"text": "Why so low?"})
    assert Comment.objects.get().text == "Why so low?"
    desk.post(address, {"text": "x", "remove": "1"})
    assert not Comment.objects.exists()


@pytest.mark.parametrize("paragraph", ["", "x", "-1", "9999999", "٣"])
def test_a_comment_with_a_strange_paragraph_is_kept_and_listed(
    desk: Client, script: Script, paragraph: str
) -> None:
    desk.post(url("script-claim", script.ref))
    sent = {"paragraph": paragraph, "quote": "words that are not there", "text": "Hm."}
    assert desk.post(url("script-comment", script.ref), sent).status_code == 302
    assert b"Comments without a place" in desk.get(url("script", script.ref)).content


def test_comments_stay_as_the_student_has_read_them(
    desk: Client, script: Script, lead: User, marker: User
) -> None:
    finish(desk, script)
    script.refresh_from_db()
    releasing.release(script, lead)
    with pytest.raises(Refusal, match="were released"):
        comments.add(script, marker, paragraph=1, quote="", text="Late thought.")


def test_an_unfinished_mark_says_what_is_missing(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    sent = {"level-sources": "3", "revision": 0, "then": "finish"}
    page = desk.post(url("script-mark", script.ref), sent)
    assert page.status_code == 409
    assert b"2 standards have no level yet" in page.content
    assert Mark.objects.get().levels == {"sources": 3}


def test_one_standard_a_screen_leads_to_the_next(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    page = desk.get(url("script", script.ref) + "?standard=sources")
    assert b'value="standard-uncertainty"' in page.content
    sent = {"level-sources": "3", "revision": 0, "then": "standard-uncertainty"}
    leads = desk.post(url("script-mark", script.ref), sent)
    assert leads.headers["Location"].endswith("?standard=uncertainty")


def test_what_a_rule_can_say_stands_beside_its_standard(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    body = desk.get(url("script", script.ref) + "?standard=sources").content
    assert b"Cites 1 paragraph." in body


def test_finishing_leads_to_the_next_script(desk: Client, more_scripts: HandIn) -> None:
    more_scripts(2)
    first = desk.post(url("script-next")).headers["Location"]
    sent = {**LEVELS, "revision": 0, "then": "finish"}
    leads = desk.post(first + "mark/", sent).headers["Location"]
    assert leads != first
    assert leads.startswith("/desk/marking/")


def test_the_desk_says_what_waits_and_what_is_ready(
    desk: Client, script: Script, marker: User, lead: User
) -> None:
    assert [line.text for line in waiting_lines(marker, clock.now())] == [
        "1 script waits to be marked"
    ]
    finish(desk, script)
    assert waiting_lines(marker, clock.now()) == []
    assert [line.text for line in waiting_lines(lead, clock.now())] == [
        "1 mark is finished and not released"
    ]


@pytest.mark.parametrize("number", [1, 6])
def test_the_queue_asks_the_same_number_of_times_for_any_number_of_scripts(
    desk: Client,
    more_scripts: HandIn,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    more_scripts(number)
    with django_assert_num_queries(10):
        assert desk.get(url("marking")).status_code == 200


def test_a_script_and_its_save_ask_a_stated_number_of_times(
    desk: Client, script: Script, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.post(url("script-claim", script.ref))
    desk.post(url("script-mark", script.ref), {"level-sources": "1", "revision": 0})
    with django_assert_num_queries(17):
        desk.get(url("script", script.ref))
    with django_assert_num_queries(11):
        desk.post(
            url("script-mark", script.ref), {"level-sources": "2", "revision": 1}, headers=JSON
        )


def test_a_script_can_be_given_back(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    assert desk.post(url("script-return", script.ref)).headers["Location"] == url("marking")
    script.refresh_from_db()
    assert (script.state, script.held_by) == ("waiting", None)


def test_a_finished_mark_is_opened_again_from_its_page(desk: Client, script: Script) -> None:
    finish(desk, script)
    assert b"Open it again" in desk.get(url("script", script.ref)).content
    refused = desk.post(url("script-mark", script.ref), {**LEVELS, "revision": 1}, headers=JSON)
    assert (refused.status_code, refused.json()["state"]) == (409, "over")
    assert desk.post(url("script-mark", script.ref), {**LEVELS, "revision": 1}).status_code == 409
    desk.post(url("script-reopen", script.ref))
    script.refresh_from_db()
    assert script.state == "held"


def test_two_windows_of_one_marker_are_shown_to_each_other(desk: Client, script: Script) -> None:
    desk.post(url("script-claim", script.ref))
    address = url("script-mark", script.ref)
    desk.post(address, {"level-sources": "3", "revision": 0})
    late = {"level-sources": "1", "note-logic": "From the second window", "revision": 0}
    told = desk.post(address, late, headers=JSON)
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    both = desk.post(address, late)
    assert both.status_code == 409
    assert b"Changed in another window." in both.content
    assert b"From the second window" in both.content
    assert Mark.objects.get().levels == {"sources": 3}


def test_scripts_are_narrowed_by_state_task_and_cohort(
    desk: Client, script: Script, cohort: Cohort
) -> None:
    queue = url("marking")
    for query in ("?state=waiting", f"?task={script.task_id}", f"?cohort={cohort.ref}"):
        assert b"Heron 4" in desk.get(queue + query).content, query
    for query in ("?state=released", "?task=0", "?cohort=none"):
        assert b"Heron 4" not in desk.get(queue + query).content, query
    for query in ("?state=nonsense", "?task=nonsense", "?page=99"):
        assert b"Heron 4" in desk.get(queue + query).content, query


def test_an_empty_comment_is_refused_and_so_are_too_many(
    desk: Client, script: Script, marker: User
) -> None:
    desk.post(url("script-claim", script.ref))
    sent = {"paragraph": "1", "text": "  "}
    assert desk.post(url("script-comment", script.ref), sent).status_code == 409
    for number in range(comments.MOST):
        comments.add(script, marker, paragraph=1, quote="", text=str(number))
    with pytest.raises(Refusal, match="comments already"):
        comments.add(script, marker, paragraph=1, quote="", text="One more")


def test_a_task_without_standards_of_its_own_is_judged_as_a_whole(script: Script) -> None:
    task = script.task.version.tasks.get(position=1)
    (whole,) = rubric_for(task).criteria
    assert [rung.level for rung in whole.rungs] == [0, 1, 2, 3, 4]
