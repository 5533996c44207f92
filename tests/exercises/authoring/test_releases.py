"""When injects reach a student: every row of the rule, and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exercises.authoring.releases import (
    LATEST,
    Clocks,
    CountedFrom,
    Release,
    follow,
    read,
    released,
    stored,
)
from exercises.kinds.shape import ShapeError

NINE = datetime(2024, 12, 21, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OWN = Release("own", 20)
CLASS = Release("class", 30, CountedFrom.OPENING)


@pytest.mark.parametrize(
    ("release", "minutes", "usual", "instant"),
    [
        (OWN, 0, 0, 20),  # no clock runs
        (OWN, 60, 60, 20),  # everybody's clock
        (OWN, 90, 60, 30),  # half as long again
        (OWN, 61, 60, 21),  # a part of a minute counts as a whole one
        (OWN, 90, 0, 20),  # a clock of one's own where the others have none
        (OWN, 30, 60, 20),  # never earlier than for everybody
        (CLASS, 90, 60, 30 - 45),  # the class's instant is everybody's; it opened 45 minutes ago
    ],
)
def test_the_instant_of_a_release(release: Release, minutes: int, usual: int, instant: int) -> None:
    clocks = Clocks(NINE, NINE - 45 * MINUTE, minutes, usual)
    assert clocks.instant(release) == NINE + instant * MINUTE


@pytest.mark.parametrize(
    ("after", "names"),
    [(0, ["class"]), (19, ["class"]), (20, ["class", "own"]), (500, ["class", "own"])],
)
def test_what_is_released_when(after: int, names: list[str]) -> None:
    clocks = Clocks(NINE, NINE - 45 * MINUTE)
    found = released([OWN, CLASS], clocks, NINE + after * MINUTE)
    assert [each.inject for each in found] == names


releases = some.lists(
    some.builds(
        Release,
        inject=some.text("abc-", min_size=1, max_size=6),
        after_minutes=some.integers(0, LATEST),
        counted_from=some.sampled_from(CountedFrom),
        tasks=some.lists(some.integers(1, 9), max_size=3).map(tuple),
    ),
    max_size=6,
)
clocks = some.builds(
    Clocks,
    started_at=some.just(NINE),
    opens_at=some.integers(-9000, 9000).map(lambda minutes: NINE + minutes * MINUTE),
    minutes=some.integers(0, 900),
    usual_minutes=some.integers(0, 900),
)
instants = some.integers(-20_000, 60_000).map(lambda minutes: NINE + minutes * MINUTE)


@given(releases, clocks, instants, instants)
def test_nothing_comes_before_its_time_and_nothing_is_taken_back(
    given_releases: list[Release], counted: Clocks, one: datetime, other: datetime
) -> None:
    sooner, later = sorted((one, other))
    now = released(given_releases, counted, sooner)
    assert all(counted.instant(each) <= sooner for each in now)
    assert [each for each in given_releases if each not in now] == [
        each for each in given_releases if counted.instant(each) > sooner
    ]
    assert {id(each) for each in now} <= {
        id(each) for each in released(given_releases, counted, later)
    }


@given(releases, some.integers(1, 300), some.integers(0, 600))
def test_more_time_never_brings_an_inject_sooner(
    given_releases: list[Release], usual: int, more: int
) -> None:
    everybody = Clocks(NINE, NINE, usual, usual)
    longer = Clocks(NINE, NINE, usual + more, usual)
    for each in given_releases:
        assert longer.instant(each) >= everybody.instant(each)


@given(releases)
def test_what_is_stored_is_read_as_it_was(given_releases: list[Release]) -> None:
    assert sorted(read(stored(given_releases)), key=str) == sorted(given_releases, key=str)


def test_an_inject_without_tasks_concerns_every_task() -> None:
    assert OWN.concerns(7)
    assert Release("two", 5, tasks=(2,)).concerns(2)
    assert not Release("two", 5, tasks=(2,)).concerns(3)


def test_what_an_inject_concerns_follows_its_tasks() -> None:
    before = [Release("a", 5, tasks=(1, 3)), Release("b", 5, tasks=(2,)), Release("c", 5)]
    assert follow(before, {1: 2, 3: 1}) == [
        Release("a", 5, tasks=(1, 2)),
        Release("b", 5),  # its only task is gone
        Release("c", 5),
    ]


def test_what_is_no_release_is_refused_with_its_place() -> None:
    with pytest.raises(ShapeError) as caught:
        read([{"inject": "a", "after_minutes": -1}])
    assert caught.value.at == "injects[0].after_minutes"
