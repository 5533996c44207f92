"""Times and lengths in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from courseplatform.kit import wording

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
END = START + timedelta(hours=7)


def test_a_span_names_weekday_date_and_hours_in_its_zone() -> None:
    assert wording.span(START, END, "Europe/Kyiv") == "Sat 14 Mar 2026, 10:00–17:00"
    assert wording.span(START, None, "Europe/Kyiv", long=True) == ("Saturday 14 March 2026, 10:00")


def test_a_span_over_midnight_names_the_second_day() -> None:
    late = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    assert wording.hours(late, late + timedelta(hours=1), "Europe/Kyiv") == (
        "23:30 – Sun 15 Mar 2026, 00:30"
    )
    assert wording.hours_alone(late, late + timedelta(hours=1), "Europe/Kyiv") == "23:30–00:30"
    assert wording.hours_alone(late, None, "Europe/Kyiv") == "23:30"


def test_a_moment_has_no_end() -> None:
    assert wording.hours(START, START, "UTC") == "08:00"


def test_zones_differ_by_their_clocks_not_by_their_names() -> None:
    assert wording.differ(START, "Europe/Kyiv", "Europe/Rome")
    assert not wording.differ(START, "Europe/Rome", "Europe/Berlin")


def test_the_day_shift_follows_the_calendar() -> None:
    late = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    assert wording.day_shift(late, "Europe/Kyiv", "Asia/Tokyo") == 1
    assert wording.day_shift(START, "Europe/Kyiv", "Pacific/Honolulu") == -1
    assert wording.day_shift(START, "Europe/Kyiv", "Europe/Rome") == 0


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Kyiv", "Kyiv time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, name: str) -> None:
    assert wording.zone_name(zone) == name


def test_a_zone_is_spelled_out_with_its_offset() -> None:
    assert wording.zone_title(START, "Europe/Kyiv") == "Europe/Kyiv, UTC+02:00"
    assert wording.zone_title(START, "America/St_Johns") == "America/St_Johns, UTC−02:30"


def test_dates_follow_the_language() -> None:
    with translation.override("de"):
        assert wording.day(date(2026, 3, 14)) == "Sa., 14. März 2026"
        assert wording.day(date(2026, 3, 14), long=True) == "Samstag, 14. März 2026"
    with translation.override("xx"):
        assert wording.day(date(2026, 3, 14)) == "Sat 14 Mar 2026"


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 min"), (120, "2 h"), (90, "1 h 30 min"), (0, "0 min")]
)
def test_lengths_are_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert wording.length(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "no time left"),
        (-5, "no time left"),
        (59, "less than a minute left"),
        (60, "1 minute left"),
        (34 * 60 + 20, "34 minutes left"),
        (119 * 60, "119 minutes left"),
        (2 * 3600, "2 hours left"),
        (47 * 3600, "47 hours left"),
        (50 * 3600, "2 days left"),
    ],
)
def test_what_is_left_is_rounded_down(seconds: int, words: str) -> None:
    assert wording.left(seconds) == words


def test_a_stamp_is_utc() -> None:
    assert wording.stamp(START.astimezone(UTC)) == "2026-03-14T08:00Z"
