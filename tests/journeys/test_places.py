"""Ways to a place and out of one, each in a real browser against the real stack.

With a voucher after a declined card; from the waiting list; back with half of the money; to another
session. Each leaves the books in order for the journey of the main job.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import press
from tests.journeys.conftest import Traveller, pay_with

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

COURSE = "/courses/geopolitical-intelligence-analysis/"
GOOD, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"


def sessions(person: Traveller) -> list[str]:
    """Return the addresses of the demo's sessions to come: next, full, roomy."""
    page = person.go(COURSE)
    found = page.locator(f".course__side a[href^='{COURSE}20']").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    return [address for address in dict.fromkeys(found) if "2024" not in address]


def desk_of(person: Traveller, session: str) -> str:
    """Return the desk's address of a session, for who may see it."""
    page = person.go("/desk/courses/")
    for link in page.locator("a[href^='/desk/sessions/']").all():
        address = str(link.get_attribute("href"))
        if session in person.page.request.get(person.stack.url + address).text():
            return address
    pytest.fail(f"The desk knows no session {session}.")


def agree(page: Page) -> None:
    page.get_by_label("Country").select_option(label="Italy")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()


def test_a_place_is_bought_with_a_voucher_after_a_declined_card(
    traveller: Callable[..., Traveller],
) -> None:
    person = traveller()
    roomy = sessions(person)[2]
    page = person.go(f"{roomy}?voucher=reader-10")
    expect(page.locator("main")).to_contain_text("is looked at once you are signed in")
    press(page.get_by_role("link", name="Sign in to book a place"))
    page.fill("[name=login]", "marker@demo.example")
    page.fill("[name=password]", "analyst-practice")
    press(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url(re.compile("voucher=reader-10"))
    expect(page.locator(".price-lines").first).to_contain_text("270.00")
    page.get_by_label("Voucher").fill("no-such-code")
    press(page.get_by_role("button", name="Apply another"))
    expect(page.locator(".error-summary")).to_contain_text("There is no voucher with this code.")
    page.get_by_label("Voucher").fill("READER-10")
    press(page.get_by_role("button", name="Apply the voucher"))
    expect(page.locator(".price-lines").first).to_contain_text("Voucher READER-10")
    person.is_accessible()
    agree(page)
    press(page.get_by_role("button", name="Hold my place and pay"))
    page.wait_for_url(re.compile(re.escape(person.stack.sandbox)))
    pay_with(page, DECLINED)
    expect(page.locator("main")).to_contain_text("declined")
    pay_with(page, GOOD)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("Place confirmed", timeout=15_000)
    assert "270.00" in person.mail("marker@demo.example", "Payment of")


def test_somebody_comes_from_the_waiting_list_to_a_place(
    traveller: Callable[..., Traveller],
) -> None:
    person, staff = traveller(), traveller()
    full = sessions(person)[1]
    person.sign_in("editor@demo.example")
    page = person.go(full)
    press(page.get_by_role("button", name="Join the waiting list"))
    expect(page.locator("h1")).to_contain_text("You are number 2 on the waiting list")
    person.is_accessible()
    turn = page.url
    staff.sign_in("coordinator@demo.example")
    desk = desk_of(staff, full)
    queue = staff.go(f"{desk}waiting/")
    mine = queue.locator("li", has_text="Edda Kranz")
    mine.locator("summary").click()
    staff.is_accessible()
    mine.get_by_label("Reason").select_option("promised")
    press(mine.get_by_role("button", name="Move the turn"))
    expect(queue.locator("main")).to_contain_text("Moved from number 2.")
    places = staff.go(f"{desk}details/")
    places.get_by_label("Places").fill("7")
    press(places.get_by_role("button", name="Save the session"))
    letter = person.mail("editor@demo.example", "is held for you until")
    assert "/waiting/declining/" in letter
    page.goto(turn)
    press(page.get_by_role("link", name="Take the place"))
    agree(page)
    press(page.get_by_role("button", name="Hold my place and pay"))
    page.wait_for_url(re.compile(re.escape(person.stack.sandbox)))
    pay_with(page, GOOD)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("Place confirmed", timeout=15_000)


def test_half_of_the_money_comes_back_under_the_terms_that_were_accepted(
    traveller: Callable[..., Traveller],
) -> None:
    staff, person = traveller(), traveller()
    roomy = sessions(person)[2]
    staff.sign_in("coordinator@demo.example")
    prices = staff.go(f"{desk_of(staff, roomy)}prices/")
    prices.fill("[name=days_1]", "1")
    prices.fill("[name=percent_1]", "50")
    prices.fill("[name=days_2]", "")
    prices.fill("[name=percent_2]", "")
    press(prices.get_by_role("button", name="Show what people pay"))
    expect(prices.locator("main")).to_contain_text("not set yet")
    expect(prices.locator("main")).to_contain_text("half back")
    staff.is_accessible()
    press(prices.get_by_role("button", name="Set the prices"))
    person.sign_in("consultant@demo.example")
    # A company has no right of withdrawal, so that the cancellation terms hold from the first day.
    page = person.go(f"{roomy}company/")
    page.get_by_label("How many places").fill("1")
    page.get_by_label("Company", exact=True).fill("Vale Research")
    page.get_by_label("Address").fill("1 Invented Street")
    page.get_by_label("Country").select_option(label="Italy")
    page.get_by_label("I accept the terms").check()
    press(page.get_by_role("button", name="See what it costs"))
    press(page.get_by_role("button", name="Hold 1 place and pay"))
    page.wait_for_url(re.compile(re.escape(person.stack.sandbox)))
    pay_with(page, GOOD)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("1 place confirmed", timeout=15_000)
    press(page.get_by_role("link", name="Give places back"))
    for sum_ in ("340.38", "170.19"):
        expect(page.locator("main")).to_contain_text(sum_)
    person.is_accessible()
    press(page.get_by_role("button", name="Give 1 place back"))
    expect(page.locator("main")).to_contain_text("1 place was given back.")
    letter = person.mail("consultant@demo.example", "efund")
    assert "170.19" in letter


def test_a_place_moves_to_another_session_once_the_difference_is_paid(
    traveller: Callable[..., Traveller],
) -> None:
    person = traveller()
    person.sign_in("student@demo.example")
    page = person.go("/orders/")
    press(page.locator("main a.rows__link").first)
    press(page.get_by_role("link", name="Move to another session"))
    person.is_accessible()
    press(page.locator("main a", has_text="Rome time").last)
    expect(page.locator("main")).to_contain_text("Carried over from")
    expect(page.locator("main")).to_contain_text("Difference to pay")
    person.is_accessible()
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page.get_by_role("button", name=re.compile("Hold the new place and pay")))
    page.wait_for_url(re.compile(re.escape(person.stack.sandbox)))
    expect(page.locator("main")).to_contain_text("60.00")
    pay_with(page, GOOD)
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator("main")).to_contain_text("Place confirmed", timeout=15_000)
    person.is_accessible()
    assert "Carried over: € 240.00" in person.mail("student@demo.example", "has moved").replace(
        "\u202f", " "
    )
    person.mail("student@demo.example", "Out of your calendar")
    orders = person.go("/orders/")
    press(orders.locator("main a.rows__link").nth(1))
    expect(page.locator("h1")).to_contain_text("This place has moved")
