"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.calibration.models import Asking, Forecast, Question, QuestionEvent
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts.models import Allotment, Assignment, Cohort, Extension, Member, Staff
from exercises.debrief.models import ClassBoard, Debrief
from exercises.grades.models import GradeEvent
from exercises.marking.models import Comment, Mark, Reveal, RubricVersion, Script
from exercises.work.models import Attempt, Receipt, Response, Revision, Score

__all__ = [
    "Allotment",
    "Asking",
    "Assignment",
    "Attempt",
    "Case",
    "CaseEdition",
    "CaseSource",
    "ClassBoard",
    "Cohort",
    "Comment",
    "Debrief",
    "Exercise",
    "ExerciseVersion",
    "Extension",
    "Forecast",
    "GradeEvent",
    "Mark",
    "Member",
    "Paragraph",
    "Question",
    "QuestionEvent",
    "Receipt",
    "Response",
    "Reveal",
    "Revision",
    "RubricVersion",
    "Score",
    "Script",
    "Staff",
    "Task",
]
