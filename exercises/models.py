"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, FolderImport, Task
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts.models import Allotment, Assignment, Cohort, Extension, Member, Staff
from exercises.corrections.models import EditionNotice
from exercises.grades.models import GradeEvent
from exercises.marking.models import Comment, Mark, Reveal, RubricVersion, Script
from exercises.panels.models import Panel, Seat
from exercises.work.models import Attempt, Receipt, Response, Revision, Score

__all__ = [
    "Allotment",
    "Assignment",
    "Attempt",
    "Case",
    "CaseEdition",
    "CaseSource",
    "Cohort",
    "Comment",
    "EditionNotice",
    "Exercise",
    "ExerciseVersion",
    "Extension",
    "FolderImport",
    "GradeEvent",
    "Mark",
    "Member",
    "Panel",
    "Paragraph",
    "Receipt",
    "Response",
    "Reveal",
    "Revision",
    "RubricVersion",
    "Score",
    "Script",
    "Seat",
    "Staff",
    "Task",
]
