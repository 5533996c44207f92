"""Opening a debrief to the class: an act of whoever teaches it, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.models import ExerciseVersion
from exercises.cohorts.dates import Phase
from exercises.cohorts.models import Allotment, Cohort
from exercises.debrief.models import Debrief
from exercises.work.models import Attempt


def debrief_of(cohort: Cohort, version: ExerciseVersion) -> Debrief:
    """Return the debrief of an exercise in a class as it stands; a closed one is not stored yet."""
    known = Debrief.objects.filter(cohort=cohort, version=version).first()
    return known or Debrief(cohort=cohort, version=version)


@transaction.atomic
def open_to_class(cohort: Cohort, version: ExerciseVersion, actor: User) -> Debrief:
    """Let the class see the debrief; who has handed in gets a letter. Once, whoever presses twice.

    Raises:
        Refusal: it is open already.
    """
    debrief, _created = Debrief.objects.get_or_create(
        cohort=cohort, version=version, defaults={"created_at": clock.now()}
    )
    if not moves.try_move(debrief, "closed", "open", opened_at=clock.now()):
        raise Refusal(_("This debrief is open to the class already."), code="debrief-open")
    audit.record(actor, "debrief.opened", f"debrief:{debrief.ref}")
    write_all([_letter(debrief, each) for each in _who_handed_in(cohort, version)])
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
    """Return how many active members can still hand the exercise in; two queries."""
    now = clock.now()
    handed_in = Attempt.objects.filter(
        state="handed_in", allotment__member__cohort=cohort, allotment__version=version
    ).values("allotment")
    left = Allotment.objects.filter(
        member__cohort=cohort, member__state="active", version=version
    ).exclude(pk__in=handed_in)
    return sum(not _is_over(each, now) for each in left.dated())


def may_see(allotment: Allotment) -> bool:
    """Tell whether a member may see an open debrief: it spoils nothing they can still work on."""
    states = set(Attempt.objects.filter(allotment=allotment).values_list("state", flat=True))
    if "handed_in" in states:
        return "open" not in states
    return _is_over(allotment, clock.now())


def _is_over(allotment: Allotment, now: datetime) -> bool:
    return allotment.window.phase(now) is Phase.CLOSED


def _who_handed_in(cohort: Cohort, version: ExerciseVersion) -> list[Allotment]:
    handed_in = Attempt.objects.filter(state="handed_in").values("allotment")
    rows = Allotment.objects.filter(
        pk__in=handed_in, member__cohort=cohort, member__state="active", version=version
    )
    return list(rows.select_related("member__person", "version").order_by("pk"))


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
