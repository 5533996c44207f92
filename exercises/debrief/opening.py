"""Opening a debrief to the class: an act of whoever teaches it, and back."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.models import ExerciseVersion
from exercises.cohorts.models import Allotment, Cohort
from exercises.debrief.models import Debrief
from exercises.work.models import Attempt
from exercises.work.starting import allowance_of


def debrief_of(cohort: Cohort, version: ExerciseVersion) -> Debrief:
    """Return the debrief of an exercise in a class as it stands; a closed one is not stored yet."""
    known = Debrief.objects.filter(cohort=cohort, version=version).first()
    return known or Debrief(cohort=cohort, version=version)


@transaction.atomic
def open_to_class(cohort: Cohort, version: ExerciseVersion, actor: User) -> Debrief:
    """Let the class see the debrief; who is done gets a letter. Once, whoever presses twice.

    Raises:
        Refusal: it is open already.
    """
    debrief, _created = Debrief.objects.get_or_create(
        cohort=cohort, version=version, defaults={"created_at": clock.now()}
    )
    if not moves.try_move(debrief, "closed", "open", opened_at=clock.now()):
        raise Refusal(_("This debrief is open to the class already."), code="debrief-open")
    audit.record(actor, "debrief.opened", f"debrief:{debrief.ref}")
    write_all([_letter(debrief, each) for each in _who_is_done(cohort, version)])
    return debrief


@transaction.atomic
def close_to_class(debrief: Debrief, actor: User) -> None:
    """Take the debrief back from the class; what they saw they have seen.

    Raises:
        Refusal: it is not open.
    """
    moves.move(
        debrief,
        "open",
        "closed",
        otherwise=_("This debrief is not open to the class."),
        code="debrief-closed",
        opened_at=None,
    )
    audit.record(actor, "debrief.closed", f"debrief:{debrief.ref}")


def still_working(cohort: Cohort, version: ExerciseVersion) -> int:
    """Return how many active members can still hand in, now or another time; two queries."""
    return sum(not allowance_of(*each).settled for each in _with_newest(cohort, version))


def may_see(allotment: Allotment) -> bool:
    """Tell whether a member may see an open debrief: it spoils nothing they can still hand in.

    One query for an allotment from ``dated()``.
    """
    return allowance_of(allotment, allotment.attempts.order_by("-number").first()).settled


def _with_newest(
    cohort: Cohort, version: ExerciseVersion
) -> list[tuple[Allotment, Attempt | None]]:
    """Return what each active member was given, with their newest attempt."""
    rows = Allotment.objects.filter(member__cohort=cohort, member__state="active", version=version)
    given = list(rows.dated().select_related("member__person", "version").order_by("pk"))
    attempts = Attempt.objects.filter(allotment__in=given).order_by("number")
    newest = {each.allotment_id: each for each in attempts}
    return [(each, newest.get(each.pk)) for each in given]


def _who_is_done(cohort: Cohort, version: ExerciseVersion) -> list[Allotment]:
    """Return what was given to those who have handed in and cannot again."""
    return [
        allotment
        for allotment, newest in _with_newest(cohort, version)
        if newest is not None
        and (newest.state == "handed_in" or newest.number > 1)
        and allowance_of(allotment, newest).settled
    ]


def _letter(debrief: Debrief, allotment: Allotment) -> Draft:
    return Draft(
        key=f"debrief-open:{debrief.ref}:{allotment.member.ref}",
        template="debrief_open",
        to=allotment.member.person,
        context={
            "exercise": allotment.version.title,
            "path": reverse("exercise-debrief", args=[allotment.ref]),
        },
        stoppable=True,
    )
