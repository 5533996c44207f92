"""The one door to exercises, used by ``courses.coursework`` and the demo.

Cohorts and exercises are named by their references; people are ``people.User`` rows. Everything that
changes something is safe to call again with the same arguments.

Refusals carry a sentence for the person at the desk: an unknown zone, role or reference, a code that
another member has, dates out of order, an exercise that is not finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.calibration.reading import Forecasting, asked_now
from exercises.cohorts import allotting, membership
from exercises.cohorts.allotting import Reach
from exercises.cohorts.dates import Window
from exercises.cohorts.models import Allotment, Assignment, Cohort
from exercises.cohorts.rules import AttemptRule, LateRule, Rules, ScoresFrom
from exercises.cohorts.wording import sentences
from exercises.work import progress as work_progress
from exercises.work.progress import Progress, Standing
from exercises.work.results import Result, results_of

__all__ = [
    "AttemptRule",
    "Forecasting",
    "LateRule",
    "Offered",
    "Progress",
    "Reach",
    "Result",
    "Rules",
    "ScoresFrom",
    "Standing",
    "admit",
    "allot",
    "create_cohort",
    "dismiss",
    "exercises_offered",
    "forecasting",
    "progress",
    "progress_everywhere",
    "progress_of_members",
    "reach_of",
    "results",
    "rules_in_words",
    "rules_of",
    "set_staff",
]

_AROUND = ("member__cohort", "version__exercise", "assignment")


@dataclass(frozen=True)
class Offered:
    """An exercise that can be set for a cohort."""

    ref: str
    title: str
    case: str
    minutes: int


def create_cohort(title: str, zone: str) -> str:
    """Open a cohort whose dates are shown in ``zone``; return its reference."""
    return membership.open_cohort(title, zone).ref


def admit(cohort_ref: str, person: User, code: str) -> None:
    """Take a person in under the name that peers and markers see, with everything that is set."""
    membership.admit(_cohort(cohort_ref), person, code)


def dismiss(cohort_ref: str, person: User) -> bool:
    """Let a person leave; what they handed in and their grades stay, they see nothing of it.

    Tell whether anything changed.
    """
    return membership.dismiss(_cohort(cohort_ref), person)


def set_staff(cohort_ref: str, person: User, role: str) -> None:
    """Give a person the role lead, instructor, marker or observer; an empty role takes it away."""
    membership.set_staff(_cohort(cohort_ref), person, role)


def allot(
    cohort_ref: str,
    exercise_ref: str,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
    rules: Rules | None = None,
) -> None:
    """Set an exercise for all members and for who joins later, or move its dates (UTC) and rules.

    Without ``opens_at`` it opens for each member when they get it. The version is frozen by the
    first call and stays the cohort's. New rules reach who has not begun; None keeps the old ones.
    """
    allotting.allot(
        _cohort(cohort_ref),
        _exercise(exercise_ref),
        opens_at=opens_at,
        due_at=due_at,
        closes_at=closes_at,
        rules=rules,
    )


def rules_of(cohort_ref: str, exercise_ref: str) -> Rules:
    """Return the working rules that an exercise has in a cohort; the plain ones before it is set."""
    known = _set(cohort_ref, exercise_ref).select_related("rules").first()
    return known.rules.rules if known else Rules()


def rules_in_words(
    rules: Rules, *, due_at: datetime | None = None, closes_at: datetime | None = None
) -> list[str]:
    """Return working rules as their students read them."""
    window = Window(datetime.min.replace(tzinfo=UTC), due_at, closes_at)
    return sentences(rules, window)


def reach_of(cohort_ref: str, exercise_ref: str) -> Reach:
    """Return how many members new rules would reach, and how many keep theirs; they have begun."""
    return allotting.reach_of(_cohort(cohort_ref), _exercise(exercise_ref))


def progress(cohort_ref: str, person: User) -> list[Progress]:
    """Return what a person was given in one cohort and where they stand; three queries."""
    given = Allotment.objects.visible_to(person).filter(member__cohort__ref=cohort_ref)
    return work_progress.rows_of(given.dated().select_related(*_AROUND))


def progress_everywhere(person: User, cohort_refs: Iterable[str]) -> dict[str, list[Progress]]:
    """Return ``progress`` for many cohorts at once, by cohort reference; three queries."""
    refs = list(cohort_refs)
    given = Allotment.objects.visible_to(person).filter(member__cohort__ref__in=refs)
    found: dict[str, list[Progress]] = {ref: [] for ref in refs}
    for row in work_progress.rows_of(given.dated().select_related(*_AROUND)):
        found[row.cohort_ref].append(row)
    return found


def progress_of_members(cohort_ref: str) -> dict[int, list[Progress]]:
    """Return ``progress`` of each member of a cohort, by the person's key; three queries."""
    given = list(
        Allotment.objects.filter(member__cohort__ref=cohort_ref).dated().select_related(*_AROUND)
    )
    person_of = {allotment.ref: allotment.member.person_id for allotment in given}
    found: dict[int, list[Progress]] = {}
    for row in work_progress.rows_of(given):
        found.setdefault(person_of[row.ref], []).append(row)
    return found


def forecasting(person: User) -> Forecasting | None:
    """Return what a person is asked to forecast; None for who was never asked. One query."""
    return asked_now(person)


def exercises_offered() -> list[Offered]:
    """Return the exercises that have a version to give out, by title; one query."""
    rows = ExerciseVersion.objects.offered().order_by("exercise__title", "exercise", "-number")
    facts = rows.values_list("exercise__ref", "title", "exercise__case__title", "minutes")
    offered: dict[str, Offered] = {}
    for ref, title, case, minutes in facts:
        offered.setdefault(ref, Offered(ref, title, case, minutes))
    return list(offered.values())


def results(cohort_ref: str) -> list[Result]:
    """Return what each member, also who left, has reached; three queries for any number."""
    given = Allotment.objects.filter(member__cohort__ref=cohort_ref)
    return results_of(given.dated().select_related(*_AROUND))


def _set(cohort_ref: str, exercise_ref: str) -> QuerySet[Assignment]:
    return Assignment.objects.filter(cohort__ref=cohort_ref, exercise__ref=exercise_ref)


def _cohort(ref: str) -> Cohort:
    found = Cohort.objects.filter(ref=ref).first()
    if found is None:
        raise Refusal(
            _("There is no such cohort. Open one for this session first."), code="no-such-cohort"
        )
    return found


def _exercise(ref: str) -> Exercise:
    found = Exercise.objects.filter(ref=ref).first()
    if found is None:
        raise Refusal(
            _("There is no such exercise any more. Choose one from the list."),
            code="no-such-exercise",
        )
    return found
