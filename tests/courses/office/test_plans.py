"""The coordinator gives exercises with dates and rules, and is told whom a change reaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from courseplatform.people.models import User
from courseplatform.people.roles import Role
from courses.catalogue.models import Session
from courses.coursework import admission, planning
from courses.coursework.models import ExercisePlan
from courses.coursework.planning import AttemptRule, LateRule, Rules, ScoresFrom
from courses.coursework.reading import progress
from courses.office.sessions import duplicate
from exercises.authoring import library
from exercises.authoring.models import Exercise
from exercises.cohorts.models import Allotment
from exercises.work.starting import begin

PLAIN = {
    "attempts": "1",
    "counts": "best",
    "feedback_between": "on",
    "late": "free",
    "scores": "hand-in",
    "remarks": "on",
}
FULL = {
    "opens_local": "2026-03-01T09:00",
    "due_local": "2026-03-13T18:00",
    "closes_local": "2026-03-16T18:00",
    "attempts": "3",
    "counts": "mean",
    "gap_minutes": "90",
    "copy_offered": "on",
    "minutes": "45",
    "late_answers": "on",
    "late": "less",
    "late_percent": "10",
    "late_most": "50",
    "scores": "close",
}
RULES = Rules(
    attempts=3,
    counts=AttemptRule.MEAN,
    gap_minutes=90,
    feedback_between=False,
    copy_offered=True,
    minutes=45,
    late=LateRule.LESS,
    late_percent=10,
    late_most=50,
    late_answers=True,
    scores=ScoresFrom.CLOSE,
    remarks=False,
)


@pytest.fixture
def coordinator(client: Client, person: Callable[..., User], now: Any) -> User:
    user = person("Carla Neri", role=Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def exercise(db: None) -> Exercise:
    version, *_others = library.load("ukraine-hts")
    return version.exercise


@pytest.fixture
def run(now: Any, session: Callable[..., Session]) -> Session:
    return session()


def test_the_plain_form_gives_the_plain_rules(
    client: Client, coordinator: User, run: Session, exercise: Exercise
) -> None:
    new = f"/desk/sessions/{run.ref}/exercises/new/"
    assert "Give the exercise" in client.get(new).text
    answer = client.post(new, {**PLAIN, "exercise": exercise.ref})
    assert answer["Location"] == f"/desk/sessions/{run.ref}/"
    assert planning.rules_of(run, exercise.ref) == Rules()
    assert exercise.title in client.get(f"/desk/sessions/{run.ref}/").text


def test_every_rule_of_the_form_arrives_and_comes_back(
    client: Client, coordinator: User, run: Session, exercise: Exercise
) -> None:
    new = f"/desk/sessions/{run.ref}/exercises/new/"
    client.post(new, {**FULL, "exercise": exercise.ref})
    assert planning.rules_of(run, exercise.ref) == RULES
    page = client.get(f"/desk/sessions/{run.ref}/exercises/{exercise.ref}/")
    assert {name: value or None for name, value in page.context["form"].initial.items()} == {
        **{name: getattr(RULES, name) or None for name in vars(RULES)},
        "opens_local": datetime(2026, 3, 1, 9),
        "due_local": datetime(2026, 3, 13, 18),
        "closes_local": datetime(2026, 3, 16, 18),
    }
    assert "Once you start, you have 45 min." in page.text
    assert "loses 10 % of its points for each day begun, 50 % at most." in page.text


def test_what_does_not_fit_comes_back_with_everything_typed(
    client: Client, coordinator: User, run: Session, exercise: Exercise
) -> None:
    new = f"/desk/sessions/{run.ref}/exercises/new/"
    answer = client.post(new, {**FULL, "due_local": "", "exercise": exercise.ref})
    assert answer.status_code == 422
    assert "A rule for late work needs a due date." in answer.text
    assert 'value="90"' in answer.text
    wrong = client.post(new, {**FULL, "attempts": "0", "exercise": exercise.ref})
    assert wrong.status_code == 422
    assert not ExercisePlan.objects.exists()


def test_a_change_says_first_whom_it_reaches_and_reaches_no_other(
    client: Client,
    coordinator: User,
    run: Session,
    exercise: Exercise,
    enrolled: Callable[..., Any],
    person: Callable[..., User],
) -> None:
    planning.plan(run, exercise.ref)
    here = f"/desk/sessions/{run.ref}/exercises/{exercise.ref}/"
    assert "Nobody has this exercise yet" in client.get(here).text
    begun, waiting = (enrolled(run, person(name)) for name in ("Ada", "Bo"))
    for one in (begun, waiting):
        admission.ensure_admitted(one)
    assert "Nobody has begun, so new rules hold for everybody" in client.get(here).text
    begin(Allotment.objects.dated().get(member__person=begun.person))
    page = client.get(here).text
    assert "New dates hold for all 2 people who have it" in page
    assert "New rules hold for who has not begun (1); one has begun and keeps the old ones." in page
    answer = client.post(here, FULL, follow=True)
    assert "one has begun and keeps the old ones." in answer.text
    (old,), (new,) = progress(begun), progress(waiting)
    assert (old.attempts_allowed, new.attempts_allowed) == (1, 3)
    assert old.due_at == new.due_at == datetime(2026, 3, 13, 16, tzinfo=UTC)


def test_a_copy_of_a_session_copies_the_rules_with_shifted_dates(
    coordinator: User, run: Session, exercise: Exercise
) -> None:
    planning.plan(
        run,
        exercise.ref,
        due_local=datetime(2026, 3, 13, 18),
        closes_local=datetime(2026, 3, 16, 18),
        rules=RULES,
    )
    copy = duplicate(run, datetime(2026, 5, 16, 10), coordinator)
    row = ExercisePlan.objects.get(session=copy)
    assert row.closes_local == datetime(2026, 5, 18, 18)
    assert planning.rules_of(copy, exercise.ref) == RULES


def test_moving_dates_alone_keeps_the_rules(run: Session, exercise: Exercise) -> None:
    dates = {"due_local": datetime(2026, 3, 13, 18), "closes_local": datetime(2026, 3, 16, 18)}
    planning.plan(run, exercise.ref, rules=RULES, **dates)
    planning.plan(run, exercise.ref, **{**dates, "closes_local": datetime(2026, 3, 20, 18)})
    assert planning.rules_of(run, exercise.ref) == RULES
