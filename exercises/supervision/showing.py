"""Acts that show a class what its rules hold back: scores by hand, and the model answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.dates import Phase
from exercises.cohorts.models import Allotment, Assignment


@transaction.atomic
def show_scores(assignment: Assignment, *, by: User) -> None:
    """Show the scores of an exercise to its class now; a second call changes nothing."""
    if moves.swap(
        assignment,
        {"scores_released_at": None},
        scores_released_at=clock.now(),
        scores_released_by=by,
    ):
        audit.record(by, "scores.shown", _subject(assignment))


@transaction.atomic
def hide_scores(assignment: Assignment, *, by: User) -> None:
    """Let the rule decide again when scores are shown."""
    shown = {"scores_released_at": assignment.scores_released_at}
    if assignment.scores_released_at is not None and moves.swap(
        assignment, shown, scores_released_at=None, scores_released_by=None
    ):
        audit.record(by, "scores.hidden", _subject(assignment))


@dataclass(frozen=True)
class Obstacles:
    """What stands against showing the model answers.

    Attributes:
        may_work: codes of members who can still hand in, or may begin.
        no_end: the exercise never closes, so everybody may.
        elsewhere: titles of other cohorts that work on the same version and have not closed.
    """

    may_work: Sequence[str]
    no_end: bool
    elsewhere: Sequence[str]

    @property
    def forbid(self) -> bool:
        """Whether it cannot be done now at all."""
        return self.no_end or bool(self.may_work)


def obstacles(assignment: Assignment) -> Obstacles:
    """Return what stands against showing the model answers now; three queries."""
    now = clock.now()
    given = Allotment.objects.filter(assignment=assignment, member__state="active")
    working = [
        allotment.member.code
        for allotment in given.dated().select_related("member").order_by("member__code")
        if allotment.window.phase(now) is not Phase.CLOSED
    ]
    others = Assignment.objects.filter(version=assignment.version_id).exclude(pk=assignment.pk)
    elsewhere = [
        other.cohort.title
        for other in others.select_related("cohort", "rules").order_by("cohort__title")
        if other.window.phase(now) is not Phase.CLOSED
    ]
    return Obstacles(working, assignment.window.closes_at is None, elsewhere)


@transaction.atomic
def show_answers(assignment: Assignment, *, by: User, although_elsewhere: bool) -> None:
    """Show the model answers to everybody in the class who has handed in.

    Args:
        assignment: the exercise of a class.
        by: who decides it.
        although_elsewhere: whether they know that another cohort still works on this version.

    Raises:
        Refusal: somebody can still work on it, or others elsewhere can and this was not confirmed.
    """
    # Whoever grants an extension holds the same row, so that nobody gets time in between.
    locked = Assignment.objects.select_for_update(no_key=True, of=("self",))
    held = locked.select_related("rules", "cohort").get(pk=assignment.pk)
    found = obstacles(held)
    if found.forbid:
        raise Refusal(
            _(
                "Somebody can still work on this exercise, so the model answers stay hidden. Wait "
                "until it has closed for everybody."
            ),
            code="answers-too-early",
        )
    if found.elsewhere and not although_elsewhere:
        raise Refusal(
            _(
                "Another cohort still works on this version. Tick the box if you show the answers "
                "all the same."
            ),
            code="answers-elsewhere",
        )
    if moves.swap(
        held, {"answers_released_at": None}, answers_released_at=clock.now(), answers_released_by=by
    ):
        audit.record(by, "answers.shown", _subject(held), elsewhere=len(found.elsewhere))


@transaction.atomic
def hide_answers(assignment: Assignment, *, by: User) -> None:
    """Hide the model answers again; who has read them has read them."""
    changed = Assignment.objects.filter(pk=assignment.pk, answers_released_at__isnull=False).update(
        answers_released_at=None, answers_released_by=None
    )
    if changed:
        audit.record(by, "answers.hidden", _subject(assignment))


def _subject(assignment: Assignment) -> str:
    return f"assignment:{assignment.pk}"
