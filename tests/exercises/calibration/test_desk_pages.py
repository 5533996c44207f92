"""Questions at the desk: writing, opening, putting to a class, deciding; who may look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, Task
from exercises.calibration import asking, resolving
from exercises.calibration.desk import due_lines
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import ForecastQuestion
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Cohort, Member
from tests.exercises.calibration.conftest import SHIPS, Ask, terms, words

MakePerson = Callable[..., User]
DAY = timedelta(days=1)
WRITTEN = {
    "text": "Will the ferry sail on 1 March?",
    "shape": "yes-or-no",
    "settled_by": "The port's log.",
    "void_rule": "The port closes.",
    "zone": "Europe/Kyiv",
    "closes_local": "2025-03-01T18:00",
    "resolves_local": "2025-03-10T12:00",
    "experts": "30\n40 %",
    "mark": "",
}


@pytest.fixture
def desk(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


def url(name: str, question: ForecastQuestion) -> str:
    return reverse(name, args=[question.ref])


def test_a_question_is_written_changed_opened_and_put_to_a_class(
    desk: Client, cohort: Cohort, member: Member
) -> None:
    assert "Nothing in this list" in words(desk.get(reverse("desk-forecasts")))
    assert desk.get(reverse("desk-forecast-new")).status_code == 200
    desk.post(reverse("desk-forecast-new"), WRITTEN)
    question = ForecastQuestion.objects.get()
    said = words(desk.get(url("desk-forecast", question)))
    assert "The draft is stored. Read it once more" in said
    assert "draft of" in words(desk.get(f"{reverse('desk-forecasts')}?state=draft"))
    form = desk.get(url("desk-forecast-terms", question)).content.decode()
    assert "Will the ferry sail on 1 March?</textarea>" in form
    changed = {
        **WRITTEN,
        "shape": "ordered",
        "outcomes": "none\n1 to 3\n4 or more",
        "experts": "70 20 10",
    }
    assert desk.post(url("desk-forecast-terms", question), changed).status_code == 302
    form = desk.get(url("desk-forecast-terms", question)).content.decode()
    assert "none\n1 to 3\n4 or more</textarea>" in form
    assert "70 20 10</textarea>" in form
    desk.post(url("desk-forecast-opening", question))
    said = words(desk.get(url("desk-forecast", question)))
    assert "The question is open. Put it to a class now." in said
    assert "No class yet." in said
    desk.post(url("desk-forecast-asking", question), {"cohort": cohort.ref})
    said = words(desk.get(url("desk-forecast", question)))
    assert f"The question is put to {cohort.title}." in said
    assert "Nobody has given a forecast yet." in said
    assert "Put it to the class" not in said  # no class is left
    assert list(ForecastQuestion.objects.asked_of(member.person)) == [question]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Fill this in."),
        ({"zone": "Kyiv"}, "This is not a time zone"),
        ({"closes_local": "soon"}, "closes_local"),
        ({"resolves_local": "2025-02-01T12:00"}, "in order"),
        ({"experts": "likely"}, "Write whole numbers"),
        ({"experts": "\n".join(["30"] * 13)}, "At most twelve experts"),
        ({"experts": "30 40"}, "one number"),
        ({"shape": "ordered"}, "at least two outcomes"),
        ({"shape": "ordered", "outcomes": "\n".join("abcdefghijklm")}, "At most twelve outcomes"),
        ({"shape": "unordered", "outcomes": f"a\n{'b' * 201}"}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_and_nothing_is_lost(
    desk: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = desk.post(reverse("desk-forecast-new"), {**WRITTEN, **changes})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "There is a problem" in words(answer)
    assert "The port closes.</textarea>" in answer.content.decode()
    assert not ForecastQuestion.objects.exists()


def test_an_open_question_keeps_its_terms(desk: Client, question: ForecastQuestion) -> None:
    answer = desk.post(url("desk-forecast-terms", question), WRITTEN)
    assert answer.status_code == 409
    assert "its terms stand" in words(answer)
    assert desk.post(url("desk-forecast-opening", question)).status_code == 409


def test_a_draft_cannot_be_decided(desk: Client, teacher: User) -> None:
    draft = asking.write_question(terms(), teacher)
    answer = desk.get(url("desk-forecast-decision", draft))
    assert answer.status_code == 409
    assert "still a draft" in words(answer)


def test_only_a_class_of_ones_own_can_be_chosen(
    desk: Client, teacher: User, cohort: Cohort
) -> None:
    question = asking.write_question(terms(), teacher)
    asking.open_question(question, teacher)
    other = membership.open_cohort("Another class", "Europe/Rome")
    answer = desk.post(url("desk-forecast-asking", question), {"cohort": other.ref})
    assert answer.status_code == 409
    assert "Choose one of your classes" in words(answer)
    assert not question.askings.exists()


def test_what_an_exercise_asks_is_opened_with_dates_alone(
    desk: Client, cohort: Cohort, forecasting: Exercise, member: Member
) -> None:
    allotting.allot(cohort, forecasting)
    said = words(desk.get(reverse("desk-forecasts")))
    assert "Asked by an exercise, not opened yet" in said
    task = Task.objects.get(kind="forecast")
    address = f"{reverse('desk-forecast-new')}?class={cohort.ref}&task={task.pk}&question=Q2"
    said = words(desk.get(address))
    assert "How many ships will lie in the basin?" in said
    assert "none · 1 to 3 · 4 or more" in said
    dates = {name: WRITTEN[name] for name in ("zone", "closes_local", "resolves_local")}
    assert desk.post(address, {**dates, "zone": "Kyiv"}).status_code == 422
    assert desk.post(address, dates).status_code == 302
    question = ForecastQuestion.objects.get()
    assert (question.ordered, question.experts) == (True, [[60, 30, 10]])
    assert [each["text"] for each in question.outcomes] == [each.text for each in SHIPS]
    assert "The question is open for the class." in words(desk.get(url("desk-forecast", question)))
    again = desk.post(address, dates)  # pressed twice, or in two windows
    assert again["Location"] == url("desk-forecast", question)
    assert ForecastQuestion.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    [
        "?task=1",
        "?task=x&class=y",
        "?task=99999999999999999999",
        "?class={ref}&task={pk}&question=Q9",
    ],
)
def test_a_question_that_no_task_of_ones_classes_asks_is_not_there(
    desk: Client, cohort: Cohort, forecasting: Exercise, query: str
) -> None:
    pk = Task.objects.get(kind="forecast").pk
    address = reverse("desk-forecast-new") + query.format(ref=cohort.ref, pk=pk)
    assert desk.get(address).status_code == 404


def test_lists_part_questions_by_where_they_stand(
    desk: Client, ask: Ask, teacher: User, member: Member
) -> None:
    names = ("open", "closed", "due", "resolved", "void")
    found = {name: ask(text=f"The {name} one?") for name in names}
    ForecastQuestion.objects.filter(pk=found["closed"].pk).update(closes_at=clock.now())
    ForecastQuestion.objects.filter(pk=found["due"].pk).update(
        closes_at=clock.now() - DAY, resolves_at=clock.now()
    )
    resolving.resolve(found["resolved"], teacher, "yes", source="The log.")
    resolving.void(found["void"], teacher, reason="The port closed.")
    forecast(found["open"], member, {"yes": 30})
    asking.write_question(terms(text="The draft one?"), teacher)
    for name in (*names, "draft"):
        said = words(desk.get(f"{reverse('desk-forecasts')}?state={name}"))
        assert [each for each in (*names, "draft") if f"The {each} one?" in said] == [name]
        assert "Outcome due (1)" in said
    assert "1 forecaster" in words(desk.get(f"{reverse('desk-forecasts')}?state=nonsense"))
    [line] = due_lines(teacher, clock.now())
    assert (line.text, line.url) == (
        "The outcome of 1 forecast question is due",
        f"{reverse('desk-forecasts')}?state=due",
    )
    resolving.void(found["due"], teacher, reason="The port closed.")
    assert due_lines(teacher, clock.now()) == []


def test_a_question_is_decided_corrected_and_taken_back(
    desk: Client, question: ForecastQuestion, member: Member, classmates: list[Member]
) -> None:
    for each in [member, *classmates]:
        forecast(question, each, {"yes": 30})
    address = url("desk-forecast-decision", question)
    said = words(desk.get(address))
    assert "The question is still open." in said
    assert "Take back" not in said
    empty = desk.post(address, {"what": "resolved", "outcome": "yes", "seen": "0"})
    assert empty.status_code == 422
    assert "where the outcome can be read" in words(empty)
    decided = {
        "what": "resolved",
        "outcome": "yes",
        "source": "https://port.example/log",
        "quote": "Left 09:10.",
        "known_local": "2025-02-20T10:00",
        "seen": "0",
    }
    early = desk.post(address, decided)
    assert early.status_code == 422  # nothing can be public since a time to come
    with clock.at(question.resolves_at):
        desk.post(address, decided)
    said = words(desk.get(url("desk-forecast", question)))
    assert "The decision stands." in said
    assert "It came out “Yes”. Ivo Lindqvist" in said
    assert "Public since" in said
    assert "6 forecasts count. Middle: 30 % yes" in said
    assert "Correct the decision" in said
    stale = desk.post(address, {"what": "voided", "reason": "Why not.", "seen": "0"})
    assert stale.status_code == 422
    assert "meanwhile" in words(stale)
    desk.post(
        address,
        {"what": "resolved", "outcome": "no", "source": "Log", "reason": "Misread.", "seen": "1"},
    )
    assert "Decided anew: it came out “No”." in words(desk.get(url("desk-forecast", question)))
    desk.post(address, {"what": "voided", "reason": "The port had closed.", "seen": "2"})
    assert "It does not count." in words(desk.get(url("desk-forecast", question)))
    assert "Take back what was decided" in words(desk.get(address))
    desk.post(address, {"what": "reopened", "reason": "It had not.", "seen": "3"})
    assert "What was decided is taken back." in words(desk.get(url("desk-forecast", question)))
    assert "Put to" in words(desk.get(url("desk-forecast", question)))


def test_another_classs_forecasts_stay_with_its_own_instructor(
    desk: Client,
    question: ForecastQuestion,
    member: Member,
    make_person: MakePerson,
    client: Client,
) -> None:
    other = membership.open_cohort("Another class", "Europe/Rome")
    colleague = make_person("Nadia Colleague")
    membership.set_staff(other, colleague, "lead")
    asking.put_to(question, other, colleague)
    theirs = membership.admit(other, make_person("Far Away"), "Finch 9")
    forecast(question, member, {"yes": 30})
    forecast(question, theirs, {"yes": 80})
    said = words(desk.get(url("desk-forecast", question)))
    assert "Heron 4" in said
    assert "Finch 9" not in said
    assert "1 forecast counts. Middle: 30 % yes" in said
    assert "Another class not yours" in said
    client.force_login(colleague)
    said = words(client.get(url("desk-forecast", question)))
    assert "Finch 9" in said
    assert "Heron 4" not in said


def test_others_find_no_question_and_students_no_desk(
    client: Client,
    question: ForecastQuestion,
    student: User,
    make_person: MakePerson,
    teacher: User,
) -> None:
    draft = asking.write_question(terms(), teacher)
    stranger = make_person("Nadia Colleague")
    membership.set_staff(membership.open_cohort("Another", "Europe/Rome"), stranger, "lead")
    client.force_login(stranger)
    for each in (question, draft):
        assert client.get(url("desk-forecast", each)).status_code == 404
        assert client.post(url("desk-forecast-decision", each)).status_code == 404
    client.force_login(student)
    assert client.get(reverse("desk-forecasts")).status_code == 404


def test_the_list_asks_the_database_the_same_for_two_questions_and_for_twenty(
    desk: Client,
    ask: Ask,
    member: Member,
    forecasting: Exercise,
    cohort: Cohort,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    allotting.allot(cohort, forecasting)

    def more(number: int) -> None:
        for index in range(number):
            forecast(ask(text=f"Will ship {index} sail?"), member, {"yes": 30})

    more(2)
    desk.get(reverse("desk-forecasts"))
    with django_assert_num_queries(12):
        desk.get(reverse("desk-forecasts"))
    more(18)
    with django_assert_num_queries(12):
        desk.get(reverse("desk-forecasts"))


def test_a_question_asks_the_database_the_same_for_one_forecaster_and_for_many(
    desk: Client,
    question: ForecastQuestion,
    member: Member,
    classmates: list[Member],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    forecast(question, member, {"yes": 30})
    desk.get(url("desk-forecast", question))
    with django_assert_num_queries(11):
        desk.get(url("desk-forecast", question))
    for each in classmates:
        forecast(question, each, {"yes": 40})
        forecast(question, each, {"yes": 50}, seen=1)
    with django_assert_num_queries(11):
        desk.get(url("desk-forecast", question))
