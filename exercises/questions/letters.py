"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind
from courseplatform.people.roles import Right

asked = StoppableKind(
    "question_asked",
    _("A student asks about an exercise"),
    position=60,
    right=Right.BUILD_CASES,
)
