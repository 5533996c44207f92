"""Ready to be given out: what keeps a version from it is said, and any change takes it back."""

from __future__ import annotations

from typing import Any

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry, User
from exercises.authoring import copying, drafting, tasking
from exercises.authoring.freezing import freeze
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.readiness import declare_ready, take_back
from exercises.authoring.releases import CountedFrom, Release
from exercises.cases.models import CaseSource
from exercises.cases.stale import Stale
from exercises.kinds import registry
from tests.exercises.conftest import MakePerson, sample_of


@pytest.fixture
def author(make_person: MakePerson) -> User:
    return make_person("Ada Author")


@pytest.fixture
def draft(version: ExerciseVersion, author: User) -> ExerciseVersion:
    """A draft with one task that is complete."""
    version.state = "draft"
    version.save()
    task = tasking.add_task(version, "choice", "Choose", by=author)
    sample = sample_of("choice", "right")
    tasking.save_brief(task, 0, tasking.Words("Choose"), sample.brief, by=author)
    tasking.save_key(task, 0, sample.key, by=author)
    version.refresh_from_db()
    return version


def task_of(version: ExerciseVersion) -> Task:
    return Task.objects.with_keys().select_related("version").get(version=version)


def refused(version: ExerciseVersion, author: User) -> str:
    with pytest.raises(Refusal) as refusal:
        declare_ready(version, by=author)
    assert refusal.value.code == "version-has-faults"
    version.refresh_from_db()
    assert version.state == "draft"
    return refusal.value.sentence.partition(": ")[2]


def test_a_complete_version_is_ready_once(draft: ExerciseVersion, author: User) -> None:
    declare_ready(draft, by=author)
    declare_ready(draft, by=author)
    draft.refresh_from_db()
    assert draft.state == "ready"
    assert AuditEntry.objects.filter(act="version.ready").count() == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"brief": {}}, "Task 1: 2 things are missing or wrong in what students see."),
        ({"key": {}}, "Task 1: 1 thing is missing or wrong in the key."),
        ({"key": {"right": ["z"]}}, "Task 1:"),
        ({"prompt_md": "See ¶?."}, "Task 1: It cites a paragraph that is gone (¶?)."),
        ({"points_c": 5}, "Task 1: It is worth 2.0 points, not 0.05."),
        ({"kind": "astrology"}, "Task 1:"),
    ],
)
def test_what_is_missing_in_a_task_is_said(
    draft: ExerciseVersion, author: User, changes: dict[str, Any], fault: str
) -> None:
    Task.objects.filter(version=draft).update(**changes)
    assert refused(draft, author).startswith(fault)


def test_a_version_without_a_task_is_not_ready(draft: ExerciseVersion, author: User) -> None:
    tasking.remove_task(task_of(draft), by=author)
    assert refused(draft, author) == "It has no task yet."


def test_an_introduction_that_cites_what_is_gone_is_named(
    draft: ExerciseVersion, author: User
) -> None:
    about = drafting.About("One", introduction="Begin at ¶?.")
    drafting.change_about(draft, draft.revision, about, by=author)
    assert refused(draft, author) == "The introduction cites a paragraph that is gone (¶?)."


def test_a_source_without_text_and_a_dossier_without_paragraphs_are_named(
    draft: ExerciseVersion, author: User
) -> None:
    CaseSource.objects.create(edition=draft.edition, position=2, code="S2", title="Empty")
    assert refused(draft, author) == "Source S2 has no text yet."
    draft.edition.paragraphs.all().delete()
    assert refused(draft, author) == "The dossier has no paragraph yet."


@pytest.mark.parametrize(
    ("releases", "fault"),
    [
        ([Release("storm", 5)], "The case has no inject “storm”."),
        ([Release("late", 5), Release("late", 9)], "The inject “late” is released twice."),
        (
            [Release("late", 5, CountedFrom.START, (4,))],
            "The inject “late” concerns a task that is not there.",
        ),
    ],
)
def test_releases_that_fit_nothing_are_named(
    draft: ExerciseVersion, author: User, releases: list[Release], fault: str
) -> None:
    source = CaseSource.objects.create(
        edition=draft.edition, position=2, code="S2", title="Late", inject="late", mark="Late"
    )
    draft.edition.paragraphs.filter(number=2).update(source=source)
    drafting.change_releases(draft, draft.revision, releases, by=author)
    assert refused(draft, author) == fault


def test_a_draft_is_not_given_out(draft: ExerciseVersion) -> None:
    with pytest.raises(Refusal) as refusal:
        freeze(draft)
    assert refusal.value.code == "version-not-ready"


def test_any_change_makes_it_a_draft_again_and_one_that_says_the_same_does_not(
    draft: ExerciseVersion, author: User
) -> None:
    declare_ready(draft, by=author)
    task = task_of(draft)
    tasking.save_key(task, task.key_revision, task.key, by=author)
    draft.refresh_from_db()
    assert draft.state == "ready"
    tasking.copy_task(task_of(draft), by=author)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_it_can_be_taken_back_while_nobody_works_on_it(
    draft: ExerciseVersion, author: User
) -> None:
    declare_ready(draft, by=author)
    take_back(draft, by=author)
    assert ExerciseVersion.objects.get(pk=draft.pk).state == "draft"
    declare_ready(draft, by=author)
    freeze(ExerciseVersion.objects.get(pk=draft.pk))
    for act in (
        lambda: take_back(draft, by=author),
        lambda: drafting.change_about(draft, draft.revision, drafting.About("Two"), by=author),
        lambda: tasking.save_key(task_of(draft), 1, {}, by=author),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "version-frozen"


def test_the_second_of_two_who_change_what_surrounds_the_tasks_is_told(
    draft: ExerciseVersion, author: User
) -> None:
    revision = draft.revision
    drafting.change_about(draft, revision, drafting.About("First"), by=author)
    with pytest.raises(Stale):
        drafting.change_about(draft, revision, drafting.About("Second"), by=author)
    with pytest.raises(Stale):
        drafting.change_releases(draft, revision, [], by=author)
    assert Exercise.objects.get(pk=draft.exercise_id).title == "First"


def test_the_next_version_is_one_draft_that_says_the_same(
    draft: ExerciseVersion, author: User
) -> None:
    declare_ready(draft, by=author)
    assert drafting.begin_version(draft.exercise, by=author) == draft, "nobody works on it yet"
    freeze(draft)
    made = drafting.begin_version(draft.exercise, by=author)
    assert (made.number, made.state, made.sha256) == (2, "draft", draft.sha256)
    assert drafting.begin_version(draft.exercise, by=author) == made
    assert task_of(made).key == task_of(draft).key


def test_a_copy_says_the_same_under_another_address(draft: ExerciseVersion, author: User) -> None:
    made = copying.copy_exercise(draft.exercise, "Copy", "harbour-copy", by=author)
    assert (made.title, made.number, made.state) == ("Copy", 1, "draft")
    assert task_of(made).brief == task_of(draft).brief
    with pytest.raises(Refusal) as refusal:
        copying.copy_exercise(draft.exercise, "Copy", "harbour-copy", by=author)
    assert refusal.value.code == "slug-taken"
    whole = copying.copy_case(draft.exercise.case, "Quay", "quay", with_exercises=True, by=author)
    assert whole.paragraphs.count() == draft.edition.paragraphs.count()
    slugs = set(whole.case.exercises.values_list("slug", flat=True))
    assert slugs == {"harbour-one-quay", "harbour-copy-quay"}
    with pytest.raises(Refusal) as refusal:
        copying.copy_case(draft.exercise.case, "Quay", "new", with_exercises=False, by=author)
    assert refusal.value.code == "slug-taken"


@pytest.mark.parametrize("kind", sorted(registry.every()))
def test_a_task_of_every_kind_begins_as_a_draft_that_is_kept_and_named(
    version: ExerciseVersion, author: User, kind: str
) -> None:
    version.state = "draft"
    version.save()
    task = tasking.add_task(version, kind, "New", by=author)
    assert task.points_c == 0
    assert refused(version, author).startswith("Task 1: ")


def test_tasks_move_are_removed_and_come_back_with_their_keys(
    draft: ExerciseVersion, author: User
) -> None:
    first = task_of(draft)
    second = tasking.copy_task(first, by=author)
    assert (second.title, second.position) == ("Choose (copy)", 2)
    tasking.move_task(second, -1, by=author)
    tasking.move_task(second, -1, by=author)
    assert list(draft.tasks.order_by("position")) == [second, first]
    tasking.remove_task(second, by=author)
    tasking.remove_task(second, by=author)
    assert list(draft.tasks.values_list("position", flat=True)) == [1]
    back = tasking.restore_task(draft, by=author)
    assert back is not None
    assert back.position == 1
    assert Task.objects.with_keys().get(pk=back.pk).key == first.key
    assert tasking.restore_task(draft, by=author) is None


def test_an_exercise_has_at_most_forty_tasks(draft: ExerciseVersion, author: User) -> None:
    first = task_of(draft)
    Task.objects.bulk_create(
        Task(version=draft, position=n, kind="choice", schema=1, title="x", points_c=0,
             brief={}, key={})
        for n in range(2, tasking.MOST_TASKS + 1)
    )  # fmt: skip
    for act in (
        lambda: tasking.add_task(draft, "choice", "More", by=author),
        lambda: tasking.copy_task(first, by=author),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "too-many-tasks"


def test_an_entry_that_was_removed_comes_back_once(draft: ExerciseVersion, author: User) -> None:
    task = task_of(draft)
    whole = dict(task.brief)
    shorter = {**whole, "options": whole["options"][:2]}
    tasking.save_brief(task, 1, tasking.Words("Choose"), shorter, by=author, undo=whole)
    assert tasking.restore_entry(task, "key", by=author) is False
    assert tasking.restore_entry(task, "brief", by=author) is True
    assert tasking.restore_entry(task, "brief", by=author) is False
    stored = task_of(draft)
    assert (stored.brief, stored.brief_revision, stored.points_c) == (whole, 3, 200)
