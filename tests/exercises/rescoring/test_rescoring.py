"""Scoring again: a dry run first, then an act with a reason; old scores stay, people's marks stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.freezing import version_digest
from exercises.authoring.keys import key_in_force
from exercises.authoring.models import Exercise, KeyCorrection, Task
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Assignment, Cohort
from exercises.cohorts.rules import Rules, ScoresFrom
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.grades.recording import Decision, grades_of, record
from exercises.rescoring import deciding, desk
from exercises.rescoring.applying import apply_some
from exercises.rescoring.correcting import as_text, correct
from exercises.rescoring.jobs import work
from exercises.rescoring.listing import list_some
from exercises.rescoring.models import Rescoring, RescoringLine
from exercises.work.erasing import empty
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response, Score
from exercises.work.starting import begin
from tests.exercises.work.answering import answer

MakePerson = Callable[..., User]


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
def assignment(
    cohort: Cohort, exercise: Exercise, make_person: MakePerson, saturday: datetime
) -> Assignment:
    """Three people have handed in: one all right, one partly, one wrong."""
    for code, name in (("Crane 1", "Ada Adler"), ("Crane 2", "Bo Berg"), ("Crane 3", "Cy Corn")):
        membership.admit(cohort, make_person(name), code)
    made = allotting.allot(cohort, exercise)
    for code, sample in (("Crane 1", "right"), ("Crane 2", "wrong"), ("Crane 3", "wrong")):
        attempt = begin(of(code))
        answer(attempt, sample)
        hand_in(attempt)
    return Assignment.objects.select_related("cohort", "exercise", "version").get(pk=made.pk)


def of(code: str) -> Allotment:
    return Allotment.objects.dated().get(member__code=code)


@pytest.fixture
def task(assignment: Assignment) -> Task:
    """The estimate, which the wrong answers miss."""
    tasks = Task.objects.select_related("version__edition")
    return tasks.get(version=assignment.version_id, kind="estimate")


def kinder(task: Task) -> str:
    """The key as text, with every number accepted."""
    key = json.loads(as_text(task))
    for question in key["questions"].values():
        question["low"], question["high"] = 1, 99
    return json.dumps(key)


@pytest.fixture
def corrected(assignment: Assignment, task: Task, lead: User) -> Rescoring:
    """A list with a corrected key, complete and not decided on."""
    made = correct(task, kinder(task), why="The range was too narrow.", by=lead)
    found = deciding.begin(assignment, task, by=lead, correction=made)
    list_some(found)
    found.refresh_from_db()
    return found


def points(code: str, task: Task) -> int:
    grade = grades_of([of(code).pk])[of(code).pk]
    held = grade.of(task.pk)
    assert held is not None
    return held.points_c


def moved(rescoring: Rescoring) -> dict[str, int]:
    rows = rescoring.lines.select_related("response__attempt__allotment__member")
    return {
        row.response.attempt.allotment.member.code: row.moves_by_c
        for row in rows
        if row.state != "skipped" and row.moves_by_c
    }


def test_with_the_same_key_and_rules_nobody_moves(
    assignment: Assignment, task: Task, lead: User
) -> None:
    found = deciding.begin(assignment, task, by=lead)
    assert list_some(found) == 3
    assert found.state == "listed"
    assert not RescoringLine.objects.filter(differs=True).exists()
    deciding.decide(found, reason="To be sure.", tell=True, by=lead)
    apply_some(found)
    assert found.state == "done"
    assert not Score.history.filter(number=2).exists()
    assert not GradeEvent.objects.filter(kind="rescored").exists()


def test_a_dry_run_moves_nothing_and_the_key_is_not_in_force(
    corrected: Rescoring, task: Task
) -> None:
    assert corrected.state == "listed"
    assert set(moved(corrected)) == {"Crane 2", "Crane 3"}
    assert key_in_force(task.pk).number == 0
    assert not Score.history.filter(number=2).exists()
    assert points("Crane 2", task) < points("Crane 1", task)


def test_applied_the_new_scores_hold_beside_the_old_and_events_say_who(
    corrected: Rescoring, task: Task, lead: User
) -> None:
    before = points("Crane 2", task)
    deciding.decide(corrected, reason="The range was too narrow.", tell=True, by=lead)
    apply_some(corrected)
    assert corrected.state == "done"
    after = moved(corrected)
    assert points("Crane 2", task) == before + after["Crane 2"]
    history = Score.history.filter(response__task=task, response__attempt__allotment=of("Crane 2"))
    assert [
        (row.number, row.key, row.replaced_at is None) for row in history.order_by("number")
    ] == [
        (1, 0, False),
        (2, 1, True),
    ]
    events = GradeEvent.objects.filter(kind="rescored")
    assert set(events.values_list("actor", flat=True)) == {lead.pk}
    assert events.count() == 2
    facts = AuditEntry.objects.get(act="rescoring.done").facts
    assert facts == {"moved": 2, "skipped": 0}


def test_applying_does_what_the_dry_run_said_for_everybody_and_appends_only(
    corrected: Rescoring, task: Task, lead: User
) -> None:
    said = dict(
        corrected.lines.values_list("response__attempt__allotment__member__code", "after_c")
    )
    mine = of("Crane 2")
    text = Task.objects.get(version=task.version_id, kind="written_assessment")
    record(mine.pk, 1, GradeKind.RELEASED, [Decision(text.pk, 900, text.points_c)], actor=lead)
    before = list(GradeEvent.objects.order_by("id").values())
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    assert {code: points(code, task) for code in said} == said
    assert list(GradeEvent.objects.order_by("id").values())[: len(before)] == before
    assert points("Crane 2", text) == 900
    assert corrected.lines.filter(state="applied").count() == len(said)


def test_who_moved_is_told_with_the_reason_and_without_points(
    corrected: Rescoring, lead: User
) -> None:
    deciding.decide(corrected, reason="The range was too narrow.", tell=True, by=lead)
    apply_some(corrected)
    letters = Letter.objects.filter(template="rescored").order_by("id")
    assert {each.person.name for each in letters if each.person} == {"Bo Berg", "Cy Corn"}
    words = render(letters[0], Sender.current())
    assert "The range was too narrow." in words.text
    assert "/feedback/2/" in words.text
    assert words.subject == "Scored again: The ship at the quay"


@pytest.mark.parametrize("why", ["not ticked", "points hidden"])
def test_nobody_is_told_where_it_was_not_ticked_or_points_are_hidden(
    corrected: Rescoring, lead: User, cohort: Cohort, exercise: Exercise, why: str
) -> None:
    if why == "points hidden":
        allotting.allot(cohort, exercise, rules=Rules(scores=ScoresFrom.BY_HAND))
        Allotment.objects.update(rules=Assignment.objects.get().rules)
    deciding.decide(corrected, reason="So.", tell=why == "points hidden", by=lead)
    apply_some(corrected)
    assert GradeEvent.objects.filter(kind="rescored").count() == 2
    assert not Letter.objects.filter(template="rescored").exists()


def test_the_frozen_version_stays_and_what_comes_later_is_scored_by_the_corrected_key(
    corrected: Rescoring,
    task: Task,
    lead: User,
    cohort: Cohort,
    make_person: MakePerson,
    assignment: Assignment,
) -> None:
    frozen = version_digest(assignment.version)
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    membership.admit(cohort, make_person("Di Dahl"), "Crane 4")
    attempt = begin(of("Crane 4"))
    answer(attempt, "wrong")
    hand_in(attempt)
    assert points("Crane 4", task) == points("Crane 2", task)
    assert Score.objects.get(response__attempt=attempt, response__task=task).key == 1
    assert version_digest(assignment.version) == frozen
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        KeyCorrection.objects.update(data={})


def test_applying_twice_and_in_pieces_is_applying_once(
    corrected: Rescoring, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exercises.rescoring.applying.BATCH", 1)
    deciding.decide(corrected, reason="So.", tell=True, by=lead)
    apply_some(corrected)
    again = Rescoring.objects.get(pk=corrected.pk)
    while work():
        apply_some(again)
    corrected.refresh_from_db()
    assert corrected.state == "done"
    assert GradeEvent.objects.filter(kind="rescored").count() == 2
    assert Score.history.filter(number=2).count() == 3
    assert not Score.history.filter(number=3).exists()


def test_a_long_list_is_made_in_pieces(
    assignment: Assignment, task: Task, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exercises.rescoring.listing.BATCH", 2)
    found = deciding.begin(assignment, task, by=lead)
    assert (list_some(found), found.state) == (2, "listing")
    with pytest.raises(Refusal, match="not complete yet"):
        deciding.decide(found, reason="So.", tell=False, by=lead)
    assert work() == 1
    found.refresh_from_db()
    assert (found.state, found.lines.count()) == ("listed", 3)


def test_what_a_person_decided_since_is_left_alone(
    assignment: Assignment, task: Task, lead: User
) -> None:
    mine = of("Crane 2")
    record(mine.pk, 1, GradeKind.REGRADED, [Decision(task.pk, 1, task.points_c)], actor=lead)
    made = correct(task, kinder(task), why="Too narrow.", by=lead)
    found = deciding.begin(assignment, task, by=lead, correction=made)
    list_some(found)
    deciding.decide(found, reason="So.", tell=False, by=lead)
    apply_some(found)
    assert points("Crane 2", task) == 1
    assert RescoringLine.objects.get(why="by-hand").state == "skipped"
    assert desk.stale_lines(lead, assignment.created_at) == []


def test_what_a_person_decides_between_list_and_application_is_left_alone_too(
    corrected: Rescoring, task: Task, lead: User
) -> None:
    Score.objects.filter(response__attempt__allotment=of("Crane 2"), response__task=task).update(
        replaced_at=corrected.begun_at
    )
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    line = RescoringLine.objects.get(response__attempt__allotment=of("Crane 2"))
    assert (line.state, line.why) == ("skipped", "changed")


def test_an_answer_that_was_erased_after_the_list_was_made_keeps_its_points(
    corrected: Rescoring, task: Task, lead: User
) -> None:
    before = points("Crane 2", task)
    rows = Response.objects.filter(attempt__allotment=of("Crane 2"))
    empty(list(rows.values_list("pk", flat=True)))
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    line = corrected.lines.get(response__attempt__allotment=of("Crane 2"))
    assert (line.state, line.why) == ("skipped", "changed")
    assert points("Crane 2", task) == before


def test_an_erased_answer_keeps_its_points(assignment: Assignment, task: Task, lead: User) -> None:
    rows = Response.objects.filter(attempt__allotment=of("Crane 2"))
    empty(list(rows.values_list("pk", flat=True)))
    made = correct(task, kinder(task), why="Too narrow.", by=lead)
    found = deciding.begin(assignment, task, by=lead, correction=made)
    list_some(found)
    assert (
        RescoringLine.objects.get(why="erased").after_c
        == RescoringLine.objects.get(why="erased").before_c
    )


def test_dropped_nothing_moves_and_the_key_never_holds(
    corrected: Rescoring, task: Task, lead: User
) -> None:
    deciding.drop(corrected, by=lead)
    assert KeyCorrection.objects.get().state == "dropped"
    assert key_in_force(task.pk).number == 0
    for act in (
        lambda: deciding.drop(corrected, by=lead),
        lambda: deciding.decide(corrected, reason="So.", tell=False, by=lead),
    ):
        with pytest.raises(Refusal):
            act()


def test_one_list_a_task_is_open_at_a_time(
    corrected: Rescoring, assignment: Assignment, task: Task, lead: User
) -> None:
    with pytest.raises(Refusal, match="open already"):
        deciding.begin(assignment, task, by=lead)
    assert deciding.begin(assignment, task, by=lead, correction=corrected.correction) == corrected


def test_a_second_correction_replaces_the_first(
    corrected: Rescoring, assignment: Assignment, task: Task, lead: User
) -> None:
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    original = dict(Task.objects.with_keys().get(pk=task.pk).key)
    back = correct(task, json.dumps(original), why="It was right after all.", by=lead)
    found = deciding.begin(assignment, task, by=lead, correction=back)
    list_some(found)
    assert {code: -by for code, by in moved(found).items()} == moved(corrected)
    deciding.decide(found, reason="Back.", tell=False, by=lead)
    states = KeyCorrection.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["replaced", "in_force"]


@pytest.mark.parametrize(
    ("text", "why", "sentence"),
    [
        ("{", "x", "Line 1 cannot be read."),
        ("[]", "x", "A key is a set of named parts"),
        ('{"strange": 1}', "x", "strange"),
        ("same", "x", "This is the key that holds already."),
        ("same", " ", "Say what was wrong"),
        ("[" * 100_000, "x", "cannot be read"),
        ("[" * 200_001, "x", "too long for a key"),
    ],
)
def test_a_key_that_cannot_be_kept_is_refused_in_words(
    assignment: Assignment, task: Task, lead: User, text: str, why: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        correct(task, as_text(task) if text == "same" else text, why=why, by=lead)
    assert not KeyCorrection.objects.exists()


def url(name: str, assignment: Assignment, *more: object) -> str:
    return reverse(name, args=[assignment.cohort.ref, assignment.exercise.ref, *more])


def test_the_whole_way_at_the_desk(
    assignment: Assignment, task: Task, desk_client: Client, client: Client
) -> None:
    page = desk_client.get(url("cohort-rescoring", assignment)).text
    assert "same key, same rules" in page
    here = url("key-correction", assignment, task.position)
    assert "What the key in force asks for" in desk_client.get(here).text
    wrong = desk_client.post(here, {"text": "{", "why": "Narrow"})
    assert (wrong.status_code, "Line 1 cannot be read" in wrong.text) == (422, True)
    assert "Narrow" in wrong.text
    sent = {"text": kinder(task), "why": "The range was too narrow."}
    found = desk_client.post(here, sent, follow=True)
    assert "Of 3 scored answers 2 would go up and 0 down." in found.text
    assert "Crane 2" in found.text
    assert "Bo Berg" not in found.text
    rescoring = Rescoring.objects.get()
    empty_reason = desk_client.post(
        reverse("rescoring-application", args=[rescoring.ref]), {"reason": " "}
    )
    assert empty_reason.status_code == 409
    done = desk_client.post(
        reverse("rescoring-application", args=[rescoring.ref]),
        {"reason": "The range was too narrow.", "tell": "1"},
        follow=True,
    )
    assert "The new scores hold." in done.text
    assert Rescoring.objects.get().state == "done"
    student = User.objects.get(name="Bo Berg")
    client.force_login(student)
    attempt = Attempt.objects.get(allotment__member__person=student)
    feedback = client.get(reverse("feedback-task", args=[attempt.ref, task.position])).text
    assert re.search(r"Scored again on (Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w+ 20\d\d;", feedback)


def test_dropping_at_the_desk_leads_back(
    corrected: Rescoring, assignment: Assignment, desk_client: Client
) -> None:
    leads = desk_client.post(reverse("rescoring-removal", args=[corrected.ref]))
    assert leads.headers["Location"] == url("cohort-rescoring", assignment)
    again = desk_client.post(reverse("rescoring-going-on", args=[corrected.ref]))
    assert again.status_code == 302


def test_comparing_is_begun_by_a_press(
    assignment: Assignment, task: Task, desk_client: Client
) -> None:
    answered = desk_client.post(url("cohort-rescoring", assignment), {"task": str(task.position)})
    found = Rescoring.objects.get()
    assert answered.headers["Location"] == reverse("rescoring", args=[found.ref])
    assert "Nobody moves" in desk_client.get(answered.headers["Location"]).text
    for strange in ("", "x", "99", "²"):
        assert (
            desk_client.post(url("cohort-rescoring", assignment), {"task": strange}).status_code
            == 404
        )


def test_another_class_is_told_at_its_desk_that_the_key_was_corrected(
    corrected: Rescoring,
    assignment: Assignment,
    lead: User,
    make_person: MakePerson,
    saturday: datetime,
) -> None:
    other, teacher = membership.open_cohort("The next class", "UTC"), make_person("Lea Lead")
    membership.set_staff(other, teacher, "lead")
    membership.admit(other, make_person("Ed Esch"), "Swift 1")
    allotting.allot(other, assignment.exercise)
    attempt = begin(of("Swift 1"))
    hand_in(attempt)
    assert desk.stale_lines(teacher, saturday) == []
    deciding.decide(corrected, reason="So.", tell=False, by=lead)
    apply_some(corrected)
    (line,) = desk.stale_lines(teacher, saturday)
    assert "1 answer to The ship at the quay was scored by a key that was corrected" in line.text
    client = Client()
    client.force_login(teacher)
    assert "1 by an earlier key" in client.get(line.url).text
    assert desk.stale_lines(lead, saturday) == []


def test_who_runs_the_courses_sees_no_key(
    assignment: Assignment, task: Task, make_person: MakePerson, corrected: Rescoring
) -> None:
    from courseplatform.people.granting import grant
    from courseplatform.people.roles import Role

    for role in (Role.COORDINATOR, Role.OWNER):
        person = make_person(f"{role} Person")
        grant(person, role, by=None)
        client = Client()
        client.force_login(person)
        for path in (
            url("cohort-rescoring", assignment),
            url("key-correction", assignment, task.position),
            reverse("rescoring", args=[corrected.ref]),
        ):
            assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_whatever_was_scored(
    assignment: Assignment,
    task: Task,
    lead: User,
    desk_client: Client,
    count: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    allotments = [of(code).pk for code in ("Crane 1", "Crane 2", "Crane 3")]
    Score.history.exclude(response__attempt__allotment__in=allotments[:count]).update(
        replaced_at=assignment.created_at
    )
    with django_assert_num_queries(10):
        desk_client.get(url("cohort-rescoring", assignment))
