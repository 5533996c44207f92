"""From an address to what this person may see there; everything else is not found."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.frozen import version_in_use
from exercises.cohorts.dates import Phase
from exercises.cohorts.models import Allotment
from exercises.work.clocking import hand_in_if_over
from exercises.work.models import Attempt


def allotment_for(user: User, ref: str) -> Allotment:
    """Return one's own allotment with assignment, cohort, version, edition, rules and dates.

    One query, and one for version and edition when this process has not read them yet.
    """
    rows = Allotment.objects.visible_to(user).dated().select_related("member__cohort", "assignment")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such exercise."))
    found.version = version_in_use(found.version_id)
    return found


def opened_for(user: User, ref: str) -> Allotment:
    """Return one's own allotment from its opening on, noted as seen.

    Raises:
        Refusal: the exercise is not open yet.
    """
    found = allotment_for(user, ref)
    if found.window.phase(clock.now()) is Phase.BEFORE:
        raise Refusal(
            _("The dossier opens with the exercise. Its page says when."),
            code="not-open",
            next_url=reverse("exercise", args=[found.ref]),
        )
    note_seen(found)
    return found


def note_seen(allotment: Allotment) -> None:
    """Note when its owner first opened an exercise; asks the database that one time."""
    if allotment.seen_at is None:
        moves.swap(allotment, {"seen_at": None}, seen_at=clock.now())


def attempt_for(user: User, ref: str) -> Attempt:
    """Return one's own attempt with its allotment, and its cohort, version, edition, rules and dates.

    One query, and one for version and edition when this process has not read them yet. An attempt
    whose time is over is handed in on the way, so that no page waits for the sweep.
    """
    rows = Attempt.objects.visible_to(user).dated()
    found = rows.select_related("allotment__member__cohort").filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such work."))
    found.allotment.version = version_in_use(found.allotment.version_id)
    hand_in_if_over(found.with_dates())
    return found
