"""Release: an act of its own, after marking, by who teaches the cohort."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from courseplatform.kit import clock, moves
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.models import INSTRUCTORS
from exercises.grades.fold import GradeKind
from exercises.grades.recording import Decision, record
from exercises.marking.models import Mark, Script
from exercises.marking.points import points_for


def releasable_by(user: User) -> Iterable[Script]:
    """Return the marked scripts that ``user`` may release, oldest mark first."""
    return (
        Script.objects.visible_to(user, *INSTRUCTORS)
        .filter(state="marked")
        .select_related(
            "cohort", "member__person", "task", "rubric", "response__attempt__allotment__version"
        )
        .defer("task__key")
        .order_by("task", "marked_at", "id")
    )


def release(script: Script, actor: User) -> bool:
    """Release one marked script; tell whether this call did it.

    In one transaction: the grade is recorded, the student's letter is written, the act is audited.
    There is no way back that nobody sees: a mark that must change later is a regrade.
    """
    with transaction.atomic():
        if not moves.try_move(script, "marked", "released", released_at=clock.now()):
            return False
        points_c = points_of(script)
        attempt = script.response.attempt
        record(
            attempt.allotment_id,
            attempt.number,
            GradeKind.RELEASED,
            [Decision(script.task_id, points_c, script.task.points_c)],
            actor=actor,
        )
        audit.record(actor, "marks.released", f"script:{script.ref}", points_c=points_c)
        write(
            f"marks-released:{script.ref}",
            "marks_released",
            to=script.member.person,
            context={
                "exercise": attempt.allotment.version.title,
                "task": script.task.title,
                "path": reverse("feedback", args=[attempt.ref]),
            },
        )
    return True


def release_all(scripts: Iterable[Script], actor: User) -> int:
    """Release many scripts, each for itself; return how many this call released."""
    return sum(release(script, actor) for script in scripts)


def points_of(script: Script) -> int:
    """Return the points (hundredths) that the final marks of a script stand for."""
    marks = Mark.objects.filter(script=script, state="final").order_by("id")
    levels = [mark.levels for mark in marks]
    rubric = script.rubric
    assert rubric is not None  # noqa: S101 - a final mark has a rubric, and so has its script
    return points_for(rubric.rubric, levels, script.task.points_c)
