"""What is frozen is read once in a process; what can still change is read every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exercises.authoring.freezing import freeze
from exercises.authoring.frozen import tasks_in, version_in_use
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import OpenTask
from exercises.cases.dossier import dossier_of
from exercises.cases.models import CaseEdition, Paragraph
from exercises.kinds import registry
from exercises.kinds.short_text.samples import SAMPLES

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

SAMPLE = SAMPLES[0]


@pytest.fixture
def task(version: ExerciseVersion) -> Task:
    """A task of the version, still in work."""
    return Task.objects.create(
        version=version,
        position=1,
        kind="short_text",
        schema=SAMPLE.schema,
        title="Say it in a line",
        points_c=registry.find("short_text").out_of_c(
            registry.find("short_text").brief_from(SAMPLE.brief)
        ),
        brief=SAMPLE.brief,
        key=SAMPLE.key,
    )


def test_a_draft_is_read_every_time(
    version: ExerciseVersion, task: Task, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert [each.title for each in tasks_in(version).values()] == ["Say it in a line"]
    Task.objects.filter(pk=task.pk).update(title="Say it in two lines")
    with django_assert_num_queries(1):
        assert tasks_in(version)[task.pk].title == "Say it in two lines"


def test_a_frozen_version_is_read_once(
    version: ExerciseVersion, task: Task, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert tasks_in(version)[task.pk].title == "Say it in a line"
    Task.objects.filter(pk=task.pk).update(title="Say it well")
    freeze(version)
    first = tasks_in(version)
    assert first[task.pk].title == "Say it well"
    with django_assert_num_queries(0):
        assert tasks_in(version) is first


def test_no_key_is_kept(version: ExerciseVersion, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(undo={"key": SAMPLE.key})
    ExerciseVersion.objects.filter(pk=version.pk).update(undo={"key": SAMPLE.key})
    freeze(version)
    assert version_in_use(version.pk).undo is None
    kept = {name: getattr(tasks_in(version)[task.pk], name) for name in OpenTask.__slots__}
    assert not {"key", "undo"} & kept.keys()
    assert not any(isinstance(each, Task) for each in kept.values())


def test_the_version_of_an_allotment_is_read_once_with_its_edition(
    version: ExerciseVersion, task: Task, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    freeze(version)
    first = version_in_use(version.pk)
    with django_assert_num_queries(0):
        assert version_in_use(version.pk) is first
        assert first.edition.title == "Harbour"


def test_a_version_that_can_still_change_is_never_kept(version: ExerciseVersion) -> None:
    with pytest.raises(ExerciseVersion.DoesNotExist):
        version_in_use(version.pk)


def test_the_dossier_of_a_draft_is_read_every_time_and_a_frozen_one_once(
    version: ExerciseVersion, task: Task, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = version.edition
    assert dossier_of(edition).passages["¶1"].html == "<p>Text.</p>"
    Paragraph.objects.filter(edition=edition, number=1).update(html="<p>Better.</p>")
    assert dossier_of(edition).passages["¶1"].html == "<p>Better.</p>"
    freeze(version)
    frozen = CaseEdition.objects.get(pk=edition.pk)
    first = dossier_of(frozen)
    assert first.passages["¶1"].html == "<p>Better.</p>"
    with django_assert_num_queries(0):
        assert dossier_of(frozen) is first


def test_a_dossier_is_kept_apart_for_each_set_of_opened_injects(
    version: ExerciseVersion, task: Task
) -> None:
    source = version.edition.sources.create(
        position=2, code="S2", title="The log", inject="log", mark="Exercise material"
    )
    Paragraph.objects.create(
        edition=version.edition, source=source, number=3, text="Late.", html="<p>Late.</p>"
    )
    freeze(version)
    edition = CaseEdition.objects.get(pk=version.edition_id)
    assert "¶3" not in dossier_of(edition).passages
    assert "¶3" in dossier_of(edition, ["log"]).passages
    assert "¶3" not in dossier_of(edition).passages
