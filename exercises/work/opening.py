"""From an address to what this person may see there; everything else is not found."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from courseplatform.people.models import User
from exercises.cohorts.models import Allotment, Extension
from exercises.work.models import Attempt

_AROUND = ("member__cohort", "version__edition")


def allotment_for(user: User, ref: str) -> Allotment:
    """Return one's own allotment with cohort, version, edition and dates; one query."""
    rows = Allotment.objects.visible_to(user).dated().select_related(*_AROUND)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such exercise."))
    return found


def attempt_for(user: User, ref: str) -> Attempt:
    """Return one's own attempt with its allotment, cohort, version, edition and dates; one query."""
    newest = Extension.objects.filter(allotment=OuterRef("allotment")).order_by("-pk")
    rows = (
        Attempt.objects.visible_to(user)
        .select_related(*(f"allotment__{name}" for name in _AROUND))
        .annotate(
            extended_due_at=Subquery(newest.values("due_at")[:1]),
            extended_closes_at=Subquery(newest.values("closes_at")[:1]),
        )
    )
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such work."))
    found.allotment.carry_extension(found.extended_due_at, found.extended_closes_at)
    return found
