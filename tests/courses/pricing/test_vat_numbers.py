"""VAT numbers, by their form."""

from __future__ import annotations

import pytest

from courses.pricing.vat_numbers import NumberTrouble, is_of, normal, trouble

MALFORMED, OTHER = NumberTrouble.MALFORMED, NumberTrouble.OTHER_COUNTRY


@pytest.mark.parametrize(
    ("typed", "country", "wrong"),
    [
        ("IT 00743110157", "IT", None),
        ("it-0074.3110.157", "IT", None),
        ("IT00743110158", "IT", MALFORMED),
        ("00743110157", "IT", MALFORMED),  # its letters are missing
        ("DE 136 695 976", "DE", None),
        ("DE136695976", "IT", OTHER),
        ("EL094259216", "GR", None),
        ("GR 094259216", "GR", None),
        ("094259216", "GR", MALFORMED),
        ("FR40303265045", "MC", None),
        ("", "IT", None),
        ("CHE-109.322.551 MWST", "CH", None),  # no common form there
        ("GB980780684", "GB", None),
        ("anything", "US", None),
    ],
)
def test_a_number_is_checked_against_the_country_of_the_address(
    typed: str, country: str, wrong: NumberTrouble | None
) -> None:
    assert trouble(normal(typed), country) is wrong


@pytest.mark.parametrize(
    ("number", "country", "shows"),
    [
        ("DE136695976", "DE", True),
        ("DE136695976", "IT", False),
        ("DE136695977", "DE", False),
        ("", "DE", False),
        ("XI110305878", "GB", False),
    ],
)
def test_only_a_right_number_of_the_own_state_shows_a_business(
    number: str, country: str, shows: bool
) -> None:
    assert is_of(number, country) is shows
