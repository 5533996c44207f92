"""The page behind a claim's link: what it says, who may take the place, what a dead link says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.linking import link_path
from courses.companies.ways import set_ways
from courses.enrolment import claiming
from courses.enrolment.models import Enrolment
from courses.orders.models import Order
from tests.courses.companies.conftest import claims_of

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_a_visitor_reads_what_the_company_sees_and_is_asked_to_sign_in(
    confirmed: Callable[..., Order],
) -> None:
    (claim,) = claims_of(confirmed(1))
    answer = Client().get(link_path(claim))
    text = text_of(answer)
    assert "Beispiel GmbH has a place for you" in text
    assert "that this place is taken, and the name of your account" in text
    assert "to how many of the meetings you came" not in text
    assert "Petra" not in text
    assert "no-store" in answer["Cache-Control"]
    assert f"?next={link_path(claim)}" in text


def test_a_place_is_taken_once_and_the_link_leads_back_to_the_room(
    confirmed: Callable[..., Order], person: Callable[..., User], one: Session, staff: User
) -> None:
    set_ways(one, actor=staff, tells_presence=True)
    (claim,) = claims_of(confirmed(1))
    ada = signed_in(person("Ada Guest"))
    assert "to how many of the meetings you came" in text_of(ada.get(link_path(claim)))
    answer = ada.post(link_path(claim))
    enrolment = Enrolment.objects.get(place=claim.place)
    room = reverse("course-room", args=[enrolment.ref])
    assert answer["Location"] == room
    assert ada.get(link_path(claim))["Location"] == room
    claim.refresh_from_db()
    assert claim.told == ["name", "presence"]
    late = signed_in(person("Too Late"))
    answer = late.get(link_path(claim))
    assert (answer.status_code, "This link does not work" in text_of(answer)) == (404, True)
    assert late.post(link_path(claim)).status_code == 404


def test_whoever_has_a_place_already_is_told_to_pass_the_link_on(
    confirmed: Callable[..., Order],
    person: Callable[..., User],
    taken: Callable[..., Enrolment],
) -> None:
    order = confirmed(2)
    ada = taken(order, "Ada Guest").person
    (claim,) = claims_of(order)
    assert "You have a place in this session already." in text_of(
        signed_in(ada).get(link_path(claim))
    )
    assert signed_in(ada).post(link_path(claim)).status_code == 409


@pytest.mark.parametrize("damage", ["x", ""])
def test_damaged_and_withdrawn_links_read_alike(
    damage: str, confirmed: Callable[..., Order]
) -> None:
    (claim,) = claims_of(confirmed(1))
    path = link_path(claim)
    if not damage:
        claiming.renew(claim)
    answer = Client().get(path[:-2] + damage + "/" if damage else path)
    assert (answer.status_code, "This link does not work" in text_of(answer)) == (404, True)


def test_who_signs_up_after_following_a_link_finds_the_place_on_my_courses(
    confirmed: Callable[..., Order], person: Callable[..., User]
) -> None:
    (claim,) = claims_of(confirmed(1))
    browser = Client()
    browser.get(link_path(claim))
    browser.force_login(person("New Comer"))
    learn = reverse("learn")
    assert "A place waits for you." in text_of(browser.get(learn))
    claiming.renew(claim)
    assert "A place waits for you." not in text_of(browser.get(learn))


def test_who_was_swapped_out_is_told_so(
    confirmed: Callable[..., Order],
    petra: User,
    taken: Callable[..., Enrolment],
) -> None:
    order = confirmed(1)
    (claim,) = claims_of(order)
    enrolment = taken(order, "Ada Guest")
    signed_in(petra).post(reverse("company-swap", args=[enrolment.place.ref]))
    answer = signed_in(enrolment.person).get(link_path(claim))
    assert answer.status_code == 409
    assert "it was given to somebody else" in text_of(answer)
