"""What letters and reminders offer to the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard, DeskSection
from courseplatform.letters import outage
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.people.roles import Right

RECENT = timedelta(days=7)
section = DeskSection("desk-letters", gettext_lazy("Letters"), (Right.SEE_TECHNICAL,), position=95)


def _troubles(person: User, now: datetime) -> list[CardLine]:
    url = reverse("desk-letters")
    found: list[CardLine] = []
    if outage.current():
        words = _("The mail server takes no letters")
        found.append(CardLine(words, url, _("Look"), tone="bad"))
    aside = Letter.objects.filter(state="failed", secret=False, created_at__gt=now - RECENT).count()
    if aside:
        sentence = ngettext("%(n)s letter was put aside", "%(n)s letters were put aside", aside)
        found.append(CardLine(sentence % {"n": aside}, url, _("Look"), tone="warn"))
    return found


troubles = DeskCard(
    "letters",
    gettext_lazy("Letters"),
    Right.SEE_TECHNICAL,
    _troubles,
    column=Column.HAND,
    position=95,
)
