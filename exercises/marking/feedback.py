"""What a student gets back: stored scores when the rules show them, marks once released."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exercises.authoring.tasks import model_answers
from exercises.cohorts.showing import Showing
from exercises.grades.fold import AttemptGrade, Grade, TaskGrade
from exercises.grades.recording import grades_of
from exercises.kinds.contract import Passage
from exercises.kinds.score import Score as Scored
from exercises.marking.cited import Cited, cited
from exercises.marking.commented import CommentedText, commented
from exercises.marking.models import Comment, Mark, Script
from exercises.marking.standards import StandardView, standards_of
from exercises.work.comparing import Movements
from exercises.work.models import Attempt, Response, Score
from exercises.work.sheets import Step, step_of
from exercises.work.showing import newest_beside, seen_by_owner, showing_of


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
        grade: the points that hold and may be seen, or None.
        score: the stored score of a task scored by rule, where its remarks may be seen.
        marks: what markers said; empty before release.
        text: the answer's running text with comments; None before release or without any text.
        released: whether a marker's view can be seen.
        earlier: scores that held before the task was scored again, oldest first.
        hidden: it is graded, and its owner may not see that yet.
        model: the step with the model answer in place of the given one, where an instructor shows
            it; else None.
        moved: what injects moved in it, where the page asked for that.
        cited: the paragraphs that the answer and the comments cite.
    """

    step: Step
    grade: TaskGrade | None
    score: Scored | None
    marks: Sequence[MarkedView]
    text: CommentedText | None
    released: bool
    earlier: Sequence[Score] = ()
    hidden: bool = False
    model: Step | None = None
    moved: Movements | None = None
    cited: Sequence[Cited] = ()

    @property
    def number(self) -> int:
        """The task's place in the exercise, from 1."""
        return self.step.number

    @property
    def awaits(self) -> str:
        """What its points wait for: ``marker``, ``outcome``, or nothing."""
        if self.grade is not None or self.hidden:
            return ""
        return "outcome" if self.step.response.state == "to_settle" else "marker"

    @property
    def tally(self) -> Mapping[str, int]:
        """How many remarks with points there are of each verdict: ``ok``, ``partly``, ``no``."""
        remarks = self.score.remarks if self.score else ()
        return Counter(each.verdict.value for each in remarks if each.out_of_c)


@dataclass(frozen=True)
class Feedback:
    """What came back for one attempt.

    Attributes:
        tasks: every task, in order.
        grade: what this attempt adds up to of what may be seen, or None.
        whole: the same of the whole exercise, all attempts.
        shown: what may be seen now, and what the rest waits for.
    """

    tasks: Sequence[TaskFeedback]
    grade: AttemptGrade | None
    whole: Grade | None
    shown: Showing

    def waits_for(self, what: str) -> int:
        """How many tasks wait for ``marker`` or ``outcome``."""
        return sum(each.awaits == what for each in self.tasks)


def feedback_on(attempt: Attempt, passages: Mapping[str, Passage]) -> Feedback:
    """Return what came back for an attempt of one's own; eight queries for any number of tasks."""
    allotment = attempt.allotment
    shown = showing_of(allotment, newest_beside(attempt))
    grade = grades_of([allotment.pk]).get(allotment.pk)
    seen = seen_by_owner(grade, shown) if grade else None
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    found = _Found.of(attempt, rows, passages, grade=grade, seen=seen, shown=shown)
    return Feedback(
        tasks=[found.task(row) for row in rows],
        grade=seen.attempt(attempt.number) if seen else None,
        whole=seen if seen and seen.tasks else None,
        shown=shown,
    )


@dataclass(frozen=True)
class _Found:
    """Everything about the tasks of an attempt, read once."""

    decided: Collection[int]
    grades: Mapping[int, TaskGrade]
    models: Mapping[int, Any]
    explained: bool
    scores: Mapping[int, Sequence[Score]]
    scripts: Mapping[int, Script]
    marks: Mapping[int, list[Mark]]
    comments: Mapping[int, list[Comment]]
    passages: Mapping[str, Passage]

    @classmethod
    def of(
        cls,
        attempt: Attempt,
        rows: Sequence[Response],
        passages: Mapping[str, Passage],
        *,
        grade: Grade | None,
        seen: Grade | None,
        shown: Showing,
    ) -> _Found:
        """Read what may be seen of scores, and what is released of scripts, marks and comments."""
        scripts = Script.objects.filter(response__in=rows, state="released")
        if not shown.marks:
            scripts = scripts.none()
        marks: dict[int, list[Mark]] = defaultdict(list)
        for mark in Mark.objects.filter(script__in=scripts, state="final").order_by("id"):
            marks[mark.script_id].append(mark)
        comments: dict[int, list[Comment]] = defaultdict(list)
        for comment in Comment.objects.filter(script__in=scripts):
            comments[comment.script_id].append(comment)
        scores: dict[int, list[Score]] = defaultdict(list)
        if shown.points:
            for score in Score.history.filter(response__in=rows).order_by("number"):
                scores[score.response_id].append(score)
        return cls(
            decided=set(_of_attempt(grade, attempt)),
            grades=_of_attempt(seen, attempt),
            models=model_answers([row.task for row in rows]) if shown.answers else {},
            scores=scores,
            explained=shown.remarks,
            scripts={each.response_id: each for each in scripts.select_related("rubric")},
            marks=marks,
            comments=comments,
            passages=passages,
        )

    def task(self, row: Response) -> TaskFeedback:
        """Put together what came back for one task."""
        step, script = step_of(row), self.scripts.get(row.pk)
        scores = self.scores.get(row.pk, ())
        prose = step.task.kind.prose(step.answer)
        text = None
        if script is not None and prose:
            text = commented(prose, self.comments[script.pk], self.passages)
        return TaskFeedback(
            step=step,
            grade=self.grades.get(row.task_id),
            score=scores[-1].scored if scores and self.explained else None,
            earlier=scores[:-1],
            marks=_views(script, self.marks[script.pk]) if script else (),
            text=text,
            released=script is not None,
            hidden=row.task_id in self.decided and row.task_id not in self.grades,
            model=_with_model(step, self.models.get(row.task_id)),
            cited=cited(step, text, self.passages),
        )


def _of_attempt(grade: Grade | None, attempt: Attempt) -> dict[int, TaskGrade]:
    tasks = grade.tasks if grade else ()
    return {each.task: each for each in tasks if each.attempt == attempt.number}


def _with_model(step: Step, answer: Any) -> Step | None:
    """Return the step with the model answer in it; None where there is none to show."""
    if answer is None or answer == step.task.kind.blank(step.task.brief):
        return None
    return replace(step, answer=answer)


def _views(script: Script, marks: Sequence[Mark]) -> list[MarkedView]:
    if script.rubric is None:
        return []
    rubric = script.rubric.rubric
    return [
        MarkedView(standards_of(rubric, mark), mark.overall, sum(mark.levels.values()), rubric.most)
        for mark in marks
    ]
