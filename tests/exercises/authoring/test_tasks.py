"""Opening, scoring and checking tasks."""

from __future__ import annotations

import pytest

from courseplatform.kit.refusals import Refusal
from exercises.authoring.checking import faults
from exercises.authoring.freezing import freeze
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import open_task, score_answer


def test_freezing_twice_changes_nothing(hts: ExerciseVersion) -> None:
    freeze(hts)
    at, sha256 = hts.frozen_at, hts.sha256
    other = ExerciseVersion.objects.get(pk=hts.pk)
    freeze(other)
    freeze(hts)
    other.refresh_from_db()
    assert (other.frozen_at, other.sha256) == (at, sha256)


def test_two_who_freeze_at_once_agree(hts: ExerciseVersion) -> None:
    stale = ExerciseVersion.objects.get(pk=hts.pk)
    freeze(hts)
    freeze(stale)
    assert (stale.frozen_at, stale.sha256) == (hts.frozen_at, hts.sha256)


def test_a_task_of_a_kind_that_is_gone_is_named_and_keeps_the_version_back(
    hts: ExerciseVersion,
) -> None:
    hts.tasks.filter(position=1).update(kind="crystal_ball")
    assert faults(hts) == [
        "Task 1: This installation has no task kind “crystal_ball”. Ask the office about this task."
    ]
    with pytest.raises(Refusal, match="cannot be given out yet: Task 1"):
        freeze(hts)
    with pytest.raises(Refusal, match="no task kind"):
        open_task(hts.tasks.get(position=1))


def test_a_task_worth_something_else_than_its_parts_is_named(hts: ExerciseVersion) -> None:
    hts.tasks.filter(position=4).update(points_c=999)
    assert faults(hts) == ["Task 4: It is worth 10.0 points, not 9.99."]


def test_a_brief_that_cannot_be_read_is_named(hts: ExerciseVersion) -> None:
    hts.tasks.filter(position=4).update(brief={"questions": []})
    assert faults(hts) == ["Task 4: 1 thing is missing or wrong in what students see."]


def test_a_written_answer_waits_for_a_person_and_none_scores_nothing(hts: ExerciseVersion) -> None:
    task = Task.objects.get(version=hts, kind="written_assessment")
    assert score_answer(task, {"text": "We judge it unlikely."}) == (None, 1, 0)
    score = score_answer(task, {}).score
    assert score is not None
    assert (score.points_c, score.out_of_c) == (0, 3200)


def test_rows_call_themselves_by_what_people_know(hts: ExerciseVersion) -> None:
    edition = hts.edition
    task = hts.tasks.get(position=1)
    assert str(hts) == "Did Kyiv deal with HTS?, version 1"
    assert str(hts.exercise) == "Did Kyiv deal with HTS?"
    assert str(task) == "1 Grade the sources"
    assert str(edition) == "Did Kyiv deal with HTS?, edition 1"
    assert str(edition.sources.get()).startswith("S1 Podcast page")
    assert str(edition.paragraphs.get(number=4)).startswith("¶4 The alleged deal")
    assert str(edition.case) == "Did Kyiv deal with HTS?"
