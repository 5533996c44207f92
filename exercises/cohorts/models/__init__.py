"""Who works which exercise, under which rules, until when."""

from exercises.cohorts.models.allowances import Accommodation, Extension
from exercises.cohorts.models.giving import Allotment, Assignment
from exercises.cohorts.models.people import (
    INSTRUCTORS,
    MARKERS,
    Cohort,
    CohortQuerySet,
    Member,
    Staff,
    StaffRole,
)
from exercises.cohorts.models.rules import WorkingRules

__all__ = [
    "INSTRUCTORS",
    "MARKERS",
    "Accommodation",
    "Allotment",
    "Assignment",
    "Cohort",
    "CohortQuerySet",
    "Extension",
    "Member",
    "Staff",
    "StaffRole",
    "WorkingRules",
]
