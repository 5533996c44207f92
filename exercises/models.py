"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, FolderImport, KeyCorrection, Task
from exercises.calibration.models import Asking, Forecast, ForecastQuestion, ForecastQuestionEvent
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts.models import (
    Accommodation,
    Allotment,
    Assignment,
    Cohort,
    Extension,
    Member,
    Staff,
    WorkingRules,
)
from exercises.corrections.models import EditionNotice
from exercises.debrief.models import ClassBoard, Debrief
from exercises.grades.models import GradeEvent
from exercises.late.models import LateAnswer
from exercises.marking.models import Comment, Mark, Reveal, RubricVersion, Script
from exercises.notes.models import ReaderNote
from exercises.panels.models import Panel, Seat
from exercises.questions.models import ClassNote, Question, QuestionPost
from exercises.rescoring.models import Rescoring, RescoringLine
from exercises.supervision.models import CohortLetter, CohortLetterReader
from exercises.work.models import Attempt, OpenedInject, Receipt, Response, Revision, Score

__all__ = [
    "Accommodation",
    "Allotment",
    "Asking",
    "Assignment",
    "Attempt",
    "Case",
    "CaseEdition",
    "CaseSource",
    "ClassBoard",
    "ClassNote",
    "Cohort",
    "CohortLetter",
    "CohortLetterReader",
    "Comment",
    "Debrief",
    "EditionNotice",
    "Exercise",
    "ExerciseVersion",
    "Extension",
    "FolderImport",
    "Forecast",
    "ForecastQuestion",
    "ForecastQuestionEvent",
    "GradeEvent",
    "KeyCorrection",
    "LateAnswer",
    "Mark",
    "Member",
    "OpenedInject",
    "Panel",
    "Paragraph",
    "Question",
    "QuestionPost",
    "ReaderNote",
    "Receipt",
    "Rescoring",
    "RescoringLine",
    "Response",
    "Reveal",
    "Revision",
    "RubricVersion",
    "Score",
    "Script",
    "Seat",
    "Staff",
    "Task",
    "WorkingRules",
]
