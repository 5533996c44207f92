"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind

open_ = StoppableKind("debrief_open", _("When the debrief of an exercise opens"), position=26)
