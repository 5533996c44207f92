"""What a student gets back: stored scores at once, a marker's view once it is released."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exercises.grades.fold import Grade, TaskGrade
from exercises.grades.recording import grades_of
from exercises.kinds.contract import Passage
from exercises.kinds.score import Score as Scored
from exercises.marking.commented import CommentedText, commented
from exercises.marking.models import Comment, Mark, Script
from exercises.marking.standards import StandardView, standards_of
from exercises.work.models import Attempt, Response, Score
from exercises.work.sheets import Step, step_of


@dataclass(frozen=True)
class MarkedView:
    """One marker's released view, without the marker's name."""

    standards: Sequence[StandardView]
    overall: str
    total: int
    most: int


@dataclass(frozen=True)
class TaskFeedback:
    """One task of an attempt with what came back for it.

    Attributes:
        step: the task and the answer as handed in.
        grade: the points that hold, or None while it waits for a marker.
        score: the stored score of a task scored by rule, or None.
        marks: what markers said; empty before release.
        text: the answer's running text with comments; None before release or without any text.
        released: whether a marker's view can be seen.
    """

    step: Step
    grade: TaskGrade | None
    score: Scored | None
    marks: Sequence[MarkedView]
    text: CommentedText | None
    released: bool

    @property
    def number(self) -> int:
        """The task's place in the exercise, from 1."""
        return self.step.number

    @property
    def awaits(self) -> str:
        """What its points wait for: ``marker``, ``outcome``, or nothing."""
        if self.grade is not None:
            return ""
        return "outcome" if self.step.response.state == "to_settle" else "marker"

    @property
    def tally(self) -> Mapping[str, int]:
        """How many remarks with points there are of each verdict: ``ok``, ``partly``, ``no``."""
        remarks = self.score.remarks if self.score else ()
        return Counter(each.verdict.value for each in remarks if each.out_of_c)


def grade_of(attempt: Attempt) -> Grade | None:
    """Return what the grades of this attempt's exercise add up to, or None before any."""
    return grades_of([attempt.allotment_id]).get(attempt.allotment_id)


def feedback_on(
    attempt: Attempt, grade: Grade | None, passages: Mapping[str, Passage]
) -> list[TaskFeedback]:
    """Return the feedback on every task, in order; six queries for any number of tasks."""
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    found = _Found.of(attempt, grade, rows, passages)
    return [found.task(row) for row in rows]


@dataclass(frozen=True)
class _Found:
    """Everything about the tasks of an attempt, read once."""

    grades: Mapping[int, TaskGrade]
    scores: Mapping[int, Score]
    scripts: Mapping[int, Script]
    marks: Mapping[int, list[Mark]]
    comments: Mapping[int, list[Comment]]
    passages: Mapping[str, Passage]

    @classmethod
    def of(
        cls,
        attempt: Attempt,
        grade: Grade | None,
        rows: Sequence[Response],
        passages: Mapping[str, Passage],
    ) -> _Found:
        """Read scores, and what is released of scripts, marks and comments."""
        scripts = Script.objects.filter(response__in=rows, state="released")
        marks: dict[int, list[Mark]] = defaultdict(list)
        for mark in Mark.objects.filter(script__in=scripts, state="final").order_by("id"):
            marks[mark.script_id].append(mark)
        comments: dict[int, list[Comment]] = defaultdict(list)
        for comment in Comment.objects.filter(script__in=scripts):
            comments[comment.script_id].append(comment)
        tasks = grade.tasks if grade else ()
        return cls(
            grades={each.task: each for each in tasks if each.attempt == attempt.number},
            scores={each.response_id: each for each in Score.objects.filter(response__in=rows)},
            scripts={each.response_id: each for each in scripts.select_related("rubric")},
            marks=marks,
            comments=comments,
            passages=passages,
        )

    def task(self, row: Response) -> TaskFeedback:
        """Put together what came back for one task."""
        step, score, script = step_of(row), self.scores.get(row.pk), self.scripts.get(row.pk)
        prose = step.task.kind.prose(step.answer)
        text = None
        if script is not None and prose:
            text = commented(prose, self.comments[script.pk], self.passages)
        return TaskFeedback(
            step=step,
            grade=self.grades.get(row.task_id),
            score=score.scored if score else None,
            marks=_views(script, self.marks[script.pk]) if script else (),
            text=text,
            released=script is not None,
        )


def _views(script: Script, marks: Sequence[Mark]) -> list[MarkedView]:
    if script.rubric is None:
        return []
    rubric = script.rubric.rubric
    return [
        MarkedView(standards_of(rubric, mark), mark.overall, sum(mark.levels.values()), rubric.most)
        for mark in marks
    ]
