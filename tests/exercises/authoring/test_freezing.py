"""From the first allotment on, what students work on cannot change."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit.refusals import Refusal
from exercises.authoring.freezing import freeze, freeze_edition
from exercises.authoring.models import ExerciseVersion
from exercises.cases.digest import edition_digest
from exercises.cases.models import CaseEdition, CaseSource, Paragraph


def test_an_exercise_without_tasks_cannot_be_given_out(version: ExerciseVersion) -> None:
    with pytest.raises(Refusal, match="no task yet"):
        freeze(version)
    version.refresh_from_db()
    assert version.frozen_at is None


def test_a_frozen_edition_carries_the_hash_of_what_it_says(edition: CaseEdition) -> None:
    freeze_edition(edition)
    edition.refresh_from_db()
    assert edition.frozen_at is not None
    assert edition.sha256 == edition_digest(edition) != "0" * 64


def test_the_database_refuses_every_change_to_a_frozen_edition(edition: CaseEdition) -> None:
    freeze_edition(edition)
    source = edition.sources.get()
    acts = [
        lambda: CaseEdition.objects.filter(pk=edition.pk).update(title="Other"),
        lambda: CaseEdition.objects.filter(pk=edition.pk).update(frozen_at=None),
        lambda: Paragraph.objects.filter(edition=edition, number=1).update(html="Other"),
        lambda: Paragraph.objects.filter(edition=edition).delete(),
        lambda: CaseSource.objects.filter(pk=source.pk).update(title="Other"),
        lambda: Paragraph.objects.create(
            edition=edition, source=source, number=9, text="x", html="x"
        ),
    ]
    for act in acts:
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            act()


def test_an_edition_that_nobody_uses_yet_can_be_corrected(edition: CaseEdition) -> None:
    before = edition_digest(edition)
    Paragraph.objects.filter(edition=edition, number=1).update(html="<p>Better.</p>")
    assert edition_digest(edition) != before


def test_a_frozen_part_cannot_be_moved_to_another_edition(edition: CaseEdition) -> None:
    other = CaseEdition.objects.create(
        case=edition.case, number=2, title="Harbour", mark="Exercise material", sha256="0" * 64
    )
    freeze_edition(edition)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Paragraph.objects.filter(edition=edition, number=1).update(edition=other)
