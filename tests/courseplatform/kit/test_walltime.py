"""Wall time beside a zone: the hour that is missing, the hour that comes twice, the eve of a day.

The cases are vectors computed for IANA edition 2026f.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit import walltime
from courseplatform.kit.refusals import Refusal

# zone, wall time, kind, the instant of the first reading
WALL_TIMES = [
    ("Europe/Rome", "2026-03-29T02:30", "gap", "2026-03-29T01:30:00Z"),
    ("Europe/Rome", "2026-10-25T02:30", "fold", "2026-10-25T00:30:00Z"),
    ("America/New_York", "2026-11-01T01:30", "fold", "2026-11-01T05:30:00Z"),
    ("America/St_Johns", "2026-03-08T02:30", "gap", "2026-03-08T06:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "gap", "2026-10-03T15:45:00Z"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "fold", "2026-04-04T14:45:00Z"),
    ("Africa/Cairo", "2026-04-24T00:30", "gap", "2026-04-23T22:30:00Z"),
    ("America/Santiago", "2026-09-06T00:30", "gap", "2026-09-06T04:30:00Z"),
    ("Asia/Kolkata", "2028-02-29T18:00", "normal", "2028-02-29T12:30:00Z"),
    ("Asia/Kathmandu", "2026-07-15T18:00", "normal", "2026-07-15T12:15:00Z"),
    ("Europe/Rome", "2027-03-28T03:00", "normal", "2027-03-28T01:00:00Z"),
]
# start, zone, 18:00 on the day before as the zone counts days
EVES = [
    ("2026-03-29T08:00Z", "Europe/Rome", "2026-03-28T17:00:00Z"),
    ("2026-03-29T08:00Z", "Asia/Kolkata", "2026-03-28T12:30:00Z"),
    ("2026-03-29T08:00Z", "Pacific/Auckland", "2026-03-28T05:00:00Z"),
    ("2026-03-29T08:00Z", "America/Los_Angeles", "2026-03-29T01:00:00Z"),
    ("2026-10-25T23:30Z", "Europe/Rome", "2026-10-25T17:00:00Z"),
    ("2026-10-25T23:30Z", "Asia/Kolkata", "2026-10-25T12:30:00Z"),
    ("2026-10-25T23:30Z", "Pacific/Auckland", "2026-10-25T05:00:00Z"),
    ("2026-10-25T23:30Z", "America/Los_Angeles", "2026-10-25T01:00:00Z"),
    ("2026-12-21T04:00Z", "Europe/Rome", "2026-12-20T17:00:00Z"),
    ("2026-12-21T04:00Z", "Asia/Kolkata", "2026-12-20T12:30:00Z"),
    ("2026-12-21T04:00Z", "Pacific/Auckland", "2026-12-20T05:00:00Z"),
    ("2026-12-21T04:00Z", "America/Los_Angeles", "2026-12-20T02:00:00Z"),
    ("2028-03-01T03:00Z", "Europe/Rome", "2028-02-29T17:00:00Z"),
    ("2028-03-01T03:00Z", "Asia/Kolkata", "2028-02-29T12:30:00Z"),
    ("2028-03-01T03:00Z", "Pacific/Auckland", "2028-02-29T05:00:00Z"),
    ("2028-03-01T03:00Z", "America/Los_Angeles", "2028-02-29T02:00:00Z"),
]
ZONES = st.sampled_from(
    ["Europe/Rome", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns"]
)


@pytest.mark.parametrize(("zone", "wall", "kind", "instant"), WALL_TIMES)
def test_the_first_reading_counts_and_a_missing_hour_is_refused(
    zone: str, wall: str, kind: str, instant: str
) -> None:
    local = datetime.fromisoformat(wall)
    if kind == "gap":
        assert not walltime.exists(local, zone)
        with pytest.raises(Refusal, match="does not exist"):
            walltime.to_instant(local, zone)
    else:
        assert walltime.exists(local, zone)
        assert walltime.to_instant(local, zone) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(("start", "zone", "eve"), EVES)
def test_the_eve_is_the_day_before_as_the_person_counts_days(
    start: str, zone: str, eve: str
) -> None:
    found = walltime.day_before(datetime.fromisoformat(start), zone)
    assert found == datetime.fromisoformat(eve)


def test_an_eve_in_a_missing_hour_still_has_a_time() -> None:
    start = datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert walltime.day_before(start, "Europe/Rome", hour=2) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_a_rule_computed_is_moved_over_a_missing_hour() -> None:
    missing = datetime(2026, 3, 29, 2, 30)
    assert walltime.to_instant_near(missing, "Europe/Rome") == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    with pytest.raises(ValueError, match="naive"):
        walltime.to_instant_near(missing.replace(tzinfo=UTC), "UTC")


def test_a_wall_time_with_a_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="naive"):
        walltime.to_instant(datetime(2026, 1, 1, tzinfo=UTC), "UTC")


@pytest.mark.parametrize("name", ["", "../etc/passwd", "europe/rome", "Mars/Base", "Rome", " UTC"])
def test_only_names_of_the_pinned_zone_data_are_zones(name: str) -> None:
    assert not walltime.is_zone(name)
    assert walltime.is_zone("Europe/Kiev")
    assert walltime.is_zone("Europe/Kyiv")


def test_days_are_shifted_on_the_wall_and_the_hour_stays() -> None:
    saturday = datetime(2026, 3, 28, 10)
    moved = walltime.shift_days(saturday, 1)
    assert moved == datetime(2026, 3, 29, 10)
    before = walltime.to_instant(saturday, "Europe/Rome")
    assert (walltime.to_instant(moved, "Europe/Rome") - before).total_seconds() == 23 * 3600


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)).map(
        lambda d: d.replace(microsecond=0)
    ),
    ZONES,
)
def test_what_exists_comes_back_from_its_instant(local: datetime, zone: str) -> None:
    if walltime.exists(local, zone):
        assert walltime.to_local(walltime.to_instant(local, zone), zone) == local
