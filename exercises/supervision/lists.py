"""Who is where with an exercise: one row a member, from two queries for any number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exercises.cohorts.dates import Window
from exercises.cohorts.models import Allotment, Assignment, Member
from exercises.supervision.stages import Facts, Filter, Stage
from exercises.work.models import Attempt
from exercises.work.progress import attempts_at, last_handed_in
from exercises.work.starting import allowance_of


@dataclass(frozen=True)
class Line:
    """One member and one exercise.

    Attributes:
        member: known by their code.
        allotment: what they were given.
        window: their dates.
        facts: how far they are.
        attempts: all their attempts, oldest first.
        saved_at: when they last saved an answer, or None.
        made, of: how many attempts there are, and may be.
    """

    member: Member
    allotment: Allotment
    window: Window
    facts: Facts
    attempts: Sequence[Attempt]
    saved_at: datetime | None
    made: int
    of: int

    @property
    def stage(self) -> Stage:
        """Where the person stands."""
        return self.facts.stage


def lines_of(assignment: Assignment) -> list[Line]:
    """Return a line for each active member who was given the exercise, by code."""
    given = list(
        Allotment.objects.filter(assignment=assignment, member__state="active")
        .dated()
        .select_related("member__person", "member__cohort")
        .order_by("member__code")
    )
    attempts = attempts_at([allotment.pk for allotment in given])
    return [_line(allotment, attempts[allotment.pk]) for allotment in given]


def _line(allotment: Allotment, attempts: Sequence[Attempt]) -> Line:
    done, newest = last_handed_in(attempts), attempts[-1] if attempts else None
    window = allotment.window
    allowed = allowance_of(allotment, newest)
    return Line(
        member=allotment.member,
        allotment=allotment,
        window=window,
        facts=Facts(
            seen_at=allotment.seen_at,
            begun_at=allotment.begun_at,
            handed_in_at=done.handed_in_at if done else None,
            late=bool(done and done.late),
            due_at=window.due_at,
        ),
        attempts=attempts,
        saved_at=getattr(newest, "saved_at", None),
        made=allowed.made,
        of=allowed.of,
    )


def shown(lines: Sequence[Line], wanted: Filter, now: datetime) -> list[Line]:
    """Return the lines that a list of one kind shows."""
    return [line for line in lines if line.facts.fits(wanted, now)]


def counts(lines: Sequence[Line], now: datetime) -> Mapping[Filter, int]:
    """Return how many lines each list shows."""
    return Counter(wanted for line in lines for wanted in Filter if line.facts.fits(wanted, now))


def chosen(lines: Sequence[Line], refs: Collection[str]) -> list[Line]:
    """Return the lines of the members with these references."""
    return [line for line in lines if line.member.ref in refs]
