"""What the desk's bar shows of exercises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import DeskSection
from courseplatform.people.roles import Right
from exercises.cases.guards import builds_cases

SECTION = DeskSection(
    "desk-exercises",
    gettext_lazy("Exercises"),
    (Right.BUILD_CASES,),
    position=41,
    opens=builds_cases,
)
