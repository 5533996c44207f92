"""A try at a draft's tasks, as its students get them; it stays in the session of whoever tries.

Nothing is stored but the try itself, and nobody sees it but the person at the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import OpenTask, open_task
from exercises.cases.dossier import Dossier
from exercises.kinds.contract import AnyKind, Parsed, Progress, Sheet
from exercises.kinds.score import Score
from exercises.kinds.shape import ShapeError


@dataclass(frozen=True)
class Try:
    """A task under preview, with the answer tried so far. ``row`` carries the key."""

    version: ExerciseVersion
    row: Task
    task: OpenTask
    answer: Any

    @property
    def kind(self) -> AnyKind:
        """How the task is worked."""
        return self.task.kind

    @property
    def progress(self) -> Progress:
        """How far the try has come."""
        return self.kind.progress(self.task.brief, self.answer)

    def sheet(
        self, dossier: Dossier, part: str = "", parsed: Parsed[Any] | None = None
    ) -> Sheet[Any, Any]:
        """Return what the kind's templates get."""
        known = part if part in self.kind.parts(self.task.brief) else ""
        return Sheet(
            brief=self.task.brief,
            answer=parsed.answer if parsed else self.answer,
            part=known,
            errors=parsed.errors if parsed else (),
            typed=parsed.typed if parsed else {},
            passages=dossier.passages,
        )

    def score(self, answer: Any = None) -> Score | None:
        """Score the try, or another answer; None where a person must look.

        Raises ShapeError while the key is not sound.
        """
        key = self.kind.key_from(self.row.key, self.row.schema)
        given = self.answer if answer is None else answer
        return self.kind.score(self.task.brief, key, given)

    def keep(self, session: SessionBase, post: QueryDict) -> Parsed[Any]:
        """Keep what was posted as the try."""
        parsed: Parsed[Any] = self.kind.parse(self.task.brief, post, self.answer)
        session[_slot(self.row)] = self.kind.to_json(parsed.answer)
        return parsed


def try_of(session: SessionBase, version: ExerciseVersion, row: Task) -> Try:
    """Return the try at a task so far. Raises ShapeError while its brief is not sound."""
    task = open_task(row)
    try:
        answer = task.kind.answer_from(session.get(_slot(row), {}))
    except ShapeError:  # tried before the task was changed
        answer = task.kind.blank(task.brief)
    return Try(version, row, task, answer)


def tries_of(session: SessionBase, version: ExerciseVersion) -> list[tuple[Task, Try | None]]:
    """Return every task of a version with its try; None for one whose brief is not sound yet."""
    found: list[tuple[Task, Try | None]] = []
    for row in Task.objects.with_keys().filter(version=version).order_by("position"):
        try:
            found.append((row, try_of(session, version, row)))
        except ShapeError:
            found.append((row, None))
    return found


def start_over(session: SessionBase, rows: Sequence[Task]) -> None:
    """Forget the tries at these tasks."""
    for row in rows:
        session.pop(_slot(row), None)


def _slot(row: Task) -> str:
    return f"preview-{row.pk}"
