"""The way from an exercise to its debrief, once it is open to the class."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.cohorts.models import Allotment
from exercises.debrief.models import Debrief
from exercises.debrief.opening import may_see
from exercises.work.afterwards import Afterwards, Link


def _links(allotment: Allotment) -> Sequence[Link]:
    open_ = Debrief.objects.filter(
        cohort=allotment.member.cohort_id, version=allotment.version_id, state="open"
    )
    if not open_.exists() or not may_see(allotment):
        return []
    return [
        Link(
            _("The debrief"),
            reverse("exercise-debrief", args=[allotment.ref]),
            _("the class, the experts, and why"),
        )
    ]


DEBRIEF = Afterwards("debrief", _links)
