"""What the desk's bar shows of cases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import DeskSection
from courseplatform.people.roles import Right
from exercises.cases.guards import builds_cases

SECTION = DeskSection(
    "desk-cases", gettext_lazy("Cases"), (Right.BUILD_CASES,), position=40, opens=builds_cases
)
