"""The storefront in a real browser: reach, width, policy, without scripts, and by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from courseplatform.kit import clock
from courses.enrolment import places, waiting
from courses.orders.models import Order
from courses.payment.models import PaymentAttempt
from tests.browsing import press, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=str(browser_path), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Opener]:
    """Return a function that opens an address, signed in as somebody if wished."""
    contexts = []

    def go(path: str, person: Any = None, **options: Any) -> Page:
        context = browser.new_context(timezone_id="Europe/Rome", **options)
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def coming(told: Any, session: Any, teach: Any) -> Any:
    """Return a session in forty days, so that the server's own clock finds it open."""
    day = (clock.now() + timedelta(days=40)).date()
    one = session(
        starts_local=datetime.combine(day, time(10)),
        capacity=3,
        price={"early_bird_minor": 24_000, "early_bird_until_local": datetime.combine(day, time())},
    )
    teach(one)
    return one


@pytest.fixture
def world(coming: Any, person: Any, order: Any, enrolled: Any, accepted: Any) -> dict[str, Any]:
    """Return addresses of every kind of page, and who may open them."""
    ada, ben = person("Ada Bianchi"), person("Ben Roth")
    seat = enrolled(coming, ada)
    held = order(coming, ben)
    until = clock.now() + timedelta(minutes=35)
    places.hold_place(coming, person(), until)
    turn = waiting.join(coming, person("Cleo"))
    own = Order.objects.get(buyer=ada)
    return {
        "courses": ("/courses/", None),
        "course": (coming.course.get_absolute_url(), None),
        "session": (coming.get_absolute_url(), None),
        "held": (held.get_absolute_url(), ben),
        "confirmed": (own.get_absolute_url(), ada),
        "orders": ("/orders/", ada),
        "cancelling": (f"/enrolments/{seat.ref}/cancellation/", ada),
        "waiting": (turn.get_absolute_url(), turn.person),
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_every_page_passes_axe_and_fits(
    opened: Opener, world: dict[str, Any], complaints: list[str], scheme: str, width: int
) -> None:
    for name, (path, person) in world.items():
        page = opened(path, person, color_scheme=scheme, viewport={"width": width, "height": 800})
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
    assert complaints == []


def test_the_readers_own_hours_stand_beside_the_sessions(opened: Opener, coming: Any) -> None:
    page = opened(coming.get_absolute_url())
    expect(page.locator(".lead .when__yours")).to_have_text("09:00–16:00 for you")


def test_a_place_is_held_and_let_go_without_any_script(
    opened: Opener,
    coming: Any,
    person: Any,
    sandbox: Any,
    live_server: LiveServer,
    complaints: list[str],
) -> None:
    page = opened(coming.get_absolute_url(), person("Ada Bianchi"), java_script_enabled=False)
    page.get_by_label("Country").select_option("IT")
    press(page.get_by_role("button", name="Hold my place and pay"))
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert page.get_by_label("Name on the bill").input_value() == "Ada Bianchi"
    page.get_by_label("I accept the terms").check()
    press(page.get_by_role("button", name="Hold my place and pay"))
    assert page.url.startswith(sandbox.url)
    order = Order.objects.get()
    page.goto(f"{live_server.url}{order.get_absolute_url()}")
    assert page.get_by_role("heading", name="Your place is held").is_visible()
    press(page.get_by_role("button", name="Let it go"))
    assert page.get_by_role("heading", name="The hold has ended").is_visible()
    assert [text for text in complaints if "422" not in text] == []


def test_a_payment_that_arrives_shows_by_itself(
    opened: Opener, coming: Any, person: Any, sandbox: Any, complaints: list[str]
) -> None:
    ada = person("Ada Bianchi", zone="Europe/Rome")
    page = opened(coming.get_absolute_url(), ada)
    page.get_by_label("I accept the terms").check()
    press(page.get_by_role("button", name="Hold my place and pay"))
    page.wait_for_url(f"{sandbox.url}/**")
    order = Order.objects.get()
    checkout = PaymentAttempt.objects.get().checkout_id
    page = opened(f"{order.get_absolute_url()}?checkout={checkout}", ada)
    expect(page.get_by_role("heading", name="Your payment is being confirmed")).to_be_visible()
    sandbox.control.pay(checkout)
    expect(page.get_by_role("heading", name="Place confirmed")).to_be_visible(timeout=15_000)
    assert complaints == []
