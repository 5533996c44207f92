"""Every page of every role in a real browser: accessible, within 320 px, and without a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from tests.browsing import violations
from tests.roles.asking import Asker, address
from tests.roles.table import OK, ROWS
from tests.roles.world import ROLES, World

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

HOUSE = "http://localhost"  # an origin that browsers trust without TLS


@dataclass(frozen=True)
class Shown:
    """One page as somebody got it."""

    name: str
    role: str
    path: str
    headers: dict[str, str]
    body: bytes


def pages(world: World, askers: dict[str, Asker], *, last: bool) -> Iterator[Shown]:
    """Yield every page as the first role that may see it gets it, or as the last."""
    for row in ROWS:
        roles = [role for role in ROLES if row.answers[role] == OK]
        if row.method != "GET" or not roles:
            continue
        role = roles[-1] if last else roles[0]
        path = address(row, world)
        answer = askers[role].ask("GET", path)
        whole = "text/html" in answer.headers.get("Content-Type", "") and b"<html" in answer.content
        if whole:  # a part of a page is looked at where it stands
            yield Shown(row.name, role, path, dict(answer.items()), answer.content)


class House:
    """Answers the browser with pages that were fetched before, and with the site's own files.

    Fetched before, because a browser under test keeps an event loop in this thread, in which the
    database would be another connection that does not see the test's world.
    """

    def __init__(self, page: Page) -> None:
        self.shown: Shown | None = None
        self.complaints: list[str] = []
        self.files = Client()
        page.route("**/*", self._answer)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _answer(self, route: Route) -> None:
        shown, path = self.shown, urlsplit(route.request.url).path
        if shown is not None and path == shown.path and route.request.is_navigation_request():
            route.fulfill(status=200, headers=shown.headers, body=shown.body)
        elif path.startswith("/static/"):
            answer = self.files.get(path)
            body = b"".join(answer.streaming_content)
            route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)
        else:
            route.fulfill(status=204)

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def faults_on(page: Page, house: House, shown: Shown) -> list[str]:
    """Look at one page; return what is wrong with it."""
    house.shown = shown
    house.complaints.clear()
    page.goto(f"{HOUSE}{shown.path}")
    found = [f"{rule}: {places[:2]}" for rule, places in violations(page)]
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    if wide > 320:
        found.append(f"{wide} px wide at 320")
    return found + [f"complains: {text}" for text in house.complaints]


@pytest.mark.parametrize(("scheme", "width", "last"), [("light", 1280, False), ("dark", 380, True)])
def test_every_page_is_accessible_and_narrow_enough(
    scheme: Any,
    width: int,
    last: bool,
    browser_path: Path,
    world: World,
    askers: dict[str, Asker],
) -> None:
    every = list(pages(world, askers, last=last))
    assert len(every) > 60
    wrong = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(browser_path), args=["--no-sandbox"]
        )
        page = chromium.new_page(
            color_scheme=scheme,
            reduced_motion="reduce",
            timezone_id="Europe/Lisbon",
            viewport={"width": width, "height": 800},
        )
        house = House(page)
        for shown in every:
            found = faults_on(page, house, shown)
            wrong += [f"{shown.name} as {shown.role}: {fault}" for fault in found]
        chromium.close()
    assert not wrong, "\n".join(wrong)
