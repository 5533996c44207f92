"""Until when an offer stands."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.enrolment.offering import offer_until, queue_rules

CLOSES = datetime(2026, 3, 14, 8, tzinfo=UTC)


def utc(day, hour, minute=0, month=2):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        # By day, far ahead: a day.
        (utc(2, 9), "Europe/Kyiv", utc(3, 9)),
        # 23:30 in Kyiv plus a day is night there: the morning after that.
        (utc(2, 21, 30), "Europe/Kyiv", utc(4, 8)),
        # 02:00 in Kyiv plus a day is night: the same morning.
        (utc(3, 0), "Europe/Kyiv", utc(4, 8)),
        # The same instant is 14:00 in Honolulu, so nothing moves.
        (utc(3, 0), "Pacific/Honolulu", utc(4, 0)),
        # Four days before: six hours, here into the evening's end.
        (utc(10, 9, month=3), "Europe/Kyiv", utc(10, 15, month=3)),
        (utc(10, 13, month=3), "Europe/Kyiv", utc(11, 8, month=3)),
        # On the last evening: two hours would be night, the morning is after the close.
        (utc(13, 18, month=3), "Europe/Kyiv", CLOSES),
        # Two hours before the close, by day elsewhere.
        (utc(14, 5, month=3), "Asia/Tokyo", utc(14, 7, month=3)),
    ],
)
def test_an_offer_ends_by_day_and_before_booking_closes(now, zone, until):
    assert offer_until(now, zone, CLOSES) == until


def test_a_night_that_loses_an_hour_still_ends_in_a_morning():
    # Clocks go forward on 29 March 2026 in Kyiv: 10:00 there is 07:00 UTC.
    closes = datetime(2026, 5, 1, tzinfo=UTC)
    assert offer_until(datetime(2026, 3, 28, 0, tzinfo=UTC), "Europe/Kyiv", closes) == datetime(
        2026, 3, 29, 7, tzinfo=UTC
    )


def test_the_queue_rules_until_an_hour_before_the_close():
    assert queue_rules(CLOSES - timedelta(minutes=61), CLOSES)
    assert not queue_rules(CLOSES - timedelta(minutes=60), CLOSES)
