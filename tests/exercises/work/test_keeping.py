"""Which earlier states of an answer are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exercises.work.keeping import worth_keeping

NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def keeps(kept: datetime | None, before: int = 100, after: int = 110) -> bool:
    return worth_keeping(saved_at=NOW - SECOND, kept_at=kept, now=NOW, before=before, after=after)


def test_what_was_never_saved_is_not_kept() -> None:
    assert not worth_keeping(saved_at=None, kept_at=None, now=NOW, before=500, after=0)


def test_the_first_state_is_kept() -> None:
    assert keeps(None)


@pytest.mark.parametrize(("seconds", "kept"), [(59, False), (60, True), (61, True)])
def test_after_that_one_state_a_minute(seconds: int, kept: bool) -> None:
    assert keeps(NOW - seconds * SECOND) is kept


@pytest.mark.parametrize(("after", "kept"), [(50, False), (49, True), (0, True)])
def test_a_state_that_loses_more_than_half_of_itself_is_always_kept(after: int, kept: bool) -> None:
    assert keeps(NOW - SECOND, before=100, after=after) is kept
