"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind
from courseplatform.people.roles import Right

overdue = StoppableKind(
    "inquiry-overdue",
    _("Inquiries of mine that are due"),
    position=90,
    right=Right.ANSWER_INQUIRIES,
)
