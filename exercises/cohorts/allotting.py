"""Giving exercises out: to a whole cohort, and to who joins later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from exercises.authoring.freezing import freeze
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cohorts.models import Allotment, Assignment, Cohort, Member, WorkingRules
from exercises.cohorts.rules import Fault, Rules, faults


@transaction.atomic
def allot(
    cohort: Cohort,
    exercise: Exercise,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
    rules: Rules | None = None,
) -> Assignment:
    """Set an exercise for a cohort, or move its dates and rules; safe to call again.

    The version is frozen by the first call and stays, also for members who join later. Members who
    have the exercise already get the new dates; extensions stay on top of them. New rules reach who
    has not begun; who has keeps theirs.

    Args:
        opens_at: None opens it for each member at the moment they get it.
        due_at: None means nothing is ever late.
        closes_at: None means it never closes.
        rules: None keeps what holds, or takes the plain rules the first time.

    Raises:
        Refusal: the dates are not in order, the rules do not fit them, or model answers are shown.
    """
    _check_order(opens_at, due_at, closes_at)
    dates = {"opens_at": opens_at, "due_at": due_at, "closes_at": closes_at}
    known = Assignment.objects.select_for_update().filter(cohort=cohort, exercise=exercise).first()
    wanted = (rules or (known.rules.rules if known else Rules())).tidy()
    _check_rules(wanted, due_at, closes_at)
    if known is None:
        version = freeze(_newest_version(exercise))
        known = Assignment.objects.create(
            cohort=cohort,
            exercise=exercise,
            version=version,
            rules=WorkingRules.of(wanted),
            created_at=clock.now(),
            **dates,
        )
    else:
        _change(known, dates, wanted)
    for member in cohort.members.filter(state="active"):
        _give(known, member)
    return known


def allot_what_is_set(member: Member) -> None:
    """Give one member everything that is set for their cohort and that they do not have."""
    held = Allotment.objects.filter(member=member).values("version")
    for assignment in Assignment.objects.filter(cohort=member.cohort_id).exclude(version__in=held):
        _give(assignment, member)


@dataclass(frozen=True)
class Reach:
    """Whom a change of rules would reach: members who have not begun, and who have and keep theirs."""

    waiting: int
    begun: int


def reach_of(cohort: Cohort, exercise: Exercise) -> Reach:
    """Return whom new rules for an exercise would reach among the active members; one query."""
    given = Allotment.objects.filter(
        assignment__cohort=cohort, assignment__exercise=exercise, member__state="active"
    )
    counted = given.aggregate(
        waiting=Count("pk", filter=Q(begun_at=None)), begun=Count("pk", filter=~Q(begun_at=None))
    )
    return Reach(**counted)


def _newest_version(exercise: Exercise) -> ExerciseVersion:
    """The newest version that can be given out; a draft beyond it stays where it is."""
    offered = ExerciseVersion.objects.offered().filter(exercise=exercise)
    version = offered.select_related("edition").order_by("-number").first()
    if version is None:
        raise Refusal(
            _(
                "“%(title)s” has no version that is ready. Finish it at the desk, and say that it is "
                "ready to be given out."
            )
            % {"title": exercise.title},
            code="exercise-without-version",
        )
    return version


def _give(assignment: Assignment, member: Member) -> None:
    opens_at = assignment.opens_at or _opening_for_a_newcomer(assignment)
    Allotment.objects.get_or_create(
        member=member,
        version_id=assignment.version_id,
        defaults={
            "assignment": assignment,
            "rules_id": assignment.rules_id,
            "opens_at": opens_at,
            "due_at": assignment.due_at,
            "closes_at": assignment.closes_at,
            "created_at": clock.now(),
        },
    )


def _opening_for_a_newcomer(assignment: Assignment) -> datetime:
    """Return now, or the last instant before the due date for who joins after it."""
    now = clock.now()
    if assignment.due_at is not None and assignment.due_at <= now:
        return assignment.created_at
    return now


def _change(assignment: Assignment, dates: dict[str, datetime | None], rules: Rules) -> None:
    """Move dates and rules where they differ.

    Raises:
        Refusal: model answers are shown, so nobody may get more time.
    """
    moved = any(getattr(assignment, name) != value for name, value in dates.items())
    if moved:
        check_answers_hidden(assignment)
        _move_dates(assignment, dates)
    row = WorkingRules.of(rules)
    if row.pk != assignment.rules_id:
        check_answers_hidden(assignment)
        assignment.rules = row
        assignment.save(update_fields=["rules"])
        Allotment.objects.filter(assignment=assignment, begun_at=None).change(rules=row)


def check_answers_hidden(assignment: Assignment) -> None:
    """Refuse more time while model answers are shown: who has read them must not work on.

    Raises:
        Refusal: they are shown.
    """
    if assignment.answers_released_at is not None:
        raise Refusal(
            _(
                "The model answers of this exercise are shown, so nobody can get more time now. "
                "Hide them first; think of who has read them."
            ),
            code="answers-are-shown",
        )


def _move_dates(assignment: Assignment, dates: dict[str, datetime | None]) -> None:
    for name, value in dates.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(dates))
    ends = {"due_at": assignment.due_at, "closes_at": assignment.closes_at}
    given = Allotment.objects.filter(assignment=assignment)
    if assignment.opens_at is not None:
        given.change(opens_at=assignment.opens_at, **ends)
        return
    if assignment.due_at is not None:
        given.filter(opens_at__gte=assignment.due_at).change(opens_at=assignment.created_at, **ends)
    given.change(**ends)


def _check_order(
    opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None
) -> None:
    known = [instant for instant in (opens_at, due_at, closes_at) if instant is not None]
    if known != sorted(known) or (opens_at is not None and opens_at in {due_at, closes_at}):
        raise Refusal(
            _(
                "An exercise opens first, is due after that and closes last. Put the dates in order."
            ),
            code="dates-out-of-order",
        )


def _check_rules(rules: Rules, due_at: datetime | None, closes_at: datetime | None) -> None:
    found = faults(rules, has_due=due_at is not None, has_close=closes_at is not None)
    for sentence in _sentences(found):
        raise Refusal(sentence, code="rules-do-not-fit")


def _sentences(found: Iterator[Fault]) -> Iterator[str]:
    """Yield what is wrong with rules, each with what to do."""
    words = {
        Fault.ATTEMPTS: _("There are 1 to 20 attempts. Choose a number between."),
        Fault.GAP: _("Between two attempts lie 14 days at most. Choose a shorter time."),
        Fault.MINUTES: _("One attempt takes 24 hours at most. Choose fewer minutes."),
        Fault.PERCENT: _(
            "Late work loses 1 to 100 per cent a day, and at most as much as the upper limit says. "
            "Put both numbers in."
        ),
        Fault.LATE_WITHOUT_DUE: _(
            "A rule for late work needs a due date. Give one, or take late work without loss."
        ),
        Fault.SCORES_WITHOUT_DUE: _(
            "Scores cannot be shown after the due date when there is none. Give a due date, or show "
            "them at another time."
        ),
        Fault.SCORES_WITHOUT_CLOSE: _(
            "Scores cannot be shown after the end when there is none. Say when the exercise closes, "
            "or show them at another time."
        ),
        Fault.BETWEEN_WITHOUT_CLOSE: _(
            "Feedback is held back until no attempt is left, so the exercise needs an end. Say when "
            "it closes, or show feedback between attempts."
        ),
    }
    return (words[each] for each in found)
