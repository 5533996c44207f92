"""Saving in a real browser: a moment after the last key, through cut lines and killed windows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.work.models import Attempt, Receipt, Response
from tests.browsing import press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in the pages; a broken policy stands here."""
    return []


@pytest.fixture
def desk(
    browser: Browser, live_server: LiveServer, student: User, complaints: list[str]
) -> Iterator[BrowserContext]:
    """A browser signed in as the student."""
    client = Client()
    client.force_login(student)
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()


@pytest.fixture
def written(attempt: Attempt) -> str:
    """The address of the task that asks for a text."""
    return reverse("task", args=[attempt.ref, 3])


def open_(desk: BrowserContext, address: str) -> Page:
    page = desk.new_page()
    page.goto(address)
    return page


def editor(page: Page) -> Any:
    return page.get_by_label("Your assessment")


def state(page: Page) -> Any:
    return page.locator("[data-save-words]")


def stored() -> str:
    return str(Response.objects.get(task__position=3).data.get("text", ""))


def within(seconds: float, holds: Callable[[], object]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return bool(holds())


def kept(page: Page) -> int:
    count = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"
    return int(page.evaluate(count))


def test_a_text_is_stored_a_moment_after_the_last_key(
    desk: BrowserContext, written: str, complaints: list[str]
) -> None:
    page = open_(desk, written)
    editor(page).press_sequentially("The ship will sail.")
    expect(state(page)).to_contain_text("Saved ")
    assert stored() == "The ship will sail."
    expect(page.locator("#written-count")).to_contain_text("4 of 60 words")
    assert kept(page) == 0
    assert complaints == []


def test_while_somebody_goes_on_typing_it_is_stored_all_the_same(
    desk: BrowserContext, written: str
) -> None:
    page = open_(desk, written)
    began = time.monotonic()
    while time.monotonic() - began < 5:
        editor(page).press("x")
        time.sleep(0.1)
    assert stored()  # without a single pause of the length that a save waits for


def test_a_page_that_is_left_sends_what_was_just_typed(desk: BrowserContext, written: str) -> None:
    page = open_(desk, written)
    editor(page).press_sequentially("The last word")
    page.goto("about:blank")
    assert within(5, lambda: stored() == "The last word")


def test_following_a_link_first_sends_what_is_unsaved(desk: BrowserContext, written: str) -> None:
    page = open_(desk, written)
    editor(page).press_sequentially("Just before handing in")
    page.get_by_role("link", name="Hand in…").click()
    page.wait_for_url("**/submission/")
    assert stored() == "Just before handing in"


def test_a_cut_line_is_said_and_made_good(desk: BrowserContext, written: str) -> None:
    page = open_(desk, written)
    desk.set_offline(True)
    editor(page).press_sequentially("Written in a tunnel")
    expect(state(page)).to_have_text("Offline, kept on this device")
    assert kept(page) == 1
    expect(page.get_by_role("button", name="Copy my text")).to_be_visible()
    desk.set_offline(False)
    expect(state(page)).to_contain_text("Saved ", timeout=15_000)
    assert stored() == "Written in a tunnel"


def test_text_of_a_window_that_died_without_a_line_comes_back(
    desk: BrowserContext, written: str
) -> None:
    page = open_(desk, written)
    desk.set_offline(True)
    editor(page).press_sequentially("Written in a tunnel")
    expect(state(page)).to_have_text("Offline, kept on this device")
    page.close(run_before_unload=False)
    desk.set_offline(False)
    assert stored() == ""

    again = open_(desk, written)
    expect(editor(again)).to_have_value("Written in a tunnel", timeout=15_000)
    assert within(2, lambda: stored() == "Written in a tunnel")


def test_two_windows_are_shown_to_each_other(desk: BrowserContext, written: str) -> None:
    first, second = open_(desk, written), open_(desk, written)
    editor(first).press_sequentially("From the first window")
    expect(state(first)).to_contain_text("Saved ")
    editor(second).press_sequentially("From the second window")
    expect(state(second)).to_contain_text("Changed in another window")
    second.get_by_role("button", name="See both").click()
    expect(second.get_by_role("heading", name="Changed in another window")).to_be_visible()
    expect(second.get_by_label("Your assessment")).to_have_value("From the second window")
    expect(second.get_by_text("From the first window")).to_be_visible()
    assert stored() == "From the first window"
    press(second.get_by_role("button", name="Keep my version"))
    assert second.url.endswith(written)
    assert stored() == "From the second window"


def test_an_answer_lost_on_the_line_is_no_conflict_with_oneself(
    desk: BrowserContext, written: str
) -> None:
    page = open_(desk, written)
    lost = []

    def swallow(route: Any) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/draft/", swallow, times=1)
    with page.expect_event("requestfailed"):
        editor(page).press_sequentially("The answer to this save gets lost")
    assert lost
    editor(page).press_sequentially(" and I go on")
    expect(state(page)).to_contain_text("Saved ", timeout=15_000)
    assert stored() == "The answer to this save gets lost and I go on"


def test_who_was_signed_out_is_told_and_loses_nothing(desk: BrowserContext, written: str) -> None:
    page = open_(desk, written)
    Session.objects.all().delete()
    editor(page).press_sequentially("Nobody knows me any more")
    expect(state(page)).to_contain_text("you are signed out")
    expect(editor(page)).to_have_value("Nobody knows me any more")
    assert kept(page) == 1


def test_handing_in_erases_what_the_device_kept(desk: BrowserContext, written: str) -> None:
    page = open_(desk, written)
    editor(page).press_sequentially("The ship will sail.")
    expect(state(page)).to_contain_text("Saved ")
    ref = Attempt.objects.get().ref
    page.evaluate(f"localStorage.setItem('draft:{ref}/1/', '{{}}')")
    page.goto(reverse("submission", args=[ref]))
    press(page.get_by_role("button", name="Hand in"))
    expect(page.get_by_text("Your work was handed in.")).to_be_visible()
    assert kept(page) == 0
    assert Receipt.objects.count() == 1


def test_the_other_window_learns_that_it_was_handed_in(desk: BrowserContext, written: str) -> None:
    first, second = open_(desk, written), open_(desk, written)
    ref = Attempt.objects.get().ref
    second.goto(reverse("submission", args=[ref]))
    press(second.get_by_role("button", name="Hand in"))
    expect(second.get_by_text("Your work was handed in.")).to_be_visible()
    editor(first).press_sequentially("One word more")
    expect(state(first)).to_contain_text("This exercise was handed in")
    assert stored() == ""


def test_without_a_script_the_save_button_does_the_same(
    browser: Browser, live_server: LiveServer, desk: BrowserContext, written: str
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(desk.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(written)
    editor(page).fill("Typed without a script.")
    press(page.locator("form#answer").get_by_role("button", name="Save", exact=True))
    expect(editor(page)).to_have_value("Typed without a script.")
    assert stored() == "Typed without a script."
    context.close()
