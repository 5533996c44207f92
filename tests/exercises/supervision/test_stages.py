"""Where one person stands, and which lists show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.supervision.stages import Facts, Filter, Stage

NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def facts(**known: Any) -> Facts:
    given = dict.fromkeys(("seen_at", "begun_at", "handed_in_at", "due_at")) | {"late": False}
    return Facts(**{**given, **known})


SEEN = {"seen_at": NOW}
STARTED = {**SEEN, "begun_at": NOW}
IN = {**STARTED, "handed_in_at": NOW}


@pytest.mark.parametrize(
    ("known", "stage"),
    [
        ({}, Stage.UNSEEN),
        (SEEN, Stage.SEEN),
        ({"begun_at": NOW}, Stage.STARTED),
        (STARTED, Stage.STARTED),
        (IN, Stage.HANDED_IN),
        ({**IN, "late": True}, Stage.LATE),
    ],
)
def test_what_came_last_says_where_a_person_stands(known: dict[str, Any], stage: Stage) -> None:
    assert facts(**known).stage is stage


@pytest.mark.parametrize(
    ("known", "shows"),
    [
        ({}, {Filter.MISSING, Filter.UNSEEN}),
        (SEEN, {Filter.MISSING, Filter.SEEN}),
        (STARTED, {Filter.MISSING, Filter.STARTED}),
        (IN, {Filter.HANDED_IN}),
        ({**IN, "late": True}, {Filter.HANDED_IN, Filter.LATE}),
        ({**STARTED, "due_at": NOW}, {Filter.MISSING, Filter.STARTED, Filter.OVERDUE}),
        ({**STARTED, "due_at": NOW + HOUR}, {Filter.MISSING, Filter.STARTED}),
        ({**IN, "due_at": NOW - HOUR}, {Filter.HANDED_IN}),
    ],
)
def test_each_list_shows_whom_its_name_says(known: dict[str, Any], shows: set[Filter]) -> None:
    found = {wanted for wanted in Filter if facts(**known).fits(wanted, NOW)}
    assert found == shows | {Filter.ALL}
