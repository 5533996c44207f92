"""Marks grow as drafts, are finished whole, and are released by an act of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from exercises.grades.models import GradeEvent
from exercises.grades.recording import grades_of
from exercises.kinds.rubrics import Criterion, Rubric, Rung
from exercises.marking import marks, queueing, releasing
from exercises.marking.models import Mark, RubricVersion, Script
from exercises.marking.points import points_for
from exercises.marking.rubrics import rubric_of

CRITERIA = ("sources", "uncertainty", "logic")
MakePerson = Callable[..., User]


def form(**fields: object) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update({name.replace("__", "-"): str(value) for name, value in fields.items()})
    return post


def levels(*given: int) -> dict[str, int]:
    return {f"level__{slug}": level for slug, level in zip(CRITERIA, given, strict=False)}


@pytest.fixture
def mark(script: Script, marker: User) -> Mark:
    """The marker's mark of the script, which they hold."""
    queueing.claim(script, marker)
    return marks.mark_of(script, marker)


@pytest.fixture
def finished(script: Script, mark: Mark) -> Script:
    """The script with a finished mark of 3, 2 and 4."""
    marks.save(script, mark, form(revision=0, **levels(3, 2, 4)))
    marks.finish(script, mark)
    script.refresh_from_db()
    return script


def test_levels_notes_and_the_word_on_the_whole_are_saved(script: Script, mark: Mark) -> None:
    marks.save(
        script, mark, form(revision=0, note__sources="Which ones?", overall="Good.", **levels(3))
    )
    mark.refresh_from_db()
    assert (mark.levels, mark.notes) == ({"sources": 3}, {"sources": "Which ones?"})
    assert (mark.overall, mark.revision) == ("Good.", 1)


def test_one_standard_can_be_saved_alone(script: Script, mark: Mark) -> None:
    marks.save(script, mark, form(revision=0, overall="Good.", **levels(3)))
    marks.save(script, mark, form(revision=1, level__logic=1))
    mark.refresh_from_db()
    assert (mark.levels, mark.overall) == ({"sources": 3, "logic": 1}, "Good.")


@pytest.mark.parametrize("level", ["5", "-1", "x", "", "1.5", "99999999999", "٣"])
def test_a_level_off_the_scale_changes_nothing(script: Script, mark: Mark, level: str) -> None:
    marks.save(script, mark, form(revision=0, level__sources=level, level__unknown=3))
    mark.refresh_from_db()
    assert mark.levels == {}


def test_two_windows_of_one_marker_meet(script: Script, mark: Mark, marker: User) -> None:
    other = Mark.objects.get(pk=mark.pk)
    marks.save(script, mark, form(revision=0, **levels(3)))
    with pytest.raises(marks.MarkConflict):
        marks.save(script, other, form(revision=0, **levels(1)))
    mark.refresh_from_db()
    assert mark.levels == {"sources": 3}


def test_a_mark_with_a_gap_cannot_be_finished(script: Script, mark: Mark) -> None:
    marks.save(script, mark, form(revision=0, **levels(3, 2)))
    with pytest.raises(Refusal, match="1 standards have no level"):
        marks.finish(script, mark)


def test_a_finished_mark_is_not_seen_and_not_graded_before_release(finished: Script) -> None:
    assert finished.state == "marked"
    assert not GradeEvent.objects.filter(kind="released").exists()
    assert not Letter.objects.exists()


def test_who_lost_the_hold_keeps_the_draft_and_finishes_nothing(
    script: Script, mark: Mark, lead: User
) -> None:
    marks.save(script, mark, form(revision=0, **levels(3, 2, 4)))
    queueing.give_back(script, mark.marker)
    queueing.claim(script, lead)
    with pytest.raises(Refusal, match="Another marker has taken"):
        marks.finish(script, mark)
    mark.refresh_from_db()
    assert (mark.state, mark.levels["logic"]) == ("draft", 4)


def test_a_finished_mark_is_opened_again_by_its_marker_alone(
    finished: Script, marker: User, lead: User
) -> None:
    with pytest.raises(Refusal, match="Only the marker"):
        marks.reopen(finished, lead)
    marks.reopen(finished, marker)
    finished.refresh_from_db()
    assert (finished.state, finished.held_by) == ("held", marker)
    assert AuditEntry.objects.filter(act="mark.reopened").exists()


def test_a_finished_mark_does_not_change(finished: Script, mark: Mark) -> None:
    with pytest.raises(Refusal, match="finished"):
        marks.save(finished, mark, form(revision=1, **levels(1)))


def test_the_rubric_is_frozen_by_its_hash_when_first_used(script: Script, marker: User) -> None:
    version = rubric_of(script)
    assert rubric_of(Script.objects.get(pk=script.pk)) == version
    assert RubricVersion.objects.count() == 1
    assert [each.slug for each in version.rubric.criteria] == list(CRITERIA)
    top = version.rubric.criteria[0].rung(4)
    assert top is not None
    assert top.text == "KEY-LEVEL names the radio and its record."


def test_release_records_the_grade_and_writes_to_the_student(
    finished: Script, lead: User, student: User
) -> None:
    assert releasing.release(finished, lead)
    event = GradeEvent.objects.get(kind="released")
    assert (event.points_c, event.out_of_c, event.actor) == (900, 1200, lead)
    letter = Letter.objects.get()
    assert (letter.person, letter.template) == (student, "marks_released")
    assert "Heron" not in str(letter.context)
    entry = AuditEntry.objects.get(act="marks.released")
    assert entry.actor == lead
    grade = grades_of([event.allotment_id])[event.allotment_id]
    assert len(grade.tasks) == 3


def test_releasing_twice_is_one_grade_and_one_letter(finished: Script, lead: User) -> None:
    assert releasing.release(finished, lead)
    assert not releasing.release(Script.objects.get(pk=finished.pk), lead)
    assert (GradeEvent.objects.filter(kind="released").count(), Letter.objects.count()) == (1, 1)


def test_only_who_teaches_may_release(finished: Script, lead: User, marker: User) -> None:
    assert list(releasing.releasable_by(lead)) == [finished]
    assert list(releasing.releasable_by(marker)) == []


def test_after_release_nothing_is_opened_silently(
    finished: Script, lead: User, marker: User
) -> None:
    releasing.release(finished, lead)
    with pytest.raises(Refusal, match="was released"):
        marks.reopen(finished, marker)


def rubric(criteria: int) -> Rubric:
    rungs = tuple(Rung(level, str(level)) for level in range(5))
    return Rubric(tuple(Criterion(f"c{n}", f"C{n}", "", rungs) for n in range(criteria)))


@pytest.mark.parametrize(
    ("given", "out_of_c", "points_c"),
    [
        ([{"c0": 4, "c1": 4}], 3200, 3200),
        ([{"c0": 0, "c1": 0}], 3200, 0),
        ([{"c0": 3, "c1": 2}], 3200, 2000),
        ([{"c0": 3, "c1": 2}, {"c0": 4, "c1": 2}], 3200, 2200),  # 3.5 and 2 of 8
        ([{"c0": 1, "c1": 0}], 1000, 125),
        ([{"c0": 1, "c1": 0}], 1001, 125),  # 125.125
        ([{"c0": 1, "c1": 0}], 1004, 126),  # 125.5 rounds up
    ],
)
def test_points_are_the_share_of_the_highest_sum(
    given: list[dict[str, int]], out_of_c: int, points_c: int
) -> None:
    assert points_for(rubric(2), given, out_of_c) == points_c
