"""Races around an inject: opened in two tabs, saved and handed in while it is opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment
from exercises.work.drafts import save
from exercises.work.handing_in import hand_in
from exercises.work.injects import open_inject
from exercises.work.models import Attempt, OpenedInject, Receipt, Response, Revision
from exercises.work.receipts import holds
from exercises.work.sheets import steps_of
from exercises.work.starting import begin
from tests.exercises.work.injecting import add_inject
from tests.races.exercises_world import make_exercise, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt(db: None) -> Attempt:
    """An attempt in which an inject has come, with a text saved before it."""
    exercise = make_exercise()
    add_inject(exercise, after_minutes=0)
    cohort = membership.open_cohort("Race", "UTC")
    membership.admit(cohort, User.objects.create_user("racer@example.org"), "Heron 4")
    with clock.at(clock.now() - timedelta(minutes=5)):
        allotting.allot(cohort, exercise)
        found = begin(Allotment.objects.dated().get())
    write(found, "Before.", 0)
    return found


def write(attempt: Attempt, text: str, revision: int) -> object:
    post = QueryDict(mutable=True)
    post.update({"text": text, "revision": str(revision)})
    return save(steps_of(attempt)[1], post)


def fresh(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_related("allotment__version", "allotment__rules")
    return rows.get(pk=attempt.pk)


def test_opened_in_eight_tabs_it_is_opened_once(attempt: Attempt) -> None:
    found = race(*(lambda: open_inject(fresh(attempt), "log") for _tab in range(8)))
    assert found == [True] * 8
    opened = OpenedInject.objects.get()
    assert [each.data["text"] for each in opened.kept.all()] == ["Before."]
    assert Revision.objects.filter(why="inject").count() == 1


def test_a_save_beside_the_opening_is_before_it_or_after_it(attempt: Attempt) -> None:
    race(
        lambda: open_inject(fresh(attempt), "log"),
        lambda: write(attempt, "Beside.", 1),
    )
    kept = OpenedInject.objects.get().kept.get()
    row = Response.objects.get(task__position=2)
    assert row.data["text"] == "Beside."
    assert (kept.number, kept.data["text"]) in {(1, "Before."), (2, "Beside.")}


def test_beside_a_hand_in_it_is_opened_in_time_or_refused(attempt: Attempt) -> None:
    opened, receipt = race(
        lambda: open_inject(fresh(attempt), "log"), lambda: hand_in(fresh(attempt))
    )
    assert isinstance(receipt, Receipt)
    assert opened is True or isinstance(opened, Refusal)
    assert OpenedInject.objects.count() == (1 if opened is True else 0)
    assert holds(receipt, Response.objects.filter(attempt=attempt).with_tasks())
