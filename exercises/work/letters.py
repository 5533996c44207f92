"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind

due = StoppableKind("exercise_due", _("The day before an exercise is due"), position=20)
