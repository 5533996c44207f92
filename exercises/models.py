"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, KeyCorrection, Task
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
from exercises.grades.models import GradeEvent
from exercises.late.models import LateAnswer
from exercises.marking.models import Comment, Mark, Reveal, RubricVersion, Script
from exercises.notes.models import ReaderNote
from exercises.questions.models import ClassNote, Question, QuestionPost
from exercises.rescoring.models import Rescoring, RescoringLine
from exercises.supervision.models import CohortLetter, CohortLetterReader
from exercises.work.models import Attempt, Receipt, Response, Revision, Score

__all__ = [
    "Accommodation",
    "Allotment",
    "Assignment",
    "Attempt",
    "Case",
    "CaseEdition",
    "CaseSource",
    "ClassNote",
    "Cohort",
    "CohortLetter",
    "CohortLetterReader",
    "Comment",
    "Exercise",
    "ExerciseVersion",
    "Extension",
    "GradeEvent",
    "KeyCorrection",
    "LateAnswer",
    "Mark",
    "Member",
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
    "Staff",
    "Task",
    "WorkingRules",
]
