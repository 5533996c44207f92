"""Rate limits in the shared cache."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from courseplatform.kit import clock, rates
from courseplatform.kit.rates import Rate

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def test_so_many_acts_and_no_more_until_the_next_window() -> None:
    rate = Rate("try", times=3, seconds=60)
    with clock.at(NOON):
        assert [rate.take("a") for _ in range(5)] == [True, True, True, False, False]
        assert rate.take("b"), "another key counts for itself"
    with clock.at(NOON + timedelta(seconds=59)):
        assert not rate.take("a")
    with clock.at(NOON + timedelta(seconds=60)):
        assert rate.take("a")


def test_acts_of_different_names_are_counted_apart() -> None:
    with clock.at(NOON):
        assert Rate("one", 1, 60).take("a")
        assert Rate("two", 1, 60).take("a")
        assert not Rate("one", 1, 60).take("a")


def test_a_limit_of_nothing_allows_nothing() -> None:
    with clock.at(NOON):
        assert not Rate("never", 0, 60).take("a")


def test_a_count_that_expires_between_two_calls_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(slot: str) -> int:
        raise ValueError("Key not found")

    rate = Rate("try", 1, 60)
    with clock.at(NOON):
        assert rate.take("a")
        monkeypatch.setattr(rates.cache, "incr", gone)
        assert rate.take("a")
