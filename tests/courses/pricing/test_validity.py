"""Whether a voucher is good for a booking, and the reason that is told when it is not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from courses.pricing.validity import Booking, Trouble, VoucherRules, fits_domain, is_over, trouble

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
ANY = VoucherRules(
    course_id=None,
    session_id=None,
    currency="",
    valid_from_on=None,
    valid_until_on=None,
    zone="Europe/Kyiv",
    email="",
    email_domain="",
    uses=1,
    used=0,
    is_revoked=False,
)
BOOKING = Booking(course_id=1, session_id=10, currency="EUR", email="ada@example.org")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"is_revoked": True}, Trouble.REVOKED),
        ({"valid_from_on": date(2026, 2, 2)}, None),
        ({"valid_from_on": date(2026, 2, 3)}, Trouble.TOO_EARLY),
        ({"valid_until_on": date(2026, 2, 2)}, None),
        ({"valid_until_on": date(2026, 2, 1)}, Trouble.EXPIRED),
        ({"session_id": 10}, None),
        ({"session_id": 11}, Trouble.OTHER_SESSION),
        ({"course_id": 1}, None),
        ({"course_id": 2}, Trouble.OTHER_COURSE),
        ({"currency": "EUR"}, None),
        ({"currency": "CHF"}, Trouble.OTHER_CURRENCY),
        ({"email": "Ada@Example.org"}, None),
        ({"email": "ben@example.org"}, Trouble.OTHER_PERSON),
        ({"email_domain": "example.org"}, None),
        ({"email_domain": "example.com"}, Trouble.OTHER_DOMAIN),
        ({"uses": 3, "used": 2}, None),
        ({"uses": 3, "used": 3}, Trouble.USED_UP),
        # What it is for is told before that it is used up: trying later would not help.
        ({"uses": 1, "used": 1, "course_id": 2}, Trouble.OTHER_COURSE),
        ({"is_revoked": True, "valid_until_on": date(2026, 1, 1)}, Trouble.REVOKED),
    ],
)
def test_a_voucher_says_why_it_is_not_good(changes, expected):
    assert trouble(replace(ANY, **changes), BOOKING, NOW) is expected


def test_the_days_of_a_voucher_are_those_of_its_zone():
    last_day = replace(ANY, valid_until_on=date(2026, 2, 2))
    in_kyiv = datetime(2026, 2, 2, 22, tzinfo=UTC)  # midnight there
    assert trouble(last_day, BOOKING, in_kyiv) is Trouble.EXPIRED
    assert trouble(replace(last_day, zone="UTC"), BOOKING, in_kyiv) is None


def test_who_has_a_use_already_is_not_told_that_all_are_taken():
    taken = replace(ANY, used=1)
    assert trouble(taken, BOOKING, NOW) is Trouble.USED_UP
    assert trouble(taken, replace(BOOKING, has_use=True), NOW) is None


@pytest.mark.parametrize(
    ("email", "fits"),
    [
        ("a@example.org", True),
        ("a@EXAMPLE.org", True),
        ("a@lab.example.org", True),
        ("a@notexample.org", False),
        ("a@example.org.evil.net", False),
        ("example.org@evil.net", False),
        ("", False),
    ],
)
def test_a_domain_covers_itself_and_what_lies_below_it(email, fits):
    assert fits_domain(email, "example.org") is fits


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({}, False),
        ({"is_revoked": True}, True),
        ({"valid_until_on": date(2026, 2, 1)}, True),
        ({"valid_from_on": date(2026, 3, 1)}, False),
        ({"used": 1}, False),  # a released hold gives the use back
    ],
)
def test_a_voucher_is_over_when_it_can_never_be_used_again(changes, over):
    assert is_over(replace(ANY, **changes), NOW) is over
