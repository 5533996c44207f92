"""The page of a company's places: links sent, people swapped, colleagues; and its cost in queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.ways import set_ways
from courses.enrolment.models import Claim, Enrolment
from courses.orders.models import Order
from courses.webinars.models import Attendance, Webinar
from courses.webinars.scheduling import schedule
from tests.courses.companies.conftest import claims_of, places_of

pytestmark = pytest.mark.django_db
Made = Callable[..., Order]


@pytest.fixture
def browser(petra: User) -> Client:
    browser = Client()
    browser.force_login(petra)
    return browser


def page(order: Order) -> str:
    return reverse("company-places", args=[order.ref])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def test_the_page_shows_who_took_a_place_and_the_link_of_each_that_is_free(
    browser: Client, confirmed: Made, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(3)
    enrolment = taken(order, "Ada Guest")
    text = text_of(browser.get(page(order)))
    assert "1 of 3 places taken" in text
    assert "Ada Guest" in text
    assert enrolment.person.email not in text
    assert enrolment.alias not in text
    assert text.count("/claims/") == 2
    assert "You never see work, marks or cover names." in text


def test_the_page_costs_the_same_with_one_place_and_with_twenty(
    browser: Client, confirmed: Made, one: Session, django_assert_num_queries: Any
) -> None:
    small, large = confirmed(1), confirmed(19)
    for order in (small, large):
        browser.get(page(order))
        with django_assert_num_queries(9):
            browser.get(page(order))


def test_links_go_to_a_list_of_addresses(browser: Client, confirmed: Made) -> None:
    order = confirmed(3)
    typed = {"addresses": "ada@example.org\nBO@example.org"}
    answer = browser.post(reverse("company-links", args=[order.ref]), typed, follow=True)
    assert "2 links are on their way." in text_of(answer)
    assert {claim.sent_to for claim in claims_of(order)} == {
        "ada@example.org", "bo@example.org", "",
    }  # fmt: skip
    assert Letter.objects.filter(template="claim_link").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ada@example.org\nno address", "“no address” is no e-mail address."),
        ("a@example.org\nb@example.org\nc@example.org", "2 places have no link sent yet"),
    ],
)
def test_addresses_that_cannot_be_served_come_back_as_they_were_typed(
    browser: Client, confirmed: Made, typed: str, said: str
) -> None:
    order = confirmed(2)
    answer = browser.post(reverse("company-links", args=[order.ref]), {"addresses": typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert answer.context["addresses_form"]["addresses"].value() == typed
    assert not Letter.objects.filter(template="claim_link").exists()


def test_one_link_is_sent_sent_again_and_made_worthless(browser: Client, confirmed: Made) -> None:
    order = confirmed(1)
    (place,) = places_of(order)
    url = reverse("company-link", args=[place.ref])
    answer = browser.post(url, {"email": "Ada@example.org"}, follow=True)
    assert "The link is on its way to ada@example.org." in text_of(answer)
    (claim,) = claims_of(order)
    answer = browser.post(url, {"renew": "1"}, follow=True)
    assert "The link is a new one." in text_of(answer)
    assert claims_of(order)[0].serial == claim.serial + 1
    answer = browser.post(url, {"email": "nothing"})
    assert answer.status_code == 422
    assert 'value="nothing"' in answer.content.decode()


def test_a_link_of_a_place_that_was_taken_meanwhile_is_refused(
    browser: Client, confirmed: Made, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(1)
    (place,) = places_of(order)
    taken(order)
    answer = browser.post(reverse("company-link", args=[place.ref]), {"email": "a@example.org"})
    assert answer.status_code == 409
    assert "was taken, or given back, meanwhile" in text_of(answer)


def test_a_person_is_swapped_after_a_page_that_says_what_follows(
    browser: Client, confirmed: Made, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(1)
    enrolment = taken(order, "Ada Guest")
    url = reverse("company-swap", args=[enrolment.place.ref])
    assert "Ada Guest leaves the session at once" in text_of(browser.get(url))
    answer = browser.post(url, follow=True)
    assert "The place is free." in text_of(answer)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.ended_reason) == ("ended", "swapped")
    assert browser.get(url).status_code == 404
    assert Claim.objects.filter(place=enrolment.place, state="open").count() == 1


def test_after_the_cut_off_the_page_says_so_and_nothing_happens(
    browser: Client, confirmed: Made, taken: Callable[..., Enrolment], one: Session
) -> None:
    order = confirmed(1)
    enrolment = taken(order)
    url = reverse("company-swap", args=[enrolment.place.ref])
    with clock.at(one.starts_at - timedelta(hours=23)):
        assert "This was possible until" in text_of(browser.get(url))
        assert browser.post(url).status_code == 409
        assert "can no longer be given to somebody else here" in text_of(browser.get(page(order)))
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_a_colleague_sees_the_places_and_neither_order_nor_helpers(
    browser: Client, confirmed: Made, person: Callable[..., User]
) -> None:
    order = confirmed(2)
    helper = person("Hel Per")
    url = reverse("company-managers", args=[order.ref])
    answer = browser.post(url, {"manager-email": helper.email}, follow=True)
    assert "Your colleague gets a letter that says how." in text_of(answer)
    assert browser.post(url, {"manager-email": helper.email}).status_code == 422
    theirs = Client()
    theirs.force_login(helper)
    shown = text_of(theirs.get(page(order)))
    assert "Colleagues who help" not in shown
    assert theirs.get(order.get_absolute_url()).status_code == 404
    assert theirs.post(url, {"manager-email": "x@example.org"}).status_code == 404
    assert "Places you look after" in text_of(theirs.get(reverse("orders")))
    removal = reverse("company-manager-removal", args=[order.ref, order.managers.get().pk])
    assert theirs.post(removal).status_code == 404
    browser.post(removal)
    assert theirs.get(page(order)).status_code == 404


def test_another_companys_contact_sees_nothing(
    confirmed: Made, person: Callable[..., User], taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(2)
    enrolment = taken(order)
    rival = person("Rival Contact")
    confirmed(1, buyer=rival)
    theirs = Client()
    theirs.force_login(rival)
    for url in (
        page(order),
        order.get_absolute_url(),
        reverse("company-swap", args=[enrolment.place.ref]),
        reverse("company-giving-back", args=[order.ref]),
        reverse("order-billing", args=[order.ref]),
    ):
        assert theirs.get(url).status_code == 404, url
    for url in (
        reverse("company-links", args=[order.ref]),
        reverse("company-link", args=[enrolment.place.ref]),
        reverse("company-swap", args=[enrolment.place.ref]),
        reverse("order-proforma", args=[order.ref]),
    ):
        assert theirs.post(url).status_code == 404, url


def test_meetings_are_counted_only_for_those_who_read_so(
    browser: Client,
    ordered: Made,
    confirmed: Made,
    one: Session,
    staff: User,
    taken: Callable[..., Enrolment],
) -> None:
    silent = confirmed(1)
    set_ways(one, actor=staff, tells_presence=True)
    telling = confirmed(1)
    quiet, told = taken(silent, "Quiet Person"), taken(telling, "Told Person")
    webinar: Webinar = schedule(
        one, title="Briefing", starts_local=datetime(2026, 2, 5, 18), minutes=60,
        meeting_url="https://meet.example.org/x",
    )  # fmt: skip
    for enrolment in (quiet, told):
        Attendance.objects.create(
            webinar=webinar,
            person=enrolment.person,
            source="manual",
            minutes=50,
            joined_at=webinar.starts_at,
            left_at=webinar.ends_at,
        )
    with clock.at(webinar.ends_at + timedelta(minutes=1)):
        assert "1 of 1 meetings" in text_of(browser.get(page(telling)))
        assert "1 of 1 meetings" not in text_of(browser.get(page(silent)))
