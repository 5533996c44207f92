"""What companies' places hold about people: taken along, emptied, and kept no longer than said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies import linking, managing
from courses.companies.privacy import PERSONAL, empty_old
from courses.enrolment.models import Claim, Enrolment
from courses.orders.companies import CompanyManager
from courses.orders.models import Order
from tests.courses.companies.conftest import claims_of

pytestmark = pytest.mark.django_db
Made = Callable[..., Order]


def test_a_person_takes_along_what_was_told_of_them(
    confirmed: Made, taken: Callable[..., Enrolment], person: Callable[..., User]
) -> None:
    order = confirmed(2)
    linking.send_link(order, claims_of(order)[0], "ada@example.org", clock.now())
    ada = taken(order, "Ada Guest").person
    (row,) = PERSONAL.export(ada)
    assert (row["link_sent_to"], row["company_sees"]) == ("ada@example.org", ["name"])
    helper = person("Hel Per")
    managing.add(order, str(helper.email), clock.now())
    (row,) = PERSONAL.export(helper)
    assert row == {"looks_after_places_in": "Geopolitical Intelligence Analysis"}
    assert list(PERSONAL.export(person())) == []


def test_whoever_looks_after_places_to_come_says_first_what_becomes_of_them(
    confirmed: Made, petra: User, one: Session, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(2)
    (said,) = PERSONAL.blockers(petra)
    assert said.startswith("You look after a company's places in Geopolitical")
    assert PERSONAL.blockers(taken(order).person) == []
    with clock.at(one.ends_at + timedelta(minutes=1)):
        assert PERSONAL.blockers(petra) == []


def test_erasure_empties_addresses_and_takes_colleagues_off(
    confirmed: Made, petra: User, taken: Callable[..., Enrolment], person: Callable[..., User]
) -> None:
    order = confirmed(2)
    first, second = claims_of(order)
    linking.send_link(order, first, "ada@example.org", clock.now())
    linking.send_link(order, second, "bo@example.org", clock.now())
    helper = person("Hel Per")
    managing.add(order, str(helper.email), clock.now())
    ada = taken(order, "Ada Guest").person
    PERSONAL.erase(helper, clock.now())
    assert not CompanyManager.objects.exists()
    PERSONAL.erase(ada, clock.now())
    assert set(Claim.objects.values_list("sent_to", flat=True)) == {"", "bo@example.org"}
    managing.add(order, str(helper.email), clock.now())
    PERSONAL.erase(petra, clock.now())
    assert set(Claim.objects.values_list("sent_to", flat=True)) == {""}
    assert not CompanyManager.objects.exists()


def test_addresses_of_links_are_emptied_some_time_after_the_session(
    confirmed: Made, one: Session
) -> None:
    order = confirmed(2)
    for claim, address in zip(claims_of(order), ("a@example.org", "b@example.org"), strict=True):
        linking.send_link(order, claim, address, clock.now())
    assert empty_old(one.ends_at, 10) == 0
    assert empty_old(one.ends_at + timedelta(seconds=1), 1) == 1
    assert empty_old(one.ends_at + timedelta(seconds=1), 10) == 1
    assert empty_old(one.ends_at + timedelta(seconds=1), 10) == 0
