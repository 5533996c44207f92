"""What publications offer to the desk."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import CardLine, DeskCard, DeskSection
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courseplatform.publications.models import Report

section = DeskSection("desk-reports", gettext_lazy("Reports"), (Right.EDIT_REPORTS,), position=70)


def _drafts(person: User, now: datetime) -> list[CardLine]:
    drafts = Report.objects.filter(published_at=None).order_by("-changed_at")[:20]
    return [
        CardLine(
            _("Report %(number)s: %(title)s") % {"number": one.number, "title": one.title},
            reverse("desk-report", args=[one.ref]),
        )
        for one in drafts
    ]


drafts = DeskCard(
    "report-drafts",
    gettext_lazy("Drafts of reports"),
    Right.EDIT_REPORTS,
    _drafts,
    position=70,
    more_url="/desk/reports/",
    more=gettext_lazy("All reports"),
)
