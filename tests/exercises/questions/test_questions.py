"""Questions of students: asked from the task, answered at the desk, told to the class without a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.models import Exercise, Task
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.questions import answering, asking, desk, privacy
from exercises.questions.models import ClassNote, Question, QuestionPost
from exercises.work.models import Attempt

MakePerson = Callable[..., User]


@pytest.fixture
def lead(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def marker(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Ivo Marker")
    membership.set_staff(cohort, person, "marker")
    return person


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


@pytest.fixture
def desk_client(lead: User) -> Client:
    found = Client()
    found.force_login(lead)
    return found


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.fixture
def question(attempt: Attempt, student: User, lead: User) -> Question:
    """A question about the second task and the third paragraph."""
    task = Task.objects.get(version=attempt.allotment.version_id, position=2)
    return asking.ask(
        attempt.allotment,
        student,
        "Is the date of ¶3 given?",
        task=task,
        attempt_number=1,
        paragraph=3,
    )


def test_a_question_is_asked_from_the_task_and_stands_beside_it(
    browser: Client, attempt: Attempt, lead: User, student: User
) -> None:
    page = url("task", attempt.ref, 2)
    assert "Ask your instructor about this task" in browser.get(page).text
    sent = {
        "task": "2",
        "attempt": attempt.ref,
        "attempt_number": "1",
        "paragraph": "¶3",
        "text": "Is the date given?",
    }
    leads = browser.post(url("questions", attempt.allotment.ref), sent).headers["Location"]
    assert leads == page + "#questions"
    found = Question.objects.get()
    assert found.task is not None
    assert (found.task.position, found.paragraph, found.attempt_number) == (2, 3, 1)
    assert "Is the date given?" in browser.get(page).text
    assert "Is the date given?" not in browser.get(url("task", attempt.ref, 1)).text


@pytest.mark.parametrize("paragraph", ["", "99", "x", "²"])
def test_a_paragraph_that_is_not_there_is_none(
    browser: Client, attempt: Attempt, paragraph: str
) -> None:
    sent = {"paragraph": paragraph, "text": "Which one?", "attempt": "//evil.example"}
    leads = browser.post(url("questions", attempt.allotment.ref), sent).headers["Location"]
    found = Question.objects.get()
    assert (found.paragraph, found.task) == (0, None)
    assert leads == url("question", found.ref)


def test_what_is_refused_comes_back_with_its_text(browser: Client, attempt: Attempt) -> None:
    here = url("questions", attempt.allotment.ref)
    empty = browser.post(here, {"text": "  "})
    assert (empty.status_code, "Write something first." in empty.text) == (422, True)
    long = browser.post(here, {"text": "x" * 4001, "task": "2"})
    assert long.status_code == 422
    assert "4001 characters" in long.text
    assert "x" * 4001 in long.text


def test_instructors_are_told_without_a_word_of_it_and_markers_are_not(
    question: Question, lead: User, marker: User
) -> None:
    letter = Letter.objects.get(template="question_asked")
    assert letter.person == lead
    words = render(letter, Sender.current())
    assert "Heron 4 asks about “The ship at the quay”." in words.text
    assert "date" not in words.text
    assert "Heron" not in words.subject


def test_instructors_see_the_cover_name_the_task_and_the_paragraph_and_no_name(
    question: Question, desk_client: Client, student: User
) -> None:
    shown = desk_client.get(url("desk-questions")).text
    page = desk_client.get(url("desk-question", question.ref)).text
    for text in (shown, page):
        assert "Heron 4" in text
        assert student.name not in text
        assert str(student.email) not in text
    assert "¶3" in page
    assert "Is the date of ¶3 given?" in page


def test_an_answer_reaches_the_student_by_letter_and_turns_the_question(
    question: Question, desk_client: Client, browser: Client, student: User
) -> None:
    answered = desk_client.post(url("desk-question-answer", question.ref), {"text": "No."})
    assert answered.headers["Location"] == url("desk-question", question.ref)
    question.refresh_from_db()
    assert question.state == "answered"
    assert Letter.objects.get(template="question_answered").person == student
    page = browser.get(url("question", question.ref)).text
    assert "No." in page
    assert "Marta Lead" in page
    again = browser.post(url("question", question.ref), {"text": "And ¶2?"})
    assert again.status_code == 302
    question.refresh_from_db()
    assert question.state == "open"
    assert Letter.objects.filter(template="question_asked").count() == 2


def test_two_instructors_who_answer_at_once_send_one_letter(
    question: Question, desk_client: Client, lead: User
) -> None:
    assert 'name="seen" value="1"' in desk_client.get(url("desk-question", question.ref)).text
    answering.answer(question, "No.", by=lead)
    late = desk_client.post(
        url("desk-question-answer", question.ref), {"text": "Yes, on page two.", "seen": "1"}
    )
    assert late.status_code == 422
    assert "was added to this question while you wrote" in late.text
    assert "Yes, on page two." in late.text
    assert 'name="seen" value="2"' in late.text
    assert Letter.objects.filter(template="question_answered").count() == 1
    again = desk_client.post(
        url("desk-question-answer", question.ref), {"text": "Yes, on page two.", "seen": "2"}
    )
    assert again.status_code == 302
    assert QuestionPost.objects.count() == 3


def test_a_second_click_asks_nothing_twice(
    attempt: Attempt, student: User, question: Question, lead: User
) -> None:
    first = asking.ask(attempt.allotment, student, "Is it dated?")
    assert asking.ask(attempt.allotment, student, "Is it dated? ") == first
    asking.write_again(first, student, "I mean ¶3.")
    asking.write_again(first, student, "I mean ¶3.")
    assert first.posts.count() == 2
    answering.answer(first, "No.", by=lead)
    assert asking.ask(attempt.allotment, student, "Is it dated?") != first


def test_writing_twice_in_a_row_tells_instructors_once(question: Question, student: User) -> None:
    asking.write_again(question, student, "I mean the first line.")
    assert Letter.objects.filter(template="question_asked").count() == 1
    assert QuestionPost.objects.count() == 2


def test_a_closed_question_takes_no_post_and_loses_no_text(
    question: Question, browser: Client, desk_client: Client
) -> None:
    browser.post(url("question-closing", question.ref))
    browser.post(url("question-closing", question.ref))
    refused = browser.post(url("question", question.ref), {"text": "One more."})
    assert refused.status_code == 422
    assert "This question is closed" in refused.text
    late = desk_client.post(url("desk-question-answer", question.ref), {"text": "My answer."})
    assert late.status_code == 422
    assert "My answer." in late.text
    assert not Letter.objects.filter(template="question_answered").exists()


def test_five_questions_may_wait_and_twelve_posts_come_in_an_hour(
    attempt: Attempt, student: User
) -> None:
    for number in range(5):
        asking.ask(attempt.allotment, student, f"Question {number}?")
    with pytest.raises(Refusal, match="5 of your questions wait"):
        asking.ask(attempt.allotment, student, "A sixth?")
    question = Question.objects.first()
    assert question is not None
    for number in range(7):
        asking.write_again(question, student, f"More {number}.")
    with pytest.raises(Refusal, match="many posts within an hour"):
        asking.write_again(question, student, "Once more.")


def test_before_it_opens_nothing_can_be_asked(
    cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday + timedelta(hours=1))
    with pytest.raises(Refusal, match="not open yet"):
        asking.ask(Allotment.objects.dated().get(), student, "What will it be?")


def test_an_answer_is_told_to_the_class_in_words_that_name_nobody(
    question: Question,
    desk_client: Client,
    cohort: Cohort,
    make_person: MakePerson,
    lead: User,
) -> None:
    answering.answer(question, "No; nobody knows it.", by=lead)
    form = desk_client.get(url("desk-question-note", question.ref)).text
    assert "No; nobody knows it." in form
    sent = {"asked": "Is a date given?", "answered": "No; treat it as unknown."}
    desk_client.post(url("desk-question-note", question.ref), sent)
    other = make_person("Bo Li")
    membership.admit(cohort, other, "Crane 2")
    client = Client()
    client.force_login(other)
    allotment = Allotment.objects.get(member__person=other)
    page = client.get(url("exercise", allotment.ref)).text
    assert "Is a date given?" in page
    assert "treat it as unknown" in page
    assert "Heron 4" not in page
    assert AuditEntry.objects.filter(act="question.published", actor=lead).count() == 1


def test_a_note_is_published_once_taken_back_and_published_anew(
    question: Question, lead: User, desk_client: Client, browser: Client
) -> None:
    words = {"asked": "Is a date given?", "answered": "No."}
    answering.publish(question, **words, by=lead)
    again = desk_client.post(url("desk-question-note", question.ref), words)
    assert (again.status_code, "sees this already" in again.text) == (422, True)
    for _twice in range(2):
        desk_client.post(url("desk-note-withdrawal", question.ref))
    assert ClassNote.objects.get().withdrawn_at is not None
    assert AuditEntry.objects.filter(act="question.withdrawn").count() == 1
    exercise = url("exercise", question.allotment.ref)
    assert "Is a date given?" not in browser.get(exercise).text
    answering.publish(question, asked="Is there a date?", answered="No.", by=lead)
    assert "Is there a date?" in browser.get(exercise).text
    assert ClassNote.objects.count() == 1


def test_an_instructor_goes_from_the_answer_to_the_class_or_closes_the_question(
    question: Question, desk_client: Client
) -> None:
    words = {"text": "No.", "then": "note"}
    leads = desk_client.post(url("desk-question-answer", question.ref), words)
    assert leads.headers["Location"] == url("desk-question-note", question.ref)
    for _twice in range(2):
        closed = desk_client.post(url("desk-question-closing", question.ref))
        assert closed.headers["Location"] == url("desk-questions")
    question.refresh_from_db()
    assert question.state == "closed"


def test_what_was_given_to_one_person_alone_has_no_class_to_tell(
    question: Question, lead: User
) -> None:
    Allotment.objects.update(assignment=None)
    alone = Question.objects.get(pk=question.pk)
    with pytest.raises(Refusal, match="one person alone"):
        answering.publish(alone, asked="Is a date given?", answered="No.", by=lead)


def test_strangers_find_nothing(
    question: Question, make_person: MakePerson, marker: User, cohort: Cohort
) -> None:
    other = make_person("Bo Li")
    membership.admit(cohort, other, "Crane 2")
    for person in (other, marker):
        client = Client()
        client.force_login(person)
        assert client.get(url("question", question.ref)).status_code == 404
        assert client.post(url("question-closing", question.ref)).status_code == 404
        for name in ("desk-question", "desk-question-note"):
            assert client.get(url(name, question.ref)).status_code == 404
        for name in ("desk-question-answer", "desk-question-closing", "desk-note-withdrawal"):
            assert client.post(url(name, question.ref), {"text": "x"}).status_code == 404


def test_the_desk_says_how_many_wait_and_since_when(question: Question, lead: User) -> None:
    (line,) = desk.waiting_lines(lead, question.turned_at)
    assert (line.text, line.tone) == ("1 question about an exercise waits for an answer", "warn")
    (line,) = desk.waiting_lines(lead, question.turned_at + timedelta(days=2))
    assert line.tone == "bad"
    asking.close(question)
    assert desk.waiting_lines(lead, question.turned_at) == []


def test_a_copy_of_ones_data_holds_the_thread_and_erasing_empties_it(
    question: Question, lead: User, student: User, desk_client: Client, saturday: datetime
) -> None:
    answering.answer(question, "No.", by=lead)
    (row,) = privacy.PERSONAL.export(student)
    assert [post["text"] for post in row["posts"]] == ["Is the date of ¶3 given?", "No."]
    assert "Marta" not in str(row)
    assert len(privacy.PERSONAL.erase(student, saturday)) == 1
    assert set(QuestionPost.objects.values_list("text", flat=True)) == {""}
    assert "Erased." in desk_client.get(url("desk-question", question.ref)).text


def test_old_posts_are_emptied_a_batch_at_a_time(question: Question, student: User) -> None:
    asking.write_again(question, student, "More.")
    assert privacy.POSTS.empty(question.asked_at, 10) == 0
    assert privacy.POSTS.empty(clock.now(), 1) == 1
    assert privacy.POSTS.empty(clock.now(), 10) == 1
    assert privacy.POSTS.empty(clock.now(), 10) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_with_one_and_with_three(
    question: Question,
    attempt: Attempt,
    student: User,
    desk_client: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count - 1):
        asking.ask(attempt.allotment, student, f"Question {number}?")
    with django_assert_num_queries(7):
        desk_client.get(url("desk-questions"))
