"""What inquiries offer to the desk."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.inquiries.models import Inquiry, State
from courseplatform.kit.cards import CardLine, Column, DeskCard, DeskSection
from courseplatform.people.models import User
from courseplatform.people.roles import Right

section = DeskSection(
    "desk-inquiries", gettext_lazy("Inquiries"), (Right.ANSWER_INQUIRIES,), position=80
)


def _waiting(person: User, now: datetime) -> list[CardLine]:
    visible = Inquiry.objects.visible_to(person)
    overdue = visible.overdue(now).count()
    counts = {state: visible.filter(state=state).count() for state in (State.NEW, State.HELD)}
    found: list[CardLine] = []
    if overdue:
        words = ngettext(
            "%(n)s inquiry should have been answered by now",
            "%(n)s inquiries should have been answered by now",
            overdue,
        )
        found.append(
            CardLine(words % {"n": overdue}, reverse("desk-inquiries"), _("Answer"), tone="bad")
        )
    if counts[State.NEW]:
        words = ngettext(
            "%(n)s inquiry is nobody's yet", "%(n)s inquiries are nobody's yet", counts[State.NEW]
        )
        url = reverse("desk-inquiries")
        found.append(CardLine(words % {"n": counts[State.NEW]}, url, _("Take one"), tone="warn"))
    if counts[State.HELD]:
        words = ngettext("%(n)s post is held back", "%(n)s posts are held back", counts[State.HELD])
        url = reverse("desk-inquiries-of", args=[State.HELD])
        found.append(CardLine(words % {"n": counts[State.HELD]}, url, _("Look"), tone="info"))
    return found


waiting = DeskCard(
    "inquiries-waiting",
    gettext_lazy("Inquiries"),
    Right.ANSWER_INQUIRIES,
    _waiting,
    column=Column.HAND,
    position=80,
)


def _mine(person: User, now: datetime) -> list[CardLine]:
    mine = Inquiry.objects.visible_to(person).filter(assigned_to=person, state=State.OPEN)
    return [
        CardLine(
            f"{one.called}: {one.topic_words}",
            reverse("desk-inquiry", args=[one.ref]),
            tone="bad" if one.due_at < now else "",
        )
        for one in mine.order_by("due_at")[:20]
    ]


mine = DeskCard(
    "my-inquiries",
    gettext_lazy("My inquiries"),
    Right.ANSWER_INQUIRIES,
    _mine,
    position=80,
    more_url="/desk/inquiries/open/?mine=1",
    more=gettext_lazy("All of mine"),
)
