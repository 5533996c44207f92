"""Races around clocks, attempts, extensions and re-scoring: whoever is second finds it done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from exercises.cohorts import membership
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Assignment, Extension
from exercises.cohorts.rules import LateRule, Rules
from exercises.grades.models import GradeEvent
from exercises.rescoring import deciding
from exercises.rescoring.applying import apply_some
from exercises.rescoring.correcting import as_text, correct
from exercises.rescoring.listing import list_some
from exercises.rescoring.models import Rescoring
from exercises.supervision.showing import show_answers
from exercises.work.clocking import hand_in_what_is_over
from exercises.work.extending import accommodate, extend, take_back
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Receipt, Response, Score
from exercises.work.starting import begin, begin_next
from tests.races.exercises_world import TASKS, give, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TURNS = range(4)


def at(instant: datetime, act: Callable[[], object]) -> Callable[[], object]:
    """Return the act with the clock of its own thread at an instant."""

    def run() -> object:
        with clock.at(instant):
            return act()

    return run


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_related("allotment__version").get(pk=attempt.pk)


def teacher() -> User:
    person = User.objects.create_user("teacher@example.org", name="Tess Teacher")
    membership.set_staff(Assignment.objects.get().cohort, person, "lead")
    return person


@pytest.mark.parametrize("turn", TURNS)
def test_the_clock_and_a_press_hand_in_once(turn: int) -> None:
    start = clock.now()
    attempt = begin(give(Rules(minutes=60), opens_at=start - HOUR))
    later = start + 2 * HOUR
    presses = [at(later, lambda: hand_in(fresh(attempt)))] * 3
    found = race(*presses, *[at(later, hand_in_what_is_over)] * 3)
    assert not [each for each in found if isinstance(each, Exception)]
    assert {type(each) for each in found[:3]} == {Receipt}
    assert Receipt.objects.count() == 1
    assert GradeEvent.objects.count() == Score.objects.count()
    attempt.refresh_from_db()
    assert attempt.handed_in_at == attempt.time_up_at
    assert Letter.objects.filter(template="handed_in_by_clock").count() == sum(
        each for each in found[3:] if isinstance(each, int)
    )


@pytest.mark.parametrize("turn", TURNS)
def test_more_time_on_the_clock_comes_before_the_clock_or_after_it_never_halfway(turn: int) -> None:
    start = clock.now()
    attempt = begin(give(Rules(minutes=60), opens_at=start - HOUR))
    by, member = teacher(), attempt.allotment.member
    later = start + HOUR + timedelta(minutes=10)

    def more() -> object:
        return accommodate(member, percent=100, extra_minutes=60, reason="The line", by=by)

    handed_in, _made = race(at(later, hand_in_what_is_over), at(later, more))
    attempt.refresh_from_db()
    if handed_in:
        assert (attempt.state, attempt.minutes) == ("handed_in", 60)
    else:
        assert (attempt.state, attempt.minutes) == ("open", 120)


@pytest.mark.parametrize("turn", TURNS)
def test_an_extension_and_a_late_hand_in_agree_on_what_is_late(turn: int) -> None:
    start = clock.now()
    rules = Rules(late=LateRule.LESS, late_percent=10, late_most=50)
    dates = {"opens_at": start - DAY, "due_at": start - HOUR, "closes_at": start + 5 * DAY}
    allotment = give(rules, **dates)
    with clock.at(start - 2 * HOUR):
        attempt = begin(allotment)
    by = teacher()
    race(
        lambda: hand_in(fresh(attempt)),
        lambda: extend(Allotment.objects.dated().get(), More(due_at=start + DAY), by=by),
    )
    attempt.refresh_from_db()
    assert (attempt.state, attempt.late, attempt.late_days) == ("handed_in", False, 0)
    newest = GradeEvent.objects.filter(kind="late").order_by("-id").first()
    assert newest is None or newest.less_percent == 0


def test_the_next_attempt_pressed_eight_times_is_one() -> None:
    allotment = give(Rules(attempts=3))
    hand_in(begin(allotment))
    found = race(
        *(lambda: begin_next(Allotment.objects.dated().get(), after=1) for _tab in range(8))
    )
    assert {type(each) for each in found} == {Attempt}
    assert {each.number for each in found if isinstance(each, Attempt)} == {2}
    assert Response.objects.count() == 2 * len(TASKS)


def test_two_desks_that_grant_leave_one_extension_standing() -> None:
    now = clock.now()
    give(opens_at=now - DAY, due_at=now + DAY)
    by = teacher()
    found = race(
        *(
            lambda days=days: extend(  # type: ignore[misc]
                Allotment.objects.dated().get(), More(due_at=now + days * DAY), by=by
            )
            for days in range(2, 8)
        )
    )
    kinds = Counter(type(each) for each in found)
    assert set(kinds) <= {Extension, Refusal}
    assert Extension.objects.filter(state="granted").count() == 1
    standing = Extension.objects.get(state="granted")
    assert standing.due_at == max(each.due_at for each in found if isinstance(each, Extension))


def test_an_extension_is_taken_back_once() -> None:
    now = clock.now()
    give(opens_at=now - DAY, due_at=now + DAY)
    by = teacher()
    extension = extend(Allotment.objects.dated().get(), More(due_at=now + 3 * DAY), by=by)
    found = race(
        *(
            lambda: take_back(Extension.objects.select_related("allotment").get(), by=by)
            for _desk in range(4)
        )
    )
    assert Counter(type(each) for each in found) == {type(None): 1, Refusal: 3}
    extension.refresh_from_db()
    assert extension.state == "revoked"


@pytest.mark.parametrize("turn", TURNS)
def test_model_answers_are_shown_or_time_is_given_never_both(turn: int) -> None:
    now = clock.now()
    give(opens_at=now - 3 * DAY, due_at=now - 2 * DAY, closes_at=now - DAY)
    by = teacher()
    shown, given = race(
        lambda: show_answers(Assignment.objects.get(), by=by, although_elsewhere=False),
        lambda: extend(Allotment.objects.dated().get(), More(closes_at=now + DAY), by=by),
    )
    assert isinstance(shown, Refusal) != isinstance(given, Refusal)
    is_shown = Assignment.objects.get().answers_released_at is not None
    assert is_shown != Extension.objects.exists()


def test_a_list_applied_by_four_workers_moves_everybody_once() -> None:
    attempt = begin(give())
    hand_in(attempt)
    by, assignment = teacher(), Assignment.objects.get()
    task = assignment.version.tasks.select_related("version__edition").get(position=1)
    key = json.loads(as_text(task))
    for question in key["questions"].values():
        question["low"], question["high"] = 1, 99
    made = correct(task, json.dumps(key), why="Typo", by=by)
    begun = deciding.begin(assignment, task, by=by, correction=made)
    race(*(lambda: list_some(Rescoring.objects.get()) for _worker in range(4)))
    assert begun.lines.count() == 1
    deciding.decide(Rescoring.objects.get(), reason="Typo", tell=True, by=by)
    found = race(*(lambda: apply_some(Rescoring.objects.get()) for _worker in range(4)))
    assert not [each for each in found if isinstance(each, Exception)]
    assert Rescoring.objects.get().state == "done"
    assert Score.history.filter(response__task=task).count() == 2
    assert Score.objects.filter(response__task=task).count() == 1
