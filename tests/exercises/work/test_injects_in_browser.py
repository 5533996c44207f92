"""An inject in a real browser: it comes while one works, is read, changes the answer, is compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.work.models import Attempt, OpenedInject, Response
from tests.browsing import press
from tests.exercises.work.injecting import SECRET, TITLE, add_inject

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def exercise(exercise: Exercise) -> Exercise:
    """The exercise of three tasks, with an inject after twenty minutes."""
    add_inject(exercise)
    return exercise


def signed_in(
    browser: Browser, live_server: LiveServer, student: User, *, script: bool
) -> BrowserContext:
    client = Client()
    client.force_login(student)
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=script,
        viewport={"width": 1280, "height": 900},
    )
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return context


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, student: User) -> Iterator[Page]:
    """A page of the student's browser, whose every policy breach fails the test."""
    with signed_in(browser, live_server, student, script=True) as context:
        wrong: list[str] = []
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        yield context.new_page()
        assert wrong == []


def twenty_minutes_go_by(attempt: Attempt) -> None:
    began = attempt.started_at - timedelta(minutes=21)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=began)


def ask_now(page: Page) -> None:
    """Let the page ask at once what it asks every half a minute."""
    page.evaluate(
        """() => { const it = document.getElementById("injects");
        return htmx.ajax("GET", it.getAttribute("hx-get"), {target: it, swap: "outerHTML"}); }"""
    )


def test_it_comes_while_one_works_and_what_moved_is_compared(page: Page, attempt: Attempt) -> None:
    page.goto(reverse("task", args=[attempt.ref, 3]))
    editor = page.get_by_label("Your assessment")
    editor.fill("The ship will very likely sail.")
    expect(page.locator("[data-save-words]")).to_contain_text("Saved")
    twenty_minutes_go_by(attempt)
    editor.press_sequentially(" Soon.")
    ask_now(page)
    expect(page.locator("#injects")).to_contain_text(TITLE)
    expect(page.locator("[aria-live=polite] #injects")).to_have_count(1)  # heard once, politely
    expect(page.locator("#injects-count")).to_have_text(", 1 new")
    expect(editor).to_be_focused()
    assert SECRET not in page.content()

    press(page.get_by_role("button", name="Read"))
    expect(page.get_by_text(SECRET)).to_be_visible()
    kept = OpenedInject.objects.get().kept.get()
    assert kept.data["text"] == "The ship will very likely sail. Soon."  # the last keys are in it
    editor.fill("The ship will very likely stay.")
    page.get_by_label("What moved, and why?").fill("The log names an engine fault.")
    press(page.get_by_role("button", name="Save, look over everything"))
    press(page.get_by_role("button", name="Hand in"))
    expect(page.get_by_text("Your work was handed in.")).to_be_visible()
    page.goto(reverse("feedback-task", args=[attempt.ref, 3]))
    expect(page.get_by_role("heading", name=f"Before and after “{TITLE}”")).to_be_visible()
    expect(page.locator(".before-after ins").first).to_have_text("stay")
    expect(page.locator(".before-after")).to_contain_text("The log names an engine fault.")


def test_without_a_script_any_save_shows_it_and_a_button_opens_it(
    browser: Browser, live_server: LiveServer, student: User, attempt: Attempt
) -> None:
    with signed_in(browser, live_server, student, script=False) as context:
        page = context.new_page()
        page.goto(reverse("task", args=[attempt.ref, 3]))
        expect(page.get_by_role("link", name="Look for new items")).to_be_visible()
        twenty_minutes_go_by(attempt)
        press(page.get_by_role("link", name="Look for new items"))
        expect(page.locator("#injects")).to_contain_text(TITLE)
        page.get_by_label("Your assessment").fill("It will sail.")
        press(page.get_by_role("button", name="Read"))
        expect(page.get_by_text(SECRET)).to_be_visible()
        expect(page.get_by_label("Your assessment")).to_have_value("It will sail.")
        assert OpenedInject.objects.get().kept.get().data["text"] == "It will sail."
        page.get_by_label("What moved, and why?").fill("Nothing, because the log is old.")
        press(page.get_by_role("button", name="Save", exact=True).first)
        assert Response.objects.get(task__position=3).moved == "Nothing, because the log is old."
