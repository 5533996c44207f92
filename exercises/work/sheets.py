"""An attempt as pages see it: its tasks opened without keys, with the answers given so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from exercises.authoring.frozen import tasks_in
from exercises.authoring.tasks import OpenTask, open_task
from exercises.kinds.contract import FieldError, Passage, Progress, Sheet
from exercises.work.models import Attempt, Response


@dataclass(frozen=True)
class Step:
    """One task of an attempt with its answer.

    Attributes:
        response: the stored row.
        task: the task as its student may see it.
        answer: the typed answer.
        progress: how far it has come.
    """

    response: Response
    task: OpenTask
    answer: Any
    progress: Progress

    @property
    def number(self) -> int:
        """The task's place in the exercise, from 1; also its address."""
        return self.task.position

    @property
    def status(self) -> str:
        """``done``, ``begun`` or ``new``."""
        if self.progress.complete and self.response.revision:
            return "done"
        return "begun" if self.progress.done or self.response.revision else "new"

    @property
    def empty(self) -> bool:
        """Whether nothing at all was answered."""
        return self.progress.done == 0

    def known_part(self, part: str) -> str:
        """Return ``part`` if the sheet has one of that name, else nothing: the whole sheet."""
        return part if part in self.task.kind.parts(self.task.brief) else ""

    def missing(self) -> Sequence[str]:
        """Return what is still empty, in sentences."""
        return self.task.kind.missing(self.task.brief, self.answer)

    def sheet(
        self,
        passages: Mapping[str, Passage],
        *,
        part: str = "",
        errors: tuple[FieldError, ...] = (),
        typed: Mapping[str, str] | None = None,
        answer: Any = None,
        read_only: bool = False,
    ) -> Sheet[Any, Any]:
        """Return what the kind's templates get; ``answer`` stands in for the stored one."""
        part = self.known_part(part)
        return Sheet(
            brief=self.task.brief,
            answer=self.answer if answer is None else answer,
            part=part,
            errors=errors,
            typed=self.response.typed.get(part, {}) if typed is None else typed,
            passages=passages,
            read_only=read_only,
        )


def step_of(response: Response) -> Step:
    """Open one stored answer; ``response.task`` must be joined."""
    return step_in(response, open_task(response.task))


def step_in(response: Response, task: OpenTask) -> Step:
    """Open one stored answer to a task that was opened before."""
    answer = task.kind.answer_from(response.data, response.schema)
    return Step(response, task, answer, task.kind.progress(task.brief, answer))


def steps_of(attempt: Attempt) -> list[Step]:
    """Return all tasks of an attempt in order, with their answers.

    One query for the answers, and one for the tasks when this process has not read them yet;
    ``attempt`` comes with its allotment and version.
    """
    tasks = tasks_in(attempt.allotment.version)
    rows = {row.task_id: row for row in Response.objects.filter(attempt=attempt)}
    return [step_in(rows[pk], task) for pk, task in tasks.items() if pk in rows]


def step_at(steps: Sequence[Step], number: int) -> Step:
    """Return the task with that number. Raises Http404 where there is none."""
    for step in steps:
        if step.number == number:
            return step
    raise Http404(_("This exercise has no such task."))
