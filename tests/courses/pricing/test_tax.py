"""Who is charged VAT: the dated table, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from courses.pricing.tax import (
    MEMBERS,
    RULES,
    Area,
    TaxReason,
    area,
    company_reason,
    is_member,
    number_prefix,
)

NOW = date(2026, 2, 2)
RATE, REVERSE, OUTSIDE = TaxReason.RATE, TaxReason.REVERSE_CHARGE, TaxReason.OUTSIDE


@pytest.mark.parametrize(
    ("seller", "buyer", "number", "on", "reason"),
    [
        ("IT", "IT", True, NOW, RATE),
        ("IT", "IT", False, NOW, RATE),
        ("IT", "DE", True, NOW, REVERSE),
        ("IT", "DE", False, NOW, RATE),  # nothing shows that it is a business
        ("DE", "GR", True, NOW, REVERSE),
        ("IT", "UA", True, NOW, OUTSIDE),
        ("IT", "UA", False, NOW, OUTSIDE),
        ("IT", "CH", False, NOW, OUTSIDE),
        ("IT", "GB", True, NOW, OUTSIDE),
        ("IT", "GB", True, date(2020, 12, 31), REVERSE),
        ("IT", "GB", True, date(2021, 1, 1), OUTSIDE),
        ("IT", "HR", True, date(2013, 6, 30), OUTSIDE),
        ("IT", "HR", True, date(2013, 7, 1), REVERSE),
        ("FR", "MC", False, NOW, RATE),  # Monaco counts as France
        ("IT", "MC", True, NOW, REVERSE),
        ("IT", "", True, NOW, RATE),
        ("", "DE", True, NOW, RATE),
        ("UA", "DE", True, NOW, RATE),  # a seller elsewhere charges what it says, to everybody
        ("GB", "DE", True, NOW, RATE),
        ("GB", "DE", True, date(2020, 6, 1), REVERSE),
        ("IT", "DE", True, date(2009, 12, 31), RATE),  # before the table begins
    ],
)
def test_a_company_is_taxed_by_where_it_is_and_when(
    seller: str, buyer: str, number: bool, on: date, reason: TaxReason
) -> None:
    assert company_reason(seller, buyer, on, has_number=number) is reason


def test_there_are_27_members_and_their_two_letters_are_the_countrys() -> None:
    assert sum(is_member(country, NOW) for country in MEMBERS) == 27
    assert not is_member("EL", NOW)
    assert not is_member("", NOW)


def test_only_greece_and_monaco_have_other_letters_on_their_numbers() -> None:
    other = {country: number_prefix(country) for country in [*MEMBERS, "MC"]}
    assert {key: value for key, value in other.items() if key != value} == {"GR": "EL", "MC": "FR"}


def test_every_area_has_exactly_one_rule_for_a_day_and_a_number() -> None:
    for where in Area:
        for number in (True, False):
            holding = [
                rule
                for rule in RULES
                if rule.area is where
                and rule.has_number in {None, number}
                and rule.since <= NOW
                and (rule.until is None or rule.until >= NOW)
            ]
            assert len(holding) == 1, (where, number)
    assert all(rule.source for rule in RULES)


def test_areas_are_seen_from_the_seller() -> None:
    assert area("IT", "IT", NOW) is Area.SAME
    assert area("MC", "FR", NOW) is Area.SAME
    assert area("IT", "DE", NOW) is Area.OTHER_MEMBER
    assert area("IT", "US", NOW) is Area.THIRD
