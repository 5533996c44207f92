"""The way from an exercise to the forecasts that were opened from it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.calibration.models import Asking
from exercises.cohorts.models import Allotment
from exercises.work.afterwards import Afterwards, Link


def _links(allotment: Allotment) -> Sequence[Link]:
    asked = Asking.objects.filter(
        cohort=allotment.member.cohort_id, task__version=allotment.version_id
    )
    if not asked.exists():
        return []
    return [Link(_("My forecasts"), reverse("forecasts"), _("can be changed until they close"))]


FORECASTS = Afterwards("forecasts", _links)
