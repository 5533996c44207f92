"""Letters of this room that a reader may stop."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courseplatform.letters.stopping import StoppableKind

overdue = StoppableKind("inquiry-overdue", _("Inquiries of mine that are due (staff)"), position=90)
