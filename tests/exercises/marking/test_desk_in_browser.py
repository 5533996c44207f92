"""The marking desk by keyboard, comments on selected words, and every page under axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.marking import marks, queueing, releasing
from exercises.marking.models import Comment, Mark, Script
from tests.browsing import press, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def enter(browser: Browser, server: LiveServer, person: User, **options: Any) -> BrowserContext:
    client = Client()
    client.force_login(person)
    context = browser.new_context(base_url=server.url, **options)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    return context


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in the pages; a broken policy stands here."""
    return []


@pytest.fixture
def page(
    browser: Browser,
    live_server: LiveServer,
    script: Script,
    marker: User,
    complaints: list[str],
) -> Iterator[Page]:
    """The script's page, held by the marker."""
    queueing.claim(script, marker)
    context = enter(browser, live_server, marker, viewport={"width": 1280, "height": 900})
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.goto(reverse("script", args=[script.ref]))
    yield page
    context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name ?? document.activeElement.tagName"))


def test_a_script_is_marked_by_keyboard_alone(page: Page, complaints: list[str]) -> None:
    page.locator('[name="level-sources"][value="0"]').focus()
    for key in ("3", "j", "2", "j", "4", "k"):
        page.keyboard.press(key)
    assert focused(page) == "level-uncertainty"
    page.keyboard.press("m")
    assert focused(page) == "note-uncertainty"
    page.keyboard.type("2 words, j and k are letters here")
    page.keyboard.press("Control+Enter")
    assert focused(page) == "level-logic"
    expect(page.locator("[data-save-words]")).to_contain_text("Saved ")
    mark = Mark.objects.get()
    assert mark.levels == {"sources": 3, "uncertainty": 2, "logic": 4}
    assert mark.notes == {"uncertainty": "2 words, j and k are letters here"}
    expect(page.locator("[data-progress]")).to_have_text("3 of 3 chosen")
    page.keyboard.press("?")
    expect(page.get_by_text("the next and the previous standard")).to_be_visible()
    assert complaints == []


def test_g_leads_to_the_queue(page: Page) -> None:
    page.locator('[name="level-sources"][value="0"]').focus()
    page.keyboard.press("g")
    page.wait_for_url("**/desk/marking/")


def test_selected_words_become_a_comment_at_their_place(page: Page, complaints: list[str]) -> None:
    page.evaluate(
        """() => {
          const node = document.querySelector('[data-paragraph="2"]').firstChild;
          const range = document.createRange();
          range.setStart(node, node.textContent.indexOf("confirm it"));
          range.setEnd(node, node.textContent.indexOf("confirm it") + 10);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Comment on the selection").click()
    assert focused(page) == "text"
    page.keyboard.type("Who confirms it?")
    page.get_by_role("button", name="Put the comment there").click()
    expect(page.locator("mark", has_text="confirm it")).to_be_visible()
    made = Comment.objects.get()
    assert (made.paragraph, made.quote, made.text) == (2, "confirm it", "Who confirms it?")
    assert made.before.endswith("Multiple sources ")
    assert complaints == []


def test_what_was_typed_into_the_rubric_survives_putting_a_comment(page: Page) -> None:
    page.get_by_label("A word on the whole").fill("Typed just before")
    page.get_by_text("Comment on a place").click()
    page.get_by_label("Comment", exact=True).fill("A comment")
    page.get_by_role("button", name="Put the comment there").click()
    page.wait_for_url("**?comment=*")
    expect(page.get_by_label("A word on the whole")).to_have_value("Typed just before")


def test_a_phone_shows_one_standard_a_screen(
    browser: Browser, live_server: LiveServer, script: Script, marker: User
) -> None:
    queueing.claim(script, marker)
    context = enter(browser, live_server, marker, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(reverse("script", args=[script.ref]))
    press(page.get_by_role("link", name="Uncertainty"))
    page.get_by_role("radio", name="3").check()
    press(page.get_by_role("button", name="Save, next standard"))
    expect(page.get_by_role("group", name="3 Argument")).to_be_visible()
    assert Mark.objects.get().levels == {"uncertainty": 3}
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_every_page_passes_axe_and_fits(
    browser: Browser,
    live_server: LiveServer,
    script: Script,
    marker: User,
    lead: User,
    student: User,
    scheme: Any,
    width: int,
) -> None:
    attempt = script.response.attempt
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    queueing.claim(script, marker)
    own = reverse("script", args=[script.ref])
    _look(browser, live_server, marker, ["/desk/marking/", own, f"{own}tasks/1/"], options)
    mark = marks.mark_of(script, marker)
    Mark.objects.filter(pk=mark.pk).update(levels={"sources": 3, "uncertainty": 2, "logic": 4})
    mark.refresh_from_db()
    marks.finish(script, mark)
    script.refresh_from_db()
    _look(browser, live_server, lead, ["/desk/marking/release/", own], options)
    releasing.release(script, lead)
    pages = [reverse(name, args=[attempt.ref]) for name in ("feedback", "receipt")]
    pages.append(reverse("feedback-task", args=[attempt.ref, 3]))
    pages.append(reverse("exercise", args=[attempt.allotment.ref]))
    pages.append(reverse("dossier", args=[attempt.allotment.ref]))
    _look(browser, live_server, student, pages, options)


def _look(
    browser: Browser, server: LiveServer, person: User, pages: list[str], options: dict[str, Any]
) -> None:
    context = enter(browser, server, person, **options)
    for address in pages:
        page = context.new_page()
        page.goto(address)
        width = options["viewport"]["width"]
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        assert violations(page) == [], address
        page.close()
    context.close()
