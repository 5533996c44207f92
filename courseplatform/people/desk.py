"""What people offer to the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import DeskSection
from courseplatform.people.roles import Right

section = DeskSection("desk-people", gettext_lazy("People"), (Right.MANAGE_PEOPLE,), position=90)
