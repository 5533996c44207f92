"""What injects moved, beside the work and beside the standard it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, Task
from exercises.cohorts.models import Allotment
from exercises.marking import queueing
from exercises.marking.models import Script
from exercises.work.handing_in import hand_in
from exercises.work.injects import open_inject
from exercises.work.models import Response
from exercises.work.starting import begin
from tests.exercises.work.injecting import SECRET, TITLE, add_inject

BEFORE, AFTER = "The ship will sail.", "The ship will stay."


@pytest.fixture
def exercise(saturday: datetime, exercise: Exercise) -> Exercise:
    """The exercise, marked on change, with an inject for the text."""
    add_inject(exercise, tasks=[3])
    task = Task.objects.get(version__exercise=exercise, position=3)
    brief = {**task.brief, "standards": ["sources", "change"]}
    Task.objects.filter(pk=task.pk).update(brief=brief, points_c=800)
    return exercise


@pytest.fixture
def script(saturday: datetime, allotment: Allotment) -> Script:
    """A text that was written anew after the inject, in the queue."""
    attempt = begin(allotment)
    rows = Response.objects.filter(attempt=attempt, task__position=3)
    rows.update(data={"text": BEFORE}, revision=1)
    with clock.at(saturday + timedelta(minutes=21)):
        open_inject(attempt, "log")
        rows.update(data={"text": AFTER}, revision=2, moved="The log says so.")
        hand_in(attempt)
        queueing.gather()
    return Script.objects.get()


def test_the_marker_sees_before_and_after_and_the_standard_is_supported(
    client: Client, script: Script, marker: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client.force_login(marker)
    queueing.claim(script, marker)
    address = reverse("script", args=[script.ref])
    client.get(address)  # who comes first stores the rubric
    with django_assert_num_queries(20):
        page = client.get(address).content.decode()
    for words in (f"Before and after “{TITLE}”", "<del>sail</del>", "<ins>stay</ins>", SECRET):
        assert words in page
    assert "The log says so." in page
    assert f"Task 3: The text was changed after “{TITLE}”." in page
    change = page.index('id="standard-change"')
    assert page.index("Task 3: The text was changed") > change


def test_another_task_says_nothing_of_an_inject_that_does_not_concern_it(
    client: Client, script: Script, marker: User
) -> None:
    client.force_login(marker)
    page = client.get(reverse("script-task", args=[script.ref, 1])).content.decode()
    assert "Before and after" not in page
