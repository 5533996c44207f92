"""Before and after an inject: what moved in each answer, by how much, and the student's own why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from exercises.cases.comparing import Piece, changed_words
from exercises.kinds.moving import Moved
from exercises.work.injects import Injects, Item, injects_of
from exercises.work.models import Attempt, Revision
from exercises.work.sheets import Step

MOST_SENTENCES = 12  # beside a standard; the whole list stands with the work


@dataclass(frozen=True)
class Movement:
    """What one opened inject was followed by in one task.

    Attributes:
        item: the inject.
        answered: whether the task had been worked on when it was opened.
        lines: what changed, as the kind says it.
        pieces: running text before and after, woven into one; empty where it did not change.
        text_before: the running text as it stood before.
    """

    item: Item
    answered: bool
    lines: Sequence[Moved] = ()
    pieces: Sequence[Piece] = ()
    text_before: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.lines or self.pieces)


@dataclass(frozen=True)
class Movements:
    """What injects did to one task.

    Attributes:
        movements: one for each opened inject that concerns it, in the order of opening.
        unopened: injects that concern it, were released and were not opened.
        reason: what the student says moved, and why.
    """

    movements: Sequence[Movement] = ()
    unopened: Sequence[Item] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.movements or self.unopened)

    def sentences(self) -> Iterator[str]:
        """Yield what a rule can say about it, in sentences."""
        for each in self.movements:
            facts = {"title": each.item.title}
            if not each.answered:
                yield _("“%(title)s” was opened before anything was answered.") % facts
            elif not each.changed:
                yield _("Nothing was changed after “%(title)s”.") % facts
            for line in each.lines:
                yield line.sentence
            if each.pieces:
                yield _("The text was changed after “%(title)s”.") % facts
        for item in self.unopened:
            yield _("“%(title)s” was not opened.") % {"title": item.title}
        if self.movements and not self.reason:
            yield _("The student gives no reason.")


def movements_of(
    attempt: Attempt, steps: Sequence[Step], injects: Injects | None = None
) -> Mapping[int, Movements]:
    """Return what injects did to each task, by its place; at most three queries.

    None for an exercise without injects.

    Args:
        attempt: with its allotment, rules and version.
        steps: the tasks to compare, with their answers as they stand.
        injects: what has come, where that is known already.
    """
    injects = injects_of(attempt) if injects is None else injects
    if not injects.items:
        return {}
    kept = _kept(injects)
    return {step.number: _movements(step, injects, kept) for step in steps}


def said_about(movements: Mapping[int, Movements]) -> list[str]:
    """Return what a rule can say about all tasks of an attempt, each with its place."""
    found = [
        _("Task %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
        for number, each in sorted(movements.items())
        for sentence in each.sentences()
    ]
    if len(found) <= MOST_SENTENCES:
        return found
    more = _("And %(count)s more; all of them stand with the work.")
    return [*found[:MOST_SENTENCES], more % {"count": len(found) - MOST_SENTENCES}]


def _kept(injects: Injects) -> dict[tuple[str, int], Revision]:
    """Return the answers kept before each inject, by its name and the response; one query."""
    opened = [each.arrival.opened for each in injects.items if each.arrival.opened is not None]
    prefetch_related_objects(opened, "kept")
    return {(each.inject, row.response_id): row for each in opened for row in each.kept.all()}


def _movements(step: Step, injects: Injects, kept: Mapping[tuple[str, int], Revision]) -> Movements:
    opened = injects.ask_about(step.number)
    befores = [_answer(step, kept.get((each.slug, step.response.pk))) for each in opened]
    afters = [*befores, step.answer][1:]
    return Movements(
        movements=[
            _movement(step, item, before, after)
            for item, before, after in zip(opened, befores, afters, strict=True)
        ],
        unopened=[each for each in injects.waiting if each.concerns(step.number)],
        reason=step.response.moved,
    )


def _answer(step: Step, kept: Revision | None) -> Any:
    """Return the kept answer; None where nothing had been worked on."""
    return kept and step.task.kind.answer_from(kept.data, kept.schema)


def _movement(step: Step, item: Item, before: Any, after: Any) -> Movement:
    if before is None or after is None:
        return Movement(item, answered=False)
    kind = step.task.kind
    old, new = kind.prose(before), kind.prose(after)
    return Movement(
        item,
        answered=True,
        lines=kind.moved(step.task.brief, before, after),
        pieces=changed_words(old, new) if old != new else (),
        text_before=old,
    )
