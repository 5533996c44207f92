"""Questions as pages show them: beside a task, and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.cohorts.models import Allotment
from exercises.questions.models import ClassNote, Question

# A list names its tasks; what they ask stays in the database.
_NOT_SHOWN = [f"task__{name}" for name in ("brief", "key", "prompt_md", "prompt_html", "undo")]


@dataclass(frozen=True)
class Beside:
    """What stands beside a task, or beside a whole exercise.

    Attributes:
        questions: the student's own, the newest first, with their posts.
        notes: what was made known to the class.
    """

    questions: Sequence[Question]
    notes: Sequence[ClassNote]


def beside(allotment: Allotment, task: int | None = None) -> Beside:
    """Return one's own questions and the class's notes; of one task, or of all. At most three queries.

    ``task`` is its key; without one each question and note comes with its task's title.
    """
    questions = Question.objects.filter(allotment=allotment)
    notes = ClassNote.objects.filter(assignment=allotment.assignment_id, withdrawn_at=None)
    if task is not None:
        questions, notes = questions.filter(task=task), notes.filter(task=task)
    else:
        questions = questions.select_related("task").defer(*_NOT_SHOWN)
        notes = notes.select_related("task").defer(*_NOT_SHOWN)
    return Beside(list(questions.prefetch_related("posts").order_by("-id")), list(notes))
