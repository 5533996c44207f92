"""Reading changes nothing, and nothing secret is ever read by those it is kept from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from tests.roles.asking import Asker, address, text_of
from tests.roles.table import ROWS
from tests.roles.world import ANSWER, KEY, NOTE, OTHERS_MAIL, OWN, REMARK, World

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.timeout(900)]

# What a GET writes by design: (address, table).
BY_DESIGN = {
    # A newcomer is let into the cohort by their own page, not by waiting for a job.
    ("learn", "courses_admission"),
    ("learn", "courses_sessioncohort"),
    ("learn", "exercises_cohort"),
    ("learn", "exercises_member"),
    # The PDF is printed when it is first asked for, and kept.
    ("document", "courses_document"),
    # Who takes personal data along leaves a trace.
    ("desk-dispute-pdf", "people_auditentry"),
    ("desk-export", "people_auditentry"),
    # That its owner has opened an exercise: the list of who is where says so.
    ("exercise", "exercises_allotment"),
    ("dossier", "exercises_allotment"),
    # The rubric's wording is fixed for a script when somebody first opens it.
    ("script", "exercises_rubricversion"),
    # What the class made of a task is counted when somebody looks, and kept.
    ("desk-debrief", "exercises_classboard"),
    ("exercise-debrief", "exercises_classboard"),
    ("script", "exercises_script"),
}
# Ours alone: a browser's session is not a fact of the business.
THEIRS = {"django_session", "usersessions_usersession"}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


def counts() -> dict[str, int]:
    """Return how many rows each of our tables has."""
    rooms = {"courses", "exercises"}
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("courseplatform.") or model._meta.app_label in rooms
    ]
    assert len(ours) > 40
    return {model._meta.db_table: model._base_manager.count() for model in ours}


def test_reading_changes_nothing(world: World, askers: dict[str, Asker]) -> None:
    before, written, here = counts(), set(), ""

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = WRITES.match(sql)
        if found and found[1] not in THEIRS:
            written.add((here, found[1]))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        for row in ROWS:
            if row.method == "GET":
                here = row.name
                for asker in askers.values():
                    asker.ask_for_good(address(row, world))
    surprising = sorted(f"{name}: {table}" for name, table in written - BY_DESIGN)
    assert not surprising, "\n".join(surprising)
    after = counts()
    allowed = {table for _name, table in BY_DESIGN}
    moved = {table for table in before if after[table] != before[table]} - allowed
    assert not moved


def test_the_canaries_are_there_to_be_found(world: World, askers: dict[str, Asker]) -> None:
    task = {"ref": world.version.exercise.ref, "number": 1, "position": 1}
    seen = [
        (KEY, "instructor", reverse("desk-task", kwargs=task | {"position": 3})),
        (REMARK, "instructor", reverse("desk-task", kwargs=task)),
        (REMARK, "student", reverse("feedback-task", args=[world.handed_in.ref, 1])),
        (ANSWER, "marker", reverse("script", args=[world.others_script.ref])),
        (OWN, "student", reverse("notes", args=[world.allotment_open.ref])),
        (NOTE, "coordinator", reverse("desk-course", args=[world.course.slug])),
        (NOTE, "consultant", reverse("desk-inquiry", args=[world.inquiry.ref])),
        (OTHERS_MAIL, "coordinator", reverse("desk-roster", args=[world.session.ref])),
    ]
    for word, role, url in seen:
        assert word in text_of(askers[role].ask("GET", url)), (word, role)
