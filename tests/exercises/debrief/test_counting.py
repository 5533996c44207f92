"""What a class made of a task: counted in the database, kept, and replaced only when that is safe."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from exercises.authoring.models import ExerciseVersion, Task
from exercises.cohorts.models import Cohort, Member
from exercises.debrief.counting import board_of, tasks_of
from exercises.debrief.models import ClassBoard
from exercises.debrief.tallies import tally
from exercises.kinds import registry
from exercises.kinds.boards import TalliedBoard, find, tally_of
from exercises.tradecraft.disclosure import Audience
from exercises.work.erasing import empty
from exercises.work.models import Attempt, Response, Revision
from tests.exercises.debrief.conftest import HandIn

INSTRUCTOR, _COORDINATOR, _STUDENT, LIVE = Audience


def task_of(version: ExerciseVersion, slug: str) -> Task:
    return Task.objects.get(version=version, kind=slug)


def findings(
    cohort: Cohort, version: ExerciseVersion, slug: str, audience: Audience = INSTRUCTOR
) -> dict[str, Any]:
    board = board_of(cohort, version, task_of(version, slug), audience)
    return {each["slug"]: each for each in board.findings}


def test_the_database_counts_as_python_does(
    version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    task = task_of(version, "ach_matrix")
    board = find("ach_matrix")
    assert isinstance(board, TalliedBoard)
    rows = list(Response.objects.filter(task=task))
    stored = [row.data for row in rows]
    assert stored
    in_python = tally_of(stored, board.tallied)
    assert tally([row.pk for row in rows], board.tallied) == {
        place: dict(counts) for place, counts in in_python.items()
    }
    assert tally([], board.tallied) == {}


def test_answers_that_lack_a_field_are_counted_as_nothing(
    version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    task = task_of(version, "ach_matrix")
    Response.objects.filter(task=task).update(data={"cells": None, "chances": [1], "linchpin": ""})
    ids = list(Response.objects.filter(task=task).values_list("pk", flat=True))
    assert tally(ids, {"cells": 2, "chances": 1, "linchpin": 0, "nothing": 1}) == {}


def test_findings_rest_on_what_was_handed_in(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    found = findings(cohort, version, "ach_matrix")
    assert found["matrix"]["n"] == 6
    numbers = findings(cohort, version, "estimate")
    assert all(each["n"] for each in numbers.values() if each["drawing"] == "numbers")
    text = board_of(cohort, version, task_of(version, "written_assessment"), INSTRUCTOR)
    assert (text.has_board, list(text.findings), text.n) == (False, [], 6)


def test_an_old_schema_is_counted_too(
    cohort: Cohort,
    version: ExerciseVersion,
    handed_in: list[Attempt],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Answers of an older schema are read by the kind, not counted as they lie in the database."""
    before = findings(cohort, version, "ach_matrix")
    ClassBoard.objects.all().delete()
    kind = registry.find("ach_matrix")
    monkeypatch.setattr(type(kind), "schema", 2)
    monkeypatch.setattr(type(kind), "upgrade", lambda _self, _part, _schema, data: data)
    assert findings(cohort, version, "ach_matrix") == before


def test_a_board_is_kept_and_read_in_two_queries(
    cohort: Cohort,
    version: ExerciseVersion,
    handed_in: list[Attempt],
    members: list[Member],
    handing_in: HandIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    task = task_of(version, "ach_matrix")
    for _people in (6, 8):
        board_of(cohort, version, task, INSTRUCTOR)
        with django_assert_num_queries(2):
            board_of(cohort, version, task, INSTRUCTOR)
        if _people == 6:
            for member in members[6:]:
                handing_in(member)


def test_the_instructor_sees_what_there_is_now(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt], members: list[Member],
    handing_in: HandIn,
) -> None:  # fmt: skip
    assert findings(cohort, version, "ach_matrix")["matrix"]["n"] == 6
    handing_in(members[6])
    assert findings(cohort, version, "ach_matrix")["matrix"]["n"] == 7


def test_the_screen_changes_only_when_three_people_did(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt], members: list[Member],
    handing_in: HandIn,
) -> None:  # fmt: skip
    first = findings(cohort, version, "ach_matrix", LIVE)
    assert first["matrix"]["n"] == 6
    for member in members[6:]:
        handing_in(member, "wrong")
        assert findings(cohort, version, "ach_matrix", LIVE) == first
    gone = Response.objects.filter(attempt=handed_in[0], task=task_of(version, "ach_matrix"))
    empty([gone.get().pk])
    assert findings(cohort, version, "ach_matrix", LIVE)["matrix"]["n"] == 7


def test_the_screen_waits_for_five_and_then_shows_them_at_once(
    cohort: Cohort, version: ExerciseVersion, members: list[Member], handing_in: HandIn
) -> None:
    seen = []
    for member in members[:6]:
        handing_in(member)
        seen.append(findings(cohort, version, "estimate", LIVE))
    told = [next(iter(each.values()))["n"] for each in seen]
    assert told == [None, None, None, None, 5, 5], "two views never differ by one person"


def test_what_was_erased_is_not_counted(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    assert findings(cohort, version, "estimate")
    empty(list(Response.objects.filter(attempt=handed_in[0]).values_list("pk", flat=True)))
    found = findings(cohort, version, "ach_matrix")
    assert found["matrix"]["n"] == 5


def test_nothing_handed_in_is_no_figure(cohort: Cohort, version: ExerciseVersion) -> None:
    board = board_of(cohort, version, task_of(version, "ach_matrix"), INSTRUCTOR)
    assert board.n == 0
    assert all(each["n"] is None for each in board.findings)


def test_answers_before_something_new_came_in_are_compared(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    task = task_of(version, "estimate")
    question = next(iter(handed_in[0].responses.get(task=task).data["estimates"]))
    for row in Response.objects.filter(task=task, attempt__in=handed_in):
        Revision.objects.create(
            response=row,
            number=0,
            data={"estimates": {question: {"number": 90}}},
            schema=1,
            saved_at=handed_in[0].started_at,
            why="inject",
        )
        Response.objects.filter(pk=row.pk).update(
            data={"estimates": {question: {"number": 15 if row.pk % 2 else 25}}}
        )
    ClassBoard.objects.all().delete()
    found = findings(cohort, version, "estimate")[question]
    assert found["facts"]["before"]["rows"][9]["count"] == 6
    assert found["sentence"]["template"].startswith("The middle of the class went from")
    assert found["sentence"]["facts"]["before"] == "90"


def test_a_first_attempt_stands_for_before_and_the_newest_one_counts(
    cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt]
) -> None:
    task = task_of(version, "estimate")
    question = next(iter(handed_in[0].responses.get(task=task).data["estimates"]))
    for attempt in handed_in:
        again = Attempt.objects.create(
            allotment=attempt.allotment,
            number=2,
            state="handed_in",
            handed_in_at=attempt.handed_in_at,
        )
        Response.objects.create(
            attempt=again,
            task=task,
            data={"estimates": {question: {"number": 55 + again.pk % 2}}},
            schema=1,
            state="scored",
        )
    found = findings(cohort, version, "estimate")[question]
    assert found["n"] == 6, "each person once"
    assert found["facts"]["before"]["n"] == 6
    assert [row["count"] for row in found["facts"]["bars"]["rows"] if row["count"]] == [6]


def test_tasks_come_without_their_keys(version: ExerciseVersion) -> None:
    tasks = tasks_of(version)
    assert [task.position for task in tasks] == [1, 2, 3, 4]
    assert all({"key", "brief"} <= task.get_deferred_fields() for task in tasks)
