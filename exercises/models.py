"""Models of the rooms, gathered for Django; no room imports this file."""

from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph

__all__ = [
    "Case",
    "CaseEdition",
    "CaseSource",
    "Exercise",
    "ExerciseVersion",
    "Paragraph",
    "Task",
]
