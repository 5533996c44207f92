"""What the desk's bar shows of cohorts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import DeskSection
from exercises.supervision.doors import RIGHTS

SECTION = DeskSection("desk-cohorts", gettext_lazy("Cohorts"), RIGHTS, position=38)
