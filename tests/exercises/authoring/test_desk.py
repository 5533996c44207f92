"""The desk's pages on cases and exercises: for instructors, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cases import guards
from exercises.cases.guards import InstructorDoor, builds_cases
from exercises.cases.models import Case, CaseEdition

Queries = Callable[[int], AbstractContextManager[Any]]


def pages(version: ExerciseVersion) -> list[str]:
    ref = version.exercise.ref
    return [
        reverse("desk-cases"),
        reverse("desk-case", args=["ukraine-hts"]),
        reverse("desk-edition", args=["ukraine-hts", 1]),
        reverse("desk-exercises"),
        reverse("desk-exercise", args=[ref]),
        reverse("desk-version", args=[ref, 1]),
        *(reverse("desk-task", args=[ref, 1, position]) for position in range(1, 6)),
        *(reverse("desk-preview", args=[ref, 1, position]) for position in range(1, 6)),
    ]


def test_instructors_can_open_every_page(instructor_client: Client, hts: ExerciseVersion) -> None:
    for url in pages(hts):
        answer = instructor_client.get(url)
        assert answer.status_code == 200, url
        assert "no-store" in answer["Cache-Control"]


def test_a_stranger_finds_no_such_page_and_a_visitor_is_led_to_the_login(
    stranger_client: Client, hts: ExerciseVersion
) -> None:
    ref = hts.exercise.ref
    for url in [*pages(hts), reverse("desk-preview-live", args=[ref, 1, 1])]:
        assert stranger_client.get(url).status_code == 404, url
        assert stranger_client.post(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url


def test_what_does_not_exist_is_not_found(instructor_client: Client, hts: ExerciseVersion) -> None:
    ref = hts.exercise.ref
    for url in (
        reverse("desk-case", args=["atlantis"]),
        reverse("desk-edition", args=["ukraine-hts", 2]),
        reverse("desk-exercise", args=["a" * 26]),
        reverse("desk-version", args=[ref, 9]),
        reverse("desk-task", args=[ref, 1, 6]),
        reverse("desk-preview", args=[ref, 1, 6]),
    ):
        assert instructor_client.get(url).status_code == 404, url


def test_an_empty_desk_says_what_will_stand_there(instructor_client: Client) -> None:
    assert b"No case yet" in instructor_client.get(reverse("desk-cases")).content
    assert b"No exercise yet" in instructor_client.get(reverse("desk-exercises")).content


def test_a_task_page_shows_the_key_to_staff(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    page = instructor_client.get(
        reverse("desk-task", args=[hts.exercise.ref, 1, 3])
    ).content.decode()
    assert "H1 is the only hypothesis clearly weakened." in page
    assert "For staff only." in page


def test_a_version_with_a_fault_says_what_keeps_it_from_being_given_out(
    instructor_client: Client, hts: ExerciseVersion
) -> None:
    hts.edition.paragraphs.filter(number=13).delete()
    url = reverse("desk-version", args=[hts.exercise.ref, 1])
    page = instructor_client.get(url).content.decode()
    assert "Task 2: The dossier has no paragraph ¶13." in page


@pytest.mark.parametrize(("name", "queries"), [("desk-cases", 5), ("desk-exercises", 5)])
def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_many(
    instructor_client: Client,
    hts: ExerciseVersion,
    django_assert_num_queries: Queries,
    name: str,
    queries: int,
) -> None:
    url = reverse(name)
    instructor_client.get(url)
    with django_assert_num_queries(queries):
        instructor_client.get(url)
    for number in range(4):
        case = Case.objects.create(slug=f"case-{number}", title=f"Case {number}")
        edition = CaseEdition.objects.create(
            case=case, number=1, title="C", mark="M", sha256="0" * 64
        )
        exercise = Exercise.objects.create(slug=f"exercise-{number}", case=case, title="E")
        ExerciseVersion.objects.create(
            exercise=exercise, edition=edition, number=1, title="E", sha256="0" * 64
        )
    with django_assert_num_queries(queries):
        assert instructor_client.get(url).content.count(b"rows__link") == 5


def test_a_door_of_a_room_above_opens_the_desk(
    stranger_client: Client, hts: ExerciseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    door = InstructorDoor("always", lambda user: not asked.append(user))
    found = guards.registry.instances
    monkeypatch.setattr(
        guards.registry,
        "instances",
        lambda name, of: [door] if of is InstructorDoor else found(name, of),
    )
    page = stranger_client.get(reverse("desk-exercises")).content.decode()
    assert reverse("desk-cases") in page, "the desk's bar leads to both"
    assert len(asked) == 1
    assert f'href="{reverse("desk")}"' not in page, "the desk's first page is for others"


def test_nobody_signed_in_builds_cases() -> None:
    assert not builds_cases(AnonymousUser())
