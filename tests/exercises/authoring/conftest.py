"""A small case and an exercise on it."""

from __future__ import annotations

import pytest

from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph


@pytest.fixture
def edition(db: None) -> CaseEdition:
    case = Case.objects.create(slug="harbour", title="Harbour")
    edition = CaseEdition.objects.create(
        case=case, number=1, title="Harbour", mark="Exercise material", sha256="0" * 64
    )
    source = CaseSource.objects.create(edition=edition, position=1, code="S1", title="A page")
    for number in (1, 2):
        Paragraph.objects.create(
            edition=edition, source=source, number=number, text="Text.", html="<p>Text.</p>"
        )
    return edition


@pytest.fixture
def version(edition: CaseEdition) -> ExerciseVersion:
    exercise = Exercise.objects.create(slug="harbour-one", case=edition.case, title="One")
    return ExerciseVersion.objects.create(
        exercise=exercise, edition=edition, number=1, title="One", sha256="0" * 64
    )
