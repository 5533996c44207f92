"""The join gate in a real browser, with the strict policy on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from courseplatform.kit.walltime import to_local
from courses.webinars import scheduling
from courses.webinars.models import Attendance, Webinar

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ZONE = "Europe/Kyiv"


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
def meeting(live_server: Any, session: Any, webinar: Any, person: Any, enrolled: Any) -> Webinar:
    """A webinar under way, at a meeting service that is this very server; Ada is enrolled."""
    begun = to_local(datetime.now(UTC) - timedelta(minutes=10), ZONE).replace(microsecond=0)
    run = session(starts_local=begun + timedelta(days=20), ends_local=begun + timedelta(days=21))
    enrolled(run, person("Ada"))
    other = live_server.url.replace("localhost", "127.0.0.1")
    made: Webinar = webinar(
        run, starts_local=begun, minutes=60, meeting_url=f"{other}/health/?meeting"
    )
    return made


def look(
    browser: Browser, live_server: Any, meeting: Webinar, said: list[str], **options: Any
) -> Page:
    """Open the gate as Ada; what the browser or its policy complains about goes to ``said``."""
    client = Client()
    client.force_login(meeting.session.enrolments.get().person)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(**options)
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(live_server.url + meeting.get_absolute_url())
    return page


def ask(page: Page, selector: str) -> int:
    """Let htmx send what the element sends by itself in time; return the answer's status."""
    with page.expect_response(re.compile("/webinars/")) as answer:
        page.evaluate(
            """(selector) => {
                const from = document.querySelector(selector);
                const verb = from.hasAttribute("hx-post") ? "post" : "get";
                htmx.ajax(verb, from.getAttribute(`hx-${verb}`), {source: from});
            }""",
            selector,
        )
    return answer.value.status


def test_joining_opens_the_meeting_and_the_open_page_goes_on_counting(
    browser: Browser, live_server: Any, meeting: Webinar
) -> None:
    said: list[str] = []
    page = look(browser, live_server, meeting, said)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Join the webinar").click()
    opened.value.wait_for_url("**/health/?meeting")
    first = Attendance.objects.get()
    assert ask(page, ".gate [hx-post]") == 204
    assert Attendance.objects.get().left_at > first.left_at
    assert said == []
    page.context.close()


def test_the_gate_is_left_alone_until_it_changes(
    browser: Browser, live_server: Any, meeting: Webinar
) -> None:
    said: list[str] = []
    page = look(browser, live_server, meeting, said)
    page.get_by_role("button", name="Join the webinar").focus()
    assert ask(page, ".gate") == 204
    assert page.evaluate("document.activeElement.id") == "join"
    scheduling.call_off(meeting, actor=None)
    with page.expect_navigation():
        ask(page, ".gate")
    assert page.get_by_text("This webinar was called off").is_visible()
    assert said == []
    page.context.close()


def test_without_scripts_one_goes_in_as_well(
    browser: Browser, live_server: Any, meeting: Webinar
) -> None:
    said: list[str] = []
    page = look(browser, live_server, meeting, said, java_script_enabled=False)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Join the webinar").click()
    opened.value.wait_for_url("**/health/?meeting")
    assert Attendance.objects.count() == 1
    assert said == []
    page.context.close()
