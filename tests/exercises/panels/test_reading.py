"""Reading a closed panel: the spread, how far the experts agree, and the key in the task."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring import tasking
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.stale import Stale
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.panels import AGREED, DIFFER, NEAR
from exercises.panels import answering, reading
from exercises.panels.models import Panel
from tests.exercises.panels.conftest import KEY, Grade, seats_of


def close_with(panel: Panel, grade: Grade, *codes: str) -> Panel:
    """Let the experts give grades, one for each, and close."""
    for seat, code in zip(seats_of(panel), codes, strict=False):
        grade(seat, code)
        answering.give(seat)
    panel.refresh_from_db()
    if panel.state == "open":
        answering.close(panel, by=panel.opened_by)
    return panel


def with_key(task: Task) -> Task:
    return Task.objects.with_keys().select_related("version__exercise").get(pk=task.pk)


def test_one_step_apart_is_graded_and_two_steps_are_not(panel: Panel, grade: Grade) -> None:
    found = reading.read(close_with(panel, grade, "B2", "C2", "D2"))
    ((_group, (source, information)),) = found.groups
    assert (source.given, source.why, source.graded) == (("B", "C", "D"), DIFFER, False)
    assert (information.given, information.why, information.graded) == (
        ("2", "2", "2"), AGREED, True,
    )  # fmt: skip
    assert found.differ == 1
    assert found.enough
    assert found.key.items["R"].source_open
    assert not found.key.items["R"].information_open
    assert [seat.number for seat in found.seats] == [1, 2, 3]
    assert {figure.about for figure in found.figures} == {"The source", "The information"}


def test_only_what_was_given_is_read(panel: Panel, grade: Grade) -> None:
    last = seats_of(panel)[2]
    grade(last, "E5")
    found = reading.read(close_with(panel, grade, "B2", "B2"))
    assert [seat.number for seat in found.seats] == [1, 2]
    assert not found.enough


def test_a_key_goes_into_the_draft_keeps_its_notes_and_can_be_undone(
    panel: Panel, grade: Grade, task: Task, author: User
) -> None:
    close_with(panel, grade, "B2", "B2", "C2")
    (into,) = reading.targets(panel)
    reading.take(panel, into, by=author)
    stored = with_key(task)
    assert stored.key["items"]["R"] == {
        "source": ["B", "C"], "information": ["2"], "source_open": False,
        "information_open": False, "why": "The note there was.",
    }  # fmt: skip
    assert tasking.restore_entry(stored, "key", by=author)
    assert with_key(task).key["items"]["R"]["source"] == KEY["items"]["R"]["source"]


def test_three_within_a_step_are_all_accepted(panel: Panel, grade: Grade) -> None:
    found = reading.read(close_with(panel, grade, "B2", "C3", "C3"))
    ((_group, lines),) = found.groups
    assert {line.why for line in lines} == {NEAR}


def test_a_key_wants_three_experts(panel: Panel, grade: Grade, author: User) -> None:
    close_with(panel, grade, "B2", "B2")
    (into,) = reading.targets(panel)
    with pytest.raises(Refusal) as refused:
        reading.take(panel, into, by=author)
    assert refused.value.code == "too-few-experts"
    assert "2" in refused.value.sentence


def test_a_key_somebody_saved_meanwhile_is_not_written_over(
    panel: Panel, grade: Grade, task: Task, author: User
) -> None:
    close_with(panel, grade, "B2", "B2", "B2")
    (into,) = reading.targets(panel)
    tasking.save_key(with_key(task), 0, {"items": {}}, by=author)
    with pytest.raises(Stale):
        reading.take(panel, into, by=author)
    assert with_key(task).key == {"items": {}}


def test_a_key_that_is_not_sound_gives_no_notes_and_stops_nothing(
    panel: Panel, grade: Grade, task: Task
) -> None:
    close_with(panel, grade, "B2", "B2", "B2")
    Task.objects.filter(pk=task.pk).update(key={"items": 3})
    (into,) = reading.targets(panel)
    assert reading.read(panel, into).key.items["R"].why == ""


def test_a_version_in_use_is_no_target(panel: Panel, task: Task) -> None:
    version = ExerciseVersion.objects.get(pk=task.version_id)
    twin = ExerciseVersion.objects.create(
        exercise=version.exercise, edition=version.edition, number=2, state="draft",
        title="Two", sha256="0" * 64,
    )  # fmt: skip
    copy = with_key(task)
    copy.pk, copy.version = None, twin
    copy.save()
    other = with_key(task)
    other.pk, other.version, other.position, other.kind = None, twin, 2, "choice"
    other.save()
    assert [each.pk for each in reading.targets(panel)] == [copy.pk, task.pk]
    ExerciseVersion.objects.filter(pk=version.pk).update(
        state="ready", frozen_at=version.created_at
    )
    assert [each.pk for each in reading.targets(panel)] == [copy.pk]


def test_answers_that_make_no_key_are_told_so(panel: Panel, author: User) -> None:
    matrix = {
        "hypotheses": [{"id": "H1", "name": "One"}, {"id": "H2", "name": "Two"}],
        "rows": [{"id": "E1", "text": "A row."}],
    }
    Panel.objects.filter(pk=panel.pk).update(kind="ach_matrix", brief=matrix)
    panel.seats.update(  # half a row of codes is no row of a key
        data={"cells": {"E1": {"H1": "C"}}}, state="in", answered_at=panel.opened_at
    )
    panel.refresh_from_db()
    answering.close(panel, by=author)
    Task.objects.filter(pk=panel.task_id).update(kind="ach_matrix")
    (into,) = reading.targets(panel)
    with pytest.raises(Refusal) as refused:
        reading.take(panel, into, by=author)
    assert refused.value.code == "no-key"


@pytest.mark.parametrize("kind", [k for k in registry.every().values() if k.offers_panel])
def test_a_closed_panel_of_every_kind_can_be_read(
    client: Client, panel: Panel, author: User, kind: AnyKind
) -> None:
    sample = import_module(f"exercises.kinds.{kind.slug}.samples").SAMPLES[0]
    Panel.objects.filter(pk=panel.pk).update(kind=kind.slug, schema=kind.schema, brief=sample.brief)
    panel.seats.update(
        data=sample.answer, schema=kind.schema, state="in", answered_at=panel.opened_at
    )
    panel.refresh_from_db()
    answering.close(panel, by=author)
    found = reading.read(panel)
    assert found.groups
    assert found.differ == 0
    assert all(figure.defined or str(figure.value) for figure in found.figures)
    client.force_login(author)
    assert client.get(reverse("desk-panel", args=[panel.ref])).status_code == 200
