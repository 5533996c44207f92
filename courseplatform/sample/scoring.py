"""A visitor's answers, read and scored as a student's would be; they live as long as the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from exercises.authoring.sample import Sample, SampleTask
from exercises.kinds.contract import FieldError, Parsed, Sheet
from exercises.kinds.score import Score


@dataclass(frozen=True)
class Tried:
    """One task with what the visitor made of it.

    ``score`` is None before anything was posted, and where a person would have to look.
    """

    task: SampleTask
    sheet: Sheet[Any, Any]
    score: Score | None = None


@dataclass(frozen=True)
class Result:
    """All tasks as tried, with what could not be read and the points (hundredths) together."""

    tried: Sequence[Tried]
    errors: Sequence[FieldError] = field(default_factory=tuple)
    answered: bool = False

    @property
    def points_c(self) -> int:
        """Points reached."""
        return sum(each.score.points_c for each in self.tried if each.score)

    @property
    def out_of_c(self) -> int:
        """Points reachable."""
        return sum(each.score.out_of_c for each in self.tried if each.score)


def blank(sample: Sample) -> Result:
    """Return the sample before anybody answered."""
    return Result([Tried(task, _sheet(sample, task)) for task in sample.tasks])


def read(sample: Sample, post: QueryDict) -> Result:
    """Read posted answers without scoring them."""
    parsed = [_parse(task, post) for task in sample.tasks]
    tried = [
        Tried(task, _sheet(sample, task, each))
        for task, each in zip(sample.tasks, parsed, strict=True)
    ]
    return Result(tried, [error for each in parsed for error in each.errors])


def score(sample: Sample, post: QueryDict) -> Result:
    """Read posted answers and score them, unless something could not be read."""
    found = read(sample, post)
    if found.errors:
        return found
    return Result(
        [
            Tried(
                each.task,
                each.sheet,
                each.task.kind.score(each.task.brief, each.task.key, each.sheet.answer),
            )
            for each in found.tried
        ],
        answered=True,
    )


def _parse(task: SampleTask, post: QueryDict) -> Parsed[Any]:
    return task.kind.parse(task.brief, post, task.kind.blank(task.brief))


def _sheet(sample: Sample, task: SampleTask, parsed: Parsed[Any] | None = None) -> Sheet[Any, Any]:
    if parsed is None:
        parsed = Parsed(task.kind.blank(task.brief))
    return Sheet(
        brief=task.brief,
        answer=parsed.answer,
        errors=parsed.errors,
        typed=parsed.typed,
        passages=sample.passages,
    )
