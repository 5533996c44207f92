"""The pages of the editor: what was typed is kept, the second of two is told, what went comes back."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring import tasking
from exercises.authoring.freezing import freeze
from exercises.authoring.models import ExerciseVersion, FolderImport, Task
from exercises.authoring.privacy import PERSONAL
from tests.exercises.conftest import sample_of

TEXT = 'kind = "choice"\ntitle = "Chosen"\n[brief]\nquestion = "Which?"\n'


@pytest.fixture
def task(version: ExerciseVersion, instructor_client: Client) -> Task:
    """A sound task of a draft."""
    author = User.objects.get(email="instructor@example.org")
    ExerciseVersion.objects.filter(pk=version.pk).update(state="draft")
    made = tasking.add_task(version, "choice", "Choose", by=author)
    sample = sample_of("choice", "right")
    tasking.save_brief(made, 0, tasking.Words("Choose"), sample.brief, by=author)
    tasking.save_key(made, 0, sample.key, by=author)
    return stored(made)


def stored(task: Task) -> Task:
    return Task.objects.with_keys().select_related("version__exercise").get(pk=task.pk)


def address(task: Task, name: str) -> str:
    version = task.version
    return reverse(name, args=[version.exercise.ref, version.number, task.pk])


def post(client: Client, url: str, fields: Mapping[str, str], status: int) -> str:
    answer = client.post(url, fields)
    assert answer.status_code == status
    return str(answer.get("Location", "")) or answer.content.decode()


def test_the_form_keeps_what_was_typed_and_leads_on_to_the_key(
    instructor_client: Client, task: Task
) -> None:
    url = address(task, "desk-brief")
    assert instructor_client.get(url).status_code == 200
    fields = {"revision": "1", "task-title": "  A   title ", "task-prompt": "See.", "then": "key"}
    assert post(instructor_client, url, fields, 302) == address(task, "desk-key")
    found = stored(task)
    assert (found.title, found.prompt_md, found.brief_revision) == ("A title", "See.", 2)
    assert instructor_client.get(address(task, "desk-key")).status_code == 200


def test_an_entry_that_is_removed_can_be_brought_back(
    instructor_client: Client, task: Task
) -> None:
    url = address(task, "desk-brief")
    where = post(instructor_client, url, {"revision": "1", "act": "drop 0 options"}, 302)
    assert len(stored(task).brief["options"]) == 3
    assert "Undo" in instructor_client.get(where).content.decode()
    post(instructor_client, address(task, "desk-brief-restore"), {}, 302)
    assert len(stored(task).brief["options"]) == 4
    post(instructor_client, address(task, "desk-key-restore"), {}, 302)


def test_the_text_and_the_form_are_the_same_data(instructor_client: Client, task: Task) -> None:
    url = address(task, "desk-brief-text")
    assert 'kind = "choice"' in unescape(instructor_client.get(url).content.decode())
    post(instructor_client, url, {"revision": "1", "text": TEXT}, 302)
    found = stored(task)
    assert (found.title, found.brief, found.points_c) == ("Chosen", {"question": "Which?"}, 0)
    key = address(task, "desk-key-text")
    post(instructor_client, key, {"revision": "1", "text": 'right = ["a"]'}, 302)
    assert stored(task).key["right"] == ["a"]


@pytest.mark.parametrize(("revision", "text", "status"), [("1", "title = ", 422), ("0", TEXT, 409)])
def test_a_text_that_is_not_stored_comes_back(
    instructor_client: Client, task: Task, revision: str, text: str, status: int
) -> None:
    url = address(task, "desk-brief-text")
    page = post(instructor_client, url, {"revision": revision, "text": text}, status)
    assert "title = " in page
    if status == 409:
        assert "What may the page be used for?" in page
    assert stored(task).brief == task.brief


def test_a_version_in_use_sends_its_author_to_the_next_one(
    instructor_client: Client, task: Task
) -> None:
    version = ExerciseVersion.objects.get(pk=task.version_id)
    where = [version.exercise.ref, version.number]
    page = instructor_client.post(reverse("desk-version-ready", args=where), follow=True)
    assert "is ready: it can be given to a session." in page.content.decode()
    freeze(ExerciseVersion.objects.get(pk=version.pk))
    answer = instructor_client.get(address(task, "desk-brief"))
    assert "Begin the next version to change it." in answer.content.decode()
    begun = instructor_client.post(reverse("desk-version-begin", args=where[:1]))
    assert begun["Location"] == reverse("desk-version", args=[where[0], 2])


def test_the_second_who_changes_what_surrounds_the_tasks_sees_both(
    instructor_client: Client, task: Task
) -> None:
    version = ExerciseVersion.objects.get(pk=task.version_id)
    url = reverse("desk-version-facts", args=[version.exercise.ref, version.number])
    fields = {"title": "Mine", "minutes": "30", "revision": str(version.revision)}
    post(instructor_client, url, fields, 302)
    page = post(instructor_client, url, {**fields, "title": "Theirs"}, 409)
    assert "Mine" in page
    assert "Theirs" in page
    again = {**fields, "title": "Theirs", "revision": str(version.revision + 1)}
    post(instructor_client, url, again, 302)
    post(instructor_client, url, {**fields, "title": ""}, 422)


def test_who_asks_gets_what_they_wrote_and_erasing_forgets_folders_that_wait(task: Task) -> None:
    author = User.objects.get(email="instructor@example.org")
    FolderImport.objects.create(name="x", is_case=True, files={}, sent_by=author)
    exported = list(PERSONAL.export(author))
    assert [next(iter(each)) for each in exported] == ["exercise", "folder"]
    assert PERSONAL.erase(author, clock.now())
    assert not FolderImport.objects.exists()
    stranger = User.objects.create_user("nobody@example.org")
    assert PERSONAL.erase(stranger, clock.now()) == []
