"""Gathering what a class made of an exercise: shares by line, and answers line by line.

Only handed-in work counts, of each person the last; only cohorts that the person at the desk teaches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import OpenTask, keys_of, open_task
from exercises.cohorts.models import Cohort
from exercises.kinds.panels import Ratings
from exercises.marking.models import Mark
from exercises.work.models import Attempt, Response, Score


@dataclass
class TaskWork:
    """What a class made of one task.

    Attributes:
        opened: the task.
        key: its typed key, the one that holds now.
        earned: by attempt, points and what could be reached, of work that has been scored or marked.
        lines: by line of reasoning and attempt, points and what could be reached.
        answers: the typed answers, of work that has not been erased.
    """

    opened: OpenTask
    key: Any
    earned: dict[int, tuple[float, float]] = field(default_factory=dict)
    lines: dict[str, dict[int, tuple[float, float]]] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)

    def ratings(self) -> Sequence[Ratings]:
        """Return what people gave line by line, with what the key accepts."""
        kind = self.opened.kind
        found: Sequence[Ratings] = kind.ratings(self.opened.brief, self.answers, self.key)
        return found


def work_on(version: ExerciseVersion, cohorts: Iterable[Cohort]) -> list[TaskWork]:
    """Return what these cohorts made of a version, task by task; seven queries whatever their size."""
    attempts = list(
        Attempt.objects.filter(
            state="handed_in",
            allotment__version=version,
            allotment__member__cohort__in=list(cohorts),
        )
        .order_by("allotment", "-number")
        .distinct("allotment")
        .values_list("pk", flat=True)
    )
    tasks = list(Task.objects.filter(version=version).order_by("position"))
    keys = keys_of(tasks)
    found = {task.pk: TaskWork(open_task(task), keys[task.pk]) for task in tasks}
    _add_answers(found, attempts)
    _add_scores(found, attempts)
    _add_marks(found, attempts)
    return list(found.values())


def _add_answers(found: Mapping[int, TaskWork], attempts: Sequence[int]) -> None:
    rows = Response.objects.filter(attempt__in=attempts, erased_at=None).order_by("attempt")
    for row in rows.iterator(chunk_size=500):
        work = found[row.task_id]
        work.answers.append(work.opened.kind.answer_from(row.data, row.schema))


def _add_scores(found: Mapping[int, TaskWork], attempts: Sequence[int]) -> None:
    rows = Score.objects.filter(response__attempt__in=attempts).values_list(
        "response__task", "response__attempt", "points_c", "out_of_c", "remarks"
    )
    for task, attempt, points, out_of, remarks in rows.iterator(chunk_size=500):
        work = found[task]
        work.earned[attempt] = (points, out_of)
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for remark in remarks:
            if remark["out_of_c"]:
                sums[remark["line"]][0] += remark["points_c"]
                sums[remark["line"]][1] += remark["out_of_c"]
        for line, (earned, possible) in sums.items():
            work.lines.setdefault(line, {})[attempt] = (earned, possible)


def _add_marks(found: Mapping[int, TaskWork], attempts: Sequence[int]) -> None:
    """Levels of finished marks, the mean of each criterion; several markers count alike."""
    rows = Mark.objects.filter(
        state="final",
        script__response__attempt__in=attempts,
        script__state__in=["marked", "released"],
    ).values_list("script__task", "script__response__attempt", "levels", "rubric__data")
    levels: dict[tuple[int, int], dict[str, list[tuple[int, int]]]] = {}
    for task, attempt, given, rubric in rows:
        most = {
            each["slug"]: max(rung["level"] for rung in each["rungs"])
            for each in rubric["criteria"]
        }
        by_line = levels.setdefault((task, attempt), defaultdict(list))
        for slug, level in given.items():
            by_line[slug].append((level, most[slug]))
    for (task, attempt), by_line in levels.items():
        work = found[task]
        points = possible = 0.0
        for slug, pairs in by_line.items():
            mean, highest = sum(level for level, _most in pairs) / len(pairs), pairs[0][1]
            work.lines.setdefault(slug, {})[attempt] = (mean, highest)
            points, possible = points + mean, possible + highest
        work.earned[attempt] = (points, possible)
