"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind
from courseplatform.people.roles import Right

decided = StoppableKind(
    "forecast_decided", _("When a question you gave a forecast on is decided"), position=25
)
due = StoppableKind(
    "forecast_due",
    _("When the outcome of a question of yours is due"),
    position=60,
    right=Right.BUILD_CASES,
)
