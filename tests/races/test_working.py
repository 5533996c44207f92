"""Races of one person with themselves: two tabs, two devices, a save under way at hand-in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.http import QueryDict

from courseplatform.kit.refusals import Refusal
from exercises.cohorts.models import Allotment
from exercises.grades.models import GradeEvent
from exercises.work.drafts import Conflict, save
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Receipt, Response, Score
from exercises.work.receipts import holds
from exercises.work.sheets import steps_of
from exercises.work.starting import begin
from tests.races.exercises_world import TASKS, give, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def allotment(db: None) -> Allotment:
    """An exercise of an estimate and a text, given to one person."""
    return give()


def write(attempt: Attempt, text: str, revision: int) -> Callable[[], object]:
    post = QueryDict(mutable=True)
    post.update({"text": text, "revision": str(revision)})
    return lambda: save(steps_of(attempt)[1], post)


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_related("allotment__version").get(pk=attempt.pk)


def test_of_eight_saves_from_one_revision_exactly_one_is_stored(allotment: Allotment) -> None:
    attempt = begin(allotment)
    found = race(*(write(attempt, f"Text of window {n}.", 0) for n in range(8)))
    kinds = Counter(type(each) for each in found)
    assert kinds[Conflict] == 7
    row = Response.objects.get(attempt=attempt, task__position=2)
    assert row.revision == 1
    winner = next(each for each in found if not isinstance(each, Exception))
    assert winner.step.answer.text == row.data["text"]  # type: ignore[union-attr, attr-defined]


def test_handing_in_from_eight_tabs_gives_one_receipt(allotment: Allotment) -> None:
    attempt = begin(allotment)
    write(attempt, "The ship will sail.", 0)()
    found = race(*(lambda: hand_in(fresh(attempt)) for _tab in range(8)))
    assert {type(each) for each in found} == {Receipt}
    assert len({each.pk for each in found if isinstance(each, Receipt)}) == 1
    assert Score.objects.count() == 1
    assert GradeEvent.objects.count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_a_save_during_hand_in_is_in_the_receipt_or_is_refused(
    allotment: Allotment, turn: int
) -> None:
    attempt = begin(allotment)
    write(attempt, "Before.", 0)()
    saves = [write(attempt, "At the last moment.", 1)] * 3
    *saved, receipt = race(*saves, lambda: hand_in(fresh(attempt)))
    assert isinstance(receipt, Receipt)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    assert holds(receipt, rows)
    accepted = [each for each in saved if not isinstance(each, Refusal | Conflict)]
    assert not [each for each in accepted if isinstance(each, Exception)]
    assert rows[1].data["text"] == ("At the last moment." if accepted else "Before.")


def test_starting_from_eight_tabs_is_one_attempt(allotment: Allotment) -> None:
    found = race(*(lambda: begin(Allotment.objects.get()) for _tab in range(8)))
    assert {type(each) for each in found} == {Attempt}
    assert Attempt.objects.count() == 1
    assert Response.objects.count() == len(TASKS)
