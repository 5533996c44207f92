"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts.models import Allotment, Assignment, Cohort, Extension, Member, Staff
from exercises.grades.models import GradeEvent

__all__ = [
    "Allotment",
    "Assignment",
    "Case",
    "CaseEdition",
    "CaseSource",
    "Cohort",
    "Exercise",
    "ExerciseVersion",
    "Extension",
    "GradeEvent",
    "Member",
    "Paragraph",
    "Staff",
    "Task",
]
