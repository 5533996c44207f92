"""Questions as pages show them: beside a task, and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.authoring.models import Task
from exercises.cohorts.models import Allotment
from exercises.questions.models import ClassNote, Question


@dataclass(frozen=True)
class Beside:
    """What stands beside a task, or beside a whole exercise.

    Attributes:
        questions: the student's own, the newest first, with their posts.
        notes: what was made known to the class.
    """

    questions: Sequence[Question]
    notes: Sequence[ClassNote]


def beside(allotment: Allotment, task: Task | None = None) -> Beside:
    """Return one's own questions and the class's notes; of one task, or of all. Three queries."""
    questions = Question.objects.filter(allotment=allotment)
    notes = ClassNote.objects.filter(assignment=allotment.assignment_id, withdrawn_at=None)
    if task is not None:
        questions, notes = questions.filter(task=task), notes.filter(task=task)
    whole = questions.select_related("task").defer("task__key").prefetch_related("posts")
    return Beside(
        list(whole.order_by("-id")), list(notes.select_related("task").defer("task__key"))
    )
