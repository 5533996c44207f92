"""A company from its order to its people: places paid, one claimed, one given to somebody else.

In real browsers against the real stack; the books are in order afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browsing import press
from tests.journeys.conftest import Traveller, pay_with
from tests.journeys.test_places import GOOD, sessions

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_company_buys_places_one_is_claimed_and_given_to_somebody_else(
    traveller: Callable[..., Traveller],
) -> None:
    buyer, first, second = (
        traveller(),
        traveller(),
        traveller(viewport={"width": 380, "height": 800}),
    )
    buyer.sign_in("owner@demo.example")
    page = buyer.go(f"{sessions(buyer)[2]}company/")
    page.get_by_label("How many places").fill("2")
    page.get_by_label("Company", exact=True).fill("Journey GmbH")
    page.get_by_label("VAT number").fill("DE 123 456 788")
    page.get_by_label("Address").fill("Linden 5\n10117 Berlin")
    page.get_by_label("Country").select_option(label="Germany")
    page.get_by_label("I accept the terms").check()
    buyer.is_accessible()
    press(page.get_by_role("button", name="See what it costs"))
    expect(page.locator("h1")).to_have_text("Check before you order")
    expect(page.locator(".price-lines").first).to_contain_text("558.00")
    buyer.is_accessible()
    press(page.get_by_role("button", name="Hold 2 places and pay"))
    page.wait_for_url(re.compile(re.escape(buyer.stack.sandbox)))
    pay_with(page, GOOD)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("2 places confirmed", timeout=15_000)
    expect(page.locator("main")).to_contain_text("Invoice I-", timeout=15_000)
    press(page.get_by_role("link", name="Give the places to people"))
    page.get_by_label("E-mail addresses").fill("first@journey.example")
    press(page.get_by_role("button", name="Send the links"))
    expect(page.locator("main")).to_contain_text("Sent to first@journey.example")
    buyer.is_accessible()
    places = page.url

    letter = first.mail("first@journey.example", "Journey GmbH has a place for you")
    link = re.search(r"/claims/\S+", letter)
    assert link
    _claim(first, link[0], "editor@demo.example")
    page.goto(places)
    expect(page.locator("main")).to_contain_text("Edda Kranz")
    press(page.get_by_role("link", name="Give to somebody else"))
    buyer.is_accessible()
    press(page.get_by_role("button", name="Free the place"))
    expect(page.locator("main")).not_to_contain_text("Edda Kranz")
    page.get_by_text("Send, or copy").first.click()
    copied = page.get_by_label("The link, to copy").first.input_value()
    _claim(second, copied.removeprefix(second.stack.url), "consultant@demo.example")
    page.goto(places)
    expect(page.locator("main")).to_contain_text("Conrad Vale")
    expect(page.locator("caption")).to_contain_text("1 of 2 places taken")


def _claim(person: Traveller, path: str, email: str) -> None:
    """Follow a link as a visitor, sign in, take the place, and land in the course's room."""
    page = person.go(path)
    expect(page.locator("main")).to_contain_text("What the company sees of you")
    person.is_accessible()
    press(page.get_by_role("link", name="Sign in to take the place"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", "analyst-practice")
    press(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url(re.compile("/claims/"))
    press(page.get_by_role("button", name="Take the place"))
    page.wait_for_url(re.compile("/learn/"))
