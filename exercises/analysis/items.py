"""The figures of an exercise's items, with the number of people each rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exercises.analysis.collecting import TaskWork
from exercises.authoring.editor.showing import ids_in
from exercises.kinds.panels import Ratings
from exercises.tradecraft.agreement import krippendorff_alpha
from exercises.tradecraft.items import (
    COMPARED_FROM,
    SHOWN_FROM,
    cronbach_alpha,
    difficulty,
    discrimination,
)
from exercises.tradecraft.rubric import STANDARD_LABELS, Standard
from exercises.tradecraft.undefined import Undefined, too_few

MOST_WRONG = 3  # common wrong answers named for one line
SAME_WRONG = 2  # people who must have given it
Earned = Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that several people gave."""

    about: str
    code: str
    count: int


@dataclass(frozen=True)
class Item:
    """One item: a whole task, or one line of it.

    Attributes:
        line: its handle.
        called: what it is about, in the author's words.
        n: how many people the figures rest on.
        difficulty: the mean share; high is easy.
        discrimination: how the item goes with the rest: of the exercise for a task, of the task for
            a line.
        wrong: the commonest wrong answers.
    """

    line: str
    called: str
    n: int
    difficulty: float | Undefined
    discrimination: float | Undefined
    wrong: Sequence[Wrong] = ()

    @property
    def plain(self) -> bool:
        """Whether its name says it all, and the handle would only repeat it."""
        return self.line in set(Standard)

    @property
    def percent(self) -> int | None:
        """The mean share in per cent; None where it is not shown."""
        return None if isinstance(self.difficulty, Undefined) else round(100 * self.difficulty)


@dataclass(frozen=True)
class Agreement:
    """How far a class agrees in what it gave, right or wrong."""

    about: str
    metric: str
    alpha: float | Undefined


@dataclass(frozen=True)
class TaskItems:
    """One task with its lines."""

    whole: Item
    position: int
    lines: Sequence[Item]
    agreements: Sequence[Agreement]


def analyse(works: Sequence[TaskWork]) -> list[TaskItems]:
    """Return the figures of every task and line."""
    totals = _totals(works)
    return [_task(work, totals) for work in works]


def hang_together(works: Sequence[TaskWork]) -> float | Undefined:
    """Return Cronbach's alpha over the tasks, of people whose every task is scored or marked."""
    if not works:
        return too_few(0, COMPARED_FROM)
    everywhere = set.intersection(*(set(work.earned) for work in works))
    people = [[_share(work.earned[pk]) for work in works] for pk in sorted(everywhere)]
    return cronbach_alpha(people)


def _totals(works: Sequence[TaskWork]) -> dict[int, tuple[float, float]]:
    """Points and what could be reached by attempt, in hundredths of the tasks' points."""
    found: dict[int, tuple[float, float]] = {}
    for work in works:
        for pk, earned in work.earned.items():
            points, out_of = found.get(pk, (0.0, 0.0))
            worth = float(work.opened.points_c)
            found[pk] = (points + _share(earned) * worth, out_of + worth)
    return found


def _task(work: TaskWork, totals: Earned) -> TaskItems:
    worth = float(work.opened.points_c)
    elsewhere = {
        pk: (totals[pk][0] - _share(earned) * worth, totals[pk][1] - worth)
        for pk, earned in work.earned.items()
    }
    called = _called(work)
    ratings = [] if len(work.answers) < SHOWN_FROM else list(work.ratings())
    wrong = _wrong(ratings)
    lines = [
        _item(
            line, called.get(line, ""), earned, _without(work.earned, earned), wrong.get(line, ())
        )
        for line, earned in work.lines.items()
    ]
    order = {line: place for place, line in enumerate(called)}
    lines.sort(key=lambda item: order.get(item.line, len(order)))
    whole = _item(str(work.opened.position), work.opened.title, work.earned, elsewhere)
    return TaskItems(whole, work.opened.position, lines, [_agreement(each) for each in ratings])


def _item(
    line: str, called: str, earned: Earned, rest: Earned, wrong: Sequence[Wrong] = ()
) -> Item:
    shares = [_share(pair) for pair in earned.values()]
    both = [pk for pk in earned if rest.get(pk, (0.0, 0.0))[1] > 0]
    return Item(
        line=line,
        called=called,
        n=len(shares),
        difficulty=difficulty(shares),
        discrimination=discrimination(
            [_share(earned[pk]) for pk in both], [_share(rest[pk]) for pk in both]
        ),
        wrong=wrong,
    )


def _without(whole: Earned, part: Earned) -> dict[int, tuple[float, float]]:
    return {
        pk: (whole[pk][0] - points, whole[pk][1] - out_of)
        for pk, (points, out_of) in part.items()
        if pk in whole
    }


def _share(pair: tuple[float, float]) -> float:
    points, out_of = pair
    return points / out_of if out_of else 0.0


def _called(work: TaskWork) -> dict[str, str]:
    """What lines are called: entries of the brief, standards of a rubric."""
    brief = work.opened.kind.to_json(work.opened.brief)
    names = {line: called for entries in ids_in(brief).lists.values() for line, called in entries}
    return {str(each): _(STANDARD_LABELS[each].term) for each in Standard} | names


def _wrong(ratings: Sequence[Ratings]) -> dict[str, list[Wrong]]:
    """By line, the wrong answers that at least two people gave, commonest first."""
    found: dict[str, list[Wrong]] = {}
    for each in ratings:
        for line, row, accepted in zip(each.lines, each.grid, each.accepted, strict=False):
            if accepted is None:
                continue
            counts = Counter(code for code in row if code is not None and code not in accepted)
            found.setdefault(line, []).extend(
                Wrong(_(each.label), code, count)
                for code, count in counts.most_common(MOST_WRONG)
                if count >= SAME_WRONG
            )
    return found


def _agreement(ratings: Ratings) -> Agreement:
    people = len(ratings.grid[0]) if ratings.grid else 0
    alpha = (
        too_few(people, COMPARED_FROM)
        if people < COMPARED_FROM
        else krippendorff_alpha(ratings.numbers(), ratings.metric)
    )
    return Agreement(_(ratings.label), str(ratings.metric), alpha)
