"""VTIMEZONE: one observance for each transition, right hour by hour, also for strict readers.

The expected texts are vectors computed for IANA edition 2026f from RFC 5545's formula.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from courses.webinars.vtimezone import transitions, vtimezone

ROME = """BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:STANDARD
DTSTART:20260101T000000
TZNAME:CET
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
LORD_HOWE = """BEGIN:VTIMEZONE
TZID:Australia/Lord_Howe
BEGIN:DAYLIGHT
DTSTART:20260101T000000
TZNAME:+11
TZOFFSETFROM:+1100
TZOFFSETTO:+1100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20260405T020000
TZNAME:+1030
TZOFFSETFROM:+1100
TZOFFSETTO:+1030
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20261004T020000
TZNAME:+11
TZOFFSETFROM:+1030
TZOFFSETTO:+1100
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("zone", "expected"), [("Europe/Rome", ROME), ("Australia/Lord_Howe", LORD_HOWE)]
)
def test_a_year_is_written_as_the_vector_says(zone: str, expected: str) -> None:
    written = vtimezone(zone, 2026, 2026).to_ical().decode().replace("\r\n", "\n")
    assert written == expected


def test_a_country_that_gives_up_changing_clocks_has_one_transition_left() -> None:
    assert transitions("America/Vancouver", 2026, 2027) == [datetime(2026, 3, 8, 10, tzinfo=UTC)]


def test_a_zone_without_changes_has_one_observance() -> None:
    assert transitions("Asia/Kolkata", 2026, 2028) == []
    assert len(vtimezone("Asia/Kolkata", 2026, 2028).subcomponents) == 1


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Rome",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Europe/Dublin",
    ],
)
def test_an_independent_reader_gets_every_hour_of_a_year_right(zone: str) -> None:
    text = (
        "BEGIN:VCALENDAR\r\n" + vtimezone(zone, 2025, 2027).to_ical().decode() + "END:VCALENDAR\r\n"
    )
    theirs, ours = tzical(StringIO(text.replace("\r\n", "\n"))).get(zone), ZoneInfo(zone)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at < datetime(2027, 1, 1, tzinfo=UTC):
        wall = at.astimezone(ours)
        if wall.fold == 0 and (at + timedelta(hours=1)).astimezone(ours).fold == 0:
            assert wall.replace(tzinfo=theirs).utcoffset() == wall.utcoffset(), wall
        at += timedelta(hours=1)
