"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind
from exercises.supervision.writing import TEMPLATE

instructors = StoppableKind(
    TEMPLATE, _("Letters of your instructors about an exercise"), position=25
)
