"""Races of authors at one draft: one save is stored, everybody else is told, nothing is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role
from exercises.authoring import drafting, tasking
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.tasking import Words
from exercises.cases import editing
from exercises.cases.models import CaseEdition
from exercises.cases.stale import Stale
from tests.races.exercises_world import make_exercise, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def task(db: None) -> Task:
    """The first task of a draft that nobody works on yet, with its key."""
    exercise = make_exercise()
    tasks = Task.objects.with_keys().select_related("version__exercise", "version__edition")
    return tasks.get(version__exercise=exercise, position=1)


def authors(number: int) -> list[User]:
    people = [User.objects.create_user(f"author{n}@example.org") for n in range(number)]
    RoleGrant.objects.bulk_create(RoleGrant(user=each, role=Role.INSTRUCTOR) for each in people)
    return people


def test_of_two_authors_who_save_the_same_draft_one_gets_the_conflict_page(task: Task) -> None:
    people = authors(2)
    version = task.version
    url = reverse("desk-brief", args=[version.exercise.ref, version.number, task.pk])
    texts = ["What the first author writes.", "What the second author writes."]

    def press(person: User, text: str) -> tuple[int, str]:
        client = Client()
        client.force_login(person)
        fields = {"revision": "0", "task-title": "Estimate", "task-prompt": text}
        answer = client.post(url, fields)
        return answer.status_code, answer.content.decode()

    found = race(
        *(lambda p=p, t=t: press(p, t) for p, t in zip(people, texts, strict=True))  # type: ignore[misc]
    )
    pages = {each[0]: each[1] for each in found if isinstance(each, tuple)}
    assert set(pages) == {302, 409}
    task.refresh_from_db()
    stored = task.prompt_md
    (lost,) = set(texts) - {stored}
    assert lost in pages[409], "what was typed comes back"
    assert stored in pages[409], "beside what stands there now"
    assert "Save again to put yours in its place." in pages[409]
    assert task.brief_revision == 1
    again = {"revision": "1", "task-title": "Estimate", "task-prompt": lost}
    client = Client()
    client.force_login(people[0])
    assert client.post(url, again).status_code == 302
    task.refresh_from_db()
    assert (task.prompt_md, task.brief_revision) == (lost, 2)


def test_of_eight_saves_of_a_key_one_is_stored(task: Task) -> None:
    (person,) = authors(1)
    keys = [{**task.key, "why": f"Window {n}."} for n in range(8)]
    found = race(
        *(lambda key=key: tasking.save_key(task, 0, key, by=person) for key in keys)  # type: ignore[misc]
    )
    assert Counter(type(each) for each in found) == {Stale: 7, type(None): 1}
    stored = Task.objects.with_keys().get(pk=task.pk)
    assert stored.key_revision == 1
    assert stored.key["why"] == f"Window {found.index(None)}."


def test_who_writes_the_brief_and_who_writes_the_key_do_not_disturb_each_other(task: Task) -> None:
    (person,) = authors(1)
    found = race(
        lambda: tasking.save_brief(task, 0, Words("Another title"), task.brief, by=person),
        lambda: tasking.save_key(task, 0, task.key, by=person),
    )
    assert found == [None, None]
    stored = Task.objects.with_keys().get(pk=task.pk)
    assert (stored.title, stored.brief_revision, stored.key_revision) == ("Another title", 1, 1)


def test_who_begin_the_next_version_at_once_get_the_same_draft(task: Task) -> None:
    (person,) = authors(1)
    version = task.version
    ExerciseVersion.objects.filter(pk=version.pk).update(
        state="ready", frozen_at=version.created_at
    )
    found = race(
        *(lambda: drafting.begin_version(_fresh(version.exercise), by=person) for _ in range(6))
    )
    assert {type(each) for each in found} == {ExerciseVersion}
    assert len({each.pk for each in found if isinstance(each, ExerciseVersion)}) == 1
    assert version.exercise.versions.count() == 2


def test_of_two_cases_at_one_address_one_is_made(db: None) -> None:
    (person,) = authors(1)
    facts = editing.Facts("Pier", "Exercise material", "Who?")
    found = race(*(lambda: editing.create_case("pier", facts, by=person) for _ in range(4)))
    assert Counter(type(each) for each in found) == {CaseEdition: 1, Refusal: 3}


def test_of_two_exercises_at_one_address_one_is_made(task: Task) -> None:
    (person,) = authors(1)
    about, edition = drafting.About("Pier"), task.version.edition
    acts = [lambda: drafting.create_exercise(edition, "pier", about, by=person)] * 4
    assert Counter(type(each) for each in race(*acts)) == {ExerciseVersion: 1, Refusal: 3}


def _fresh(exercise: Exercise) -> Exercise:
    return Exercise.objects.get(pk=exercise.pk)
