"""What debriefs offer to the desk: their section of the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import DeskSection
from courseplatform.people.roles import Right
from exercises.cases.guards import builds_cases

SECTION = DeskSection(
    "desk-debriefs",
    gettext_lazy("Debriefs"),
    (Right.BUILD_CASES,),
    position=45,
    opens=builds_cases,
)
