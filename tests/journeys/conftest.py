"""The real stack for journeys: everything that ``manage.py up`` starts, on data of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from courseplatform.runtime import ports
from courseplatform.runtime.places import PROJECT
from tests.browsing import press, violations

START_SECONDS = 420  # a busy machine loads the demo slowly
READY = re.compile(r"The platform runs at (\S+?)/?\s")
PASSWORD = "analyst-practice"


@dataclass(frozen=True)
class Stack:
    """A platform that runs, and the address of its practice world."""

    url: str
    sandbox: str


def _free_port() -> int:
    """Return the first of three free ports, from those that no other process of this run looks at."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 21_500 + 30 * (process % 13)
    for port in range(first, first + 30, 3):
        if all(ports.is_free("127.0.0.1", port + offset) for offset in range(3)):
            return port
    raise RuntimeError("No free port for the journey.")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start the platform as a visitor would, once for this process's journeys; stop it at the end.

    ``COURSEPLATFORM_JOURNEY_AT`` names one that runs already (with its fresh demo) instead.
    """
    running = os.environ.get("COURSEPLATFORM_JOURNEY_AT")
    if running:
        yield Stack(running, os.environ["COURSEPLATFORM_JOURNEY_SANDBOX"])
        return
    folder = tmp_path_factory.mktemp("platform")
    output = folder / "output.txt"
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {
        "COURSEPLATFORM_ENV": "own",
        "COURSEPLATFORM_VAR": str(folder / "var"),
        "PORT": str(_free_port()),
    }
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "up"],
            cwd=PROJECT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = _wait_until_ready(process, output)
        yield Stack(url, _sandbox_of(url))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait_until_ready(process: subprocess.Popen[bytes], output: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        found = READY.search(output.read_text(errors="replace"))
        if found:
            return found[1]
        assert process.poll() is None, output.read_text(errors="replace")
        time.sleep(0.5)
    pytest.fail(f"The platform did not come up:\n{output.read_text(errors='replace')}")


def _sandbox_of(url: str) -> str:
    """Return the practice world's address, as the demo bar links to it."""
    import urllib.request

    with urllib.request.urlopen(url, timeout=20) as answer:
        page = answer.read().decode()
    found = re.search(r'class="demo-bar".*?href="(http://[^"]+?)/mailbox/"', page, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    """A browser for the whole journey."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(browser_path), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


class Traveller:
    """One person with a browser of their own, who notes what the browser complains of."""

    def __init__(self, context: BrowserContext, stack: Stack) -> None:
        self.stack = stack
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        context.on("console", self._note)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _note(self, message: Any) -> None:
        # A form that comes back with what is wrong in it is an answer, not a fault.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        """Open a path of the site."""
        answer = self.page.goto(self.stack.url + path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in."""
        page = self.go("/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", password)
        press(page.get_by_role("button", name="Sign in", exact=True))
        page.wait_for_url(lambda url: "/accounts/login" not in url)

    def is_accessible(self) -> None:
        """Fail where axe finds a violation on the page."""
        assert violations(self.page) == [], self.page.url

    def mail(self, to: str, subject: str, *, saying: str = "", seconds: float = 60) -> str:
        """Wait for a mail in the practice mailbox that says something, and return its text."""
        end = time.monotonic() + seconds
        reader = self.page.context.new_page()
        try:
            while time.monotonic() < end:
                reader.goto(f"{self.stack.sandbox}/mailbox/?to={to}")
                link = reader.locator("main a", has_text=subject).first
                if link.count():
                    link.click()
                    text = reader.locator("main").inner_text()
                    if saying in text:
                        return text
                time.sleep(0.5)
        finally:
            reader.close()
        pytest.fail(f"No mail “{subject}” came to {to} within {seconds} s.")


@pytest.fixture
def traveller(browser: Browser, stack: Stack) -> Iterator[Callable[..., Traveller]]:
    """Return a maker of people; what their browsers complained of fails the test."""
    made: list[tuple[BrowserContext, Traveller]] = []

    def make(**options: Any) -> Traveller:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        options.setdefault("timezone_id", "Europe/Kyiv")
        context = browser.new_context(**options)
        one = Traveller(context, stack)
        made.append((context, one))
        return one

    yield make
    complaints = [complaint for _context, one in made for complaint in one.complaints]
    for context, one in made:
        if folder := os.environ.get("COURSEPLATFORM_JOURNEY_PICTURES"):
            one.page.screenshot(path=f"{folder}/{made.index((context, one))}.png", full_page=True)
        context.close()
    assert complaints == []


def pay_with(page: Page, number: str) -> None:
    """Fill in the practice payment page with a card, and press the button."""
    for name, value in (
        ("number", number),
        ("expiry", "12 / 34"),
        ("cvc", "123"),
        ("name", "Noor Visitor"),
    ):
        page.fill(f"[name={name}]", value)
    press(page.locator("button.button--wide"))
