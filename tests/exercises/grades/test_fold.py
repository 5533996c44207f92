"""Grades are what the events add up to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exercises.grades.fold import AttemptRule, Event, GradeKind, fold

START = datetime(2024, 12, 21, 12, tzinfo=UTC)


def event(task: int, points_c: int, out_of_c: int = 1000, **facts: object) -> Event:
    given = {"attempt": 1, "kind": GradeKind.SCORED, "at": START, **facts}
    return Event(task=task, points_c=points_c, out_of_c=out_of_c, **given)  # type: ignore[arg-type]


def test_no_events_are_no_points_out_of_nothing() -> None:
    grade = fold([])
    assert (grade.points_c, grade.out_of_c, grade.tasks) == (0, 0, ())


def test_tasks_add_up_and_ungraded_tasks_do_not_count() -> None:
    grade = fold([event(1, 700), event(2, 250, 500)])
    assert (grade.points_c, grade.out_of_c) == (950, 1500)
    assert grade.of(3) is None


def test_the_newest_event_of_a_task_holds_and_the_decisions_are_counted() -> None:
    later = START + timedelta(days=3)
    grade = fold([event(1, 400), event(1, 900, kind=GradeKind.REGRADED, at=later)])
    held = grade.of(1)
    assert held is not None
    assert (held.points_c, held.kind, held.at, held.decisions) == (900, "regraded", later, 2)
    assert grade.points_c == 900


def test_an_excused_task_counts_neither_as_points_nor_as_maximum() -> None:
    grade = fold([event(1, 400), event(2, 100), event(2, 0, 0, kind=GradeKind.EXCUSED)])
    assert (grade.points_c, grade.out_of_c) == (400, 1000)


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        (AttemptRule.LAST, (500, 1000)),
        (AttemptRule.BEST, (800, 1000)),
        (AttemptRule.MEAN, (567, 1000)),  # (800 + 400 + 500) / 3 = 566.67
    ],
)
def test_the_rule_says_which_attempt_counts(rule: str, counted: tuple[int, int]) -> None:
    events = [event(1, points, attempt=n) for n, points in ((1, 800), (2, 400), (3, 500))]
    grade = fold(events, rule)
    assert (grade.points_c, grade.out_of_c) == counted


def test_the_mean_rounds_half_up() -> None:
    events = [event(1, 500, attempt=1), event(1, 501, attempt=2)]
    assert fold(events, AttemptRule.MEAN).points_c == 501


def test_the_best_attempt_is_the_best_share_and_the_later_one_in_a_tie() -> None:
    events = [event(1, 500, 500, attempt=1), event(1, 900, 1000, attempt=2)]
    assert fold(events, AttemptRule.BEST).points_c == 500
    tied = [event(1, 500, 1000, attempt=1), event(1, 250, 500, attempt=2)]
    assert fold(tied, AttemptRule.BEST).points_c == 250


def test_an_attempt_with_nothing_but_excused_tasks_is_never_the_best() -> None:
    events = [event(1, 0, 0, attempt=2, kind=GradeKind.EXCUSED), event(1, 0, attempt=1)]
    assert fold(events, AttemptRule.BEST).out_of_c == 1000


def test_the_grade_of_a_task_is_the_one_of_its_newest_attempt() -> None:
    grade = fold([event(1, 800, attempt=1), event(1, 300, attempt=2)])
    held = grade.of(1)
    assert held is not None
    assert held.points_c == 300


def late(percent: int, attempt: int = 1) -> Event:
    return Event(None, attempt, GradeKind.LATE, 0, 0, START, percent)


def test_a_late_attempt_loses_a_part_that_is_told_apart_from_its_points() -> None:
    grade = fold([event(1, 2000, 2000), event(2, 400), late(10)])
    (attempt,) = grade.attempts
    assert (attempt.reached_c, attempt.less_percent, attempt.points_c) == (2400, 10, 2160)
    assert (grade.points_c, grade.out_of_c) == (2160, 3000)


def test_the_newest_word_on_lateness_holds() -> None:
    assert fold([event(1, 800), late(10), late(0)]).points_c == 800
    assert fold([event(1, 800), late(0), late(50)]).points_c == 400


def test_lateness_is_of_one_attempt_and_decides_with_the_points_which_is_best() -> None:
    events = [event(1, 800, attempt=1), event(1, 900, attempt=2), late(20, attempt=2)]
    grade = fold(events, AttemptRule.BEST)
    assert grade.points_c == 800
    assert [each.counts for each in grade.attempts] == [True, False]


def test_a_half_marked_attempt_is_the_best_only_when_nothing_can_change_that() -> None:
    events = [event(1, 900), event(1, 100, attempt=2), event(2, 100, attempt=2)]
    assert fold(events, AttemptRule.BEST).points_c == 900
    better = [*events, event(1, 950, attempt=2)]
    assert fold(better, AttemptRule.BEST).points_c == 1050


@pytest.mark.parametrize("rule", [AttemptRule.BEST, AttemptRule.MEAN])
def test_a_half_marked_attempt_counts_with_what_is_sure(rule: str) -> None:
    events = [event(1, 500), event(2, 500), event(1, 1000, attempt=2)]
    grade = fold(events, rule)
    assert (grade.points_c, grade.out_of_c) == (1000, 2000)
    marked = fold([*events, event(2, 900, attempt=2)], rule)
    assert marked.points_c == (1900 if rule == AttemptRule.BEST else 1450)


def test_the_last_attempt_counts_as_soon_as_anything_of_it_is_graded() -> None:
    events = [event(1, 500), event(2, 500), event(1, 900, attempt=2)]
    assert (fold(events).points_c, fold(events).out_of_c) == (900, 1000)


def test_lateness_without_any_graded_task_is_no_grade() -> None:
    grade = fold([late(10)])
    assert (grade.tasks, grade.attempts, grade.out_of_c) == ((), (), 0)


def test_a_part_of_a_grade_counts_anew_under_the_same_rule() -> None:
    events = [event(1, 800), event(2, 100), late(10), event(1, 700, attempt=2)]
    whole = fold(events, AttemptRule.BEST)
    part = whole.only(lambda task: task.task == 1)
    assert [(each.number, each.points_c) for each in part.attempts] == [(1, 720), (2, 700)]
    assert part.points_c == 720
    assert whole.only(lambda _task: False).attempts == ()
    assert whole.attempt(2) is not None
    assert whole.attempt(3) is None
