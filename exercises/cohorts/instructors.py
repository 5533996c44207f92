"""Who teaches a cohort may look behind its exercises: cases, tasks and their keys."""

from __future__ import annotations

from exercises.cases.guards import InstructorDoor
from exercises.cohorts.models import INSTRUCTORS, Staff

TEACHES_A_COHORT = InstructorDoor(
    name="teaches a cohort",
    opens=lambda user: Staff.objects.filter(person=user, role__in=INSTRUCTORS).exists(),
)
