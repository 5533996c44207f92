"""The components in a real browser: reach, keys, policy, and what still works without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browsing import violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; the test's own queries are still its own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=str(browser_path), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a broken policy stands here."""
    return []


def _open(browser: Browser, url: str, complaints: list[str], **options: Any) -> Page:
    # Without motion a colour is what it will be at once, however slowly the machine draws.
    options.setdefault("reduced_motion", "reduce")
    page = browser.new_context(timezone_id="Asia/Tokyo", **options).new_page()
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    return page


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_components_fit_every_width(
    browser: Browser, live_server: LiveServer, complaints: list[str], width: int
) -> None:
    page = _open(
        browser,
        f"{live_server.url}/styleguide/",
        complaints,
        viewport={"width": width, "height": 800},
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 380), ("light", 1280), ("dark", 1280)])
def test_the_components_pass_axe(
    browser: Browser, live_server: LiveServer, complaints: list[str], scheme: Any, width: int
) -> None:
    page = _open(
        browser,
        f"{live_server.url}/styleguide/",
        complaints,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nothing/"])
def test_pages_for_all_pass_axe(
    browser: Browser, live_server: LiveServer, complaints: list[str], path: str
) -> None:
    page = _open(browser, f"{live_server.url}{path}", complaints)
    assert violations(page) == []
    assert [text for text in complaints if "404" not in text] == []
    page.context.close()


def test_controls_are_large_enough_to_hit(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/styleguide/", complaints)
    small = page.evaluate(
        """() => [...document.querySelectorAll(`button, .button, select, textarea,
             input:not([type=hidden], [type=radio], [type=checkbox]), .segment__option,
             .subnav a, .pagination a, .page-bar__link, summary`)]
           .filter((e) => e.checkVisibility() && !e.closest('.dossier'))
           .map((e) => [e.className || e.tagName, e.getBoundingClientRect().height])
           .filter(([, height]) => height < 43.5)"""
    )
    assert small == []
    page.context.close()


def test_a_broken_form_is_read_from_its_summary_on(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/accounts/signup/", complaints)
    page.get_by_role("button", name="Make my account").click()
    page.locator("[data-error-summary]:focus").wait_for()
    page.locator("[data-error-summary] a").first.click()
    assert page.evaluate("document.activeElement.name") == "name"
    page.context.close()


def test_the_readers_own_time_is_added_to_pages_for_all(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/styleguide/", complaints)
    own = page.locator("[data-when] .when__yours").first.inner_text()
    assert own == "17:00–00:00 for you"
    page.context.close()


def test_a_letter_on_a_box_chooses_it(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/styleguide/", complaints)
    page.locator("[data-segment][data-wide] input").nth(1).focus()
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.value") == "F"
    assert page.locator("[data-segment][data-wide] :checked").input_value() == "F"
    page.context.close()


def test_the_menu_opens_and_closes_without_any_script(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(
        browser,
        f"{live_server.url}/styleguide/",
        complaints,
        java_script_enabled=False,
        viewport={"width": 380, "height": 800},
    )
    link = page.get_by_role("link", name="Sign in")
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    page.context.close()


def test_a_dialog_opens_on_the_harmless_choice_and_gives_focus_back(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/styleguide/", complaints)
    page.get_by_role("link", name="Remove the voucher").click()
    assert page.evaluate("document.activeElement.textContent") == "Keep it"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.dialog") == "sample"
    page.context.close()


def test_a_second_press_sends_nothing(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/accounts/login/", complaints)
    page.evaluate(
        """() => { window.sent = []; addEventListener('submit', (event) => {
             sent.push(event.defaultPrevented); event.preventDefault(); }); }"""
    )
    button = page.locator("main form.sheet button")
    button.click()
    assert button.inner_text() == "Signing in…"
    button.click()
    assert page.evaluate("window.sent") == [False, True]
    page.context.close()


def test_the_skip_link_leads_to_the_content(
    browser: Browser, live_server: LiveServer, complaints: list[str]
) -> None:
    page = _open(browser, f"{live_server.url}/accounts/login/", complaints)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    page.context.close()
