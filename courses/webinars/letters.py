"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind

eve = StoppableKind("webinar_eve", _("The evening before a webinar"), position=10)
soon = StoppableKind("webinar_soon", _("An hour before a webinar"), position=11)
