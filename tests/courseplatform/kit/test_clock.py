"""One clock for every rule."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from courseplatform.kit import clock

PAST = datetime(2024, 12, 21, 22, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


def test_the_clock_can_be_pinned_for_a_block_also_within_another() -> None:
    with clock.at(PAST):
        assert clock.now() == PAST
        with clock.at(PAST + timedelta(days=1)):
            assert clock.now() == PAST + timedelta(days=1)
        assert clock.now() == PAST
    assert clock.now() > PAST + timedelta(days=300)


def test_an_error_in_the_block_lets_the_clock_go_on() -> None:
    with pytest.raises(KeyError), clock.at(PAST):
        raise KeyError
    assert clock.now() != PAST


def test_another_zone_is_turned_into_utc_and_a_naive_time_is_refused() -> None:
    kyiv = timezone(timedelta(hours=2))
    with clock.at(PAST.astimezone(kyiv)):
        assert clock.now() == PAST
        assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2024, 1, 1)):
        pass


def test_the_pin_holds_in_its_own_thread_alone() -> None:
    seen: list[datetime] = []
    with clock.at(PAST):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != PAST


def test_today_depends_on_where_one_is() -> None:
    with clock.at(PAST):
        assert clock.today().day == 21
        assert clock.today("Europe/Kyiv").day == 22
