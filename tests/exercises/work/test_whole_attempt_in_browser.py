"""The main exercise of the shipped case, from start to receipt: by keys, by touch, without a script,
and on a line that is cut. What is stored is what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.authoring.models import ExerciseVersion
from exercises.cohorts import allotting
from exercises.cohorts.models import Allotment, Cohort
from exercises.kinds import registry
from exercises.work.models import Attempt, Receipt, Response
from tests.browsing import press, press_key

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PROVOKED = ("ERR_INTERNET_DISCONNECTED",)  # what the browser notes when a test cuts the line
Step = Callable[[], None]

# --- what is typed ----------------------------------------------------------------------------

REPORTS = {"R": "D3", "T": "E4", "K": "F6", "U": "C5", "W": "B2", "A": "F3"}
NO_REPORTS = ("N", "C")
ITEMS = (*REPORTS, *NO_REPORTS)
CLASSES = ("RF", "AA", "AJ", "AS", "SP", "CX")
STATEMENTS = {str(number): CLASSES[number % 6] for number in range(1, 31)}
VOICES = {"1": "author", "2": "strand", "3": "government", "9": "portals", "16": "camps",
          "18": "additional", "20": "mali", "21": "ukrainian"}  # fmt: skip
KEYS = {"CC": "1", "C": "2", "N": "3", "I": "4", "II": "5"}
HYPOTHESES = ("H1", "H2", "H3", "H4", "H5")
ROWS = {f"E{row}": [list(KEYS)[(row + column) % 5] for column in range(5)] for row in range(1, 13)}
CHANCES = dict(zip(HYPOTHESES, (10, 20, 30, 25, 15), strict=True))
LINCHPIN = "E4"
ESTIMATES = {"Q1": (12, "very unlikely", "low"), "Q2": (30, "unlikely", "moderate"),
             "Q3": (60, "likely", "low")}  # fmt: skip
TEXT = (
    "We judge it very unlikely that an exchange was agreed [¶2], and talks unlikely. ",
    "Our confidence is low: nothing is named or dated. “Whose denial is it?” is open [¶3].",
)


def typed() -> list[dict[str, Any]]:
    """What must be stored, task by task."""
    grades: dict[str, Any] = {
        item: {"source": code[0], "source_reason": f"{item}: its past.", "information": code[1],
               "information_reason": f"{item}: what else is known.", "chance": 30 + place}
        for place, (item, code) in enumerate(REPORTS.items())
    }  # fmt: skip
    grades |= {
        item: {"no_report": True, "no_report_reason": f"{item}: nobody reports it."}
        for item in NO_REPORTS
    }
    claims = {
        name: {"code": code, "who": VOICES.get(name, "")} for name, code in STATEMENTS.items()
    }
    estimates = {
        name: {"number": number, "word": word, "confidence": basis, "because": f"{name}: a gap."}
        for name, (number, word, basis) in ESTIMATES.items()
    }
    return [
        {"grades": grades},
        {"sorted": claims},
        {
            "cells": {
                row: dict(zip(HYPOTHESES, codes, strict=True)) for row, codes in ROWS.items()
            },
            "reasons": {row: f"{row}: the reason." for row in ROWS},
            "linchpin": LINCHPIN,
            "chances": CHANCES,
        },
        {"estimates": estimates},
        {"text": "".join(TEXT)},
    ]


# --- by mouse, and without a script -----------------------------------------------------------


class ByMouse:
    """Works through the exercise with a mouse and a keyboard."""

    has_script = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def control(self, name: str, value: str = "") -> Locator:
        """Return the control of a name; of a choice, the one with that value."""
        chosen = f"[value='{value}']" if value else ":not([type=hidden])"
        return self.page.locator(f"#answer [name='{name}']{chosen}")

    def press(self, words: str, role: Any = "button") -> None:
        """Press a button, or follow a link, that leads to another page."""
        press(self.page.get_by_role(role, name=words, exact=True).first)

    def choose(self, name: str, value: str) -> None:
        """Choose one of a group, or tick a box."""
        self.control(name, value).check()

    def select(self, name: str, value: str) -> None:
        """Choose from a list."""
        self.control(name).select_option(value)

    def write(self, name: str, text: str) -> None:
        """Write into an empty field."""
        self.control(name).click()
        self.page.keyboard.insert_text(text)

    def go_on_writing(self, text: str) -> None:
        """Write on where one has written last."""
        self.page.keyboard.insert_text(text)

    def rate(self, row: str, codes: Sequence[str], reason: str) -> None:
        """Rate a row of the matrix and say why."""
        line = self.page.locator(f"tr[data-row='{row}']")
        line.locator(".rating").first.click()
        for code in codes:
            self.page.locator(f"[data-ach-bar] [data-rate='{code}']").click()
        self.page.locator("#ach-reason").click()
        self.page.keyboard.insert_text(reason)

    def halfway(self) -> None:
        """Called in the middle of each task."""

    def done(self) -> None:
        """Called at the end of each task, before it is left."""


class WithoutScript(ByMouse):
    """A browser without JavaScript: every row of the matrix is a form of its own."""

    has_script = False

    def rate(self, row: str, codes: Sequence[str], reason: str) -> None:
        """Rate a row on its own page."""
        if row == next(iter(ROWS)):
            self.press(f"Rate {row}", "link")
        for hypothesis, code in zip(HYPOTHESES, codes, strict=True):
            self.choose(f"cell-{hypothesis}", code)
        self.write("reason", reason)
        later = list(ROWS)[list(ROWS).index(row) + 1 :]
        if later:
            self.press(f"Save, go on to {later[0]}")
        else:
            self.press("Save")
            self.press("Back to the matrix", "link")


class OnACutLine(ByMouse):
    """The line is cut in the middle of each task, and comes back before it is left."""

    def halfway(self) -> None:
        """Cut the line."""
        self.page.context.set_offline(True)

    def done(self) -> None:
        """Wait until what was typed is known to be kept here only, and then to be stored."""
        words = self.page.locator("[data-save-words]")
        expect(words).to_have_text("Offline, kept on this device", timeout=20_000)
        self.page.context.set_offline(False)
        expect(words).to_contain_text("Saved ", timeout=40_000)


# --- by touch ---------------------------------------------------------------------------------


class ByTouch(ByMouse):
    """A phone: everything is tapped, and nothing is wider than the screen."""

    WIDTH = 380

    def press(self, words: str, role: Any = "button") -> None:
        """Tap a button or a link that leads to another page."""
        assert self.page.evaluate("document.documentElement.scrollWidth") == self.WIDTH
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=words, exact=True).first.tap()

    def choose(self, name: str, value: str) -> None:
        """Tap the label that holds the choice."""
        self.page.locator(f"#answer label:has([name='{name}'][value='{value}'])").tap()
        expect(self.control(name, value)).to_be_checked()

    def write(self, name: str, text: str) -> None:
        """Tap into an empty field and write."""
        self.control(name).tap()
        expect(self.control(name)).to_be_focused()
        self.page.keyboard.insert_text(text)

    def rate(self, row: str, codes: Sequence[str], reason: str) -> None:
        """Tap the row's first cell, then a code for each."""
        self.page.locator(f"tr[data-row='{row}'] .rating").first.tap()
        for code in codes:
            self.page.locator(f"[data-ach-bar] [data-rate='{code}']").tap()
        self.page.locator("#ach-reason").tap()
        self.page.keyboard.insert_text(reason)


# --- by keys ----------------------------------------------------------------------------------

FOCUSED = """() => { const e = document.activeElement;
  return {name: e.name ?? "", type: e.tagName === "SELECT" ? "select" : e.type ?? "",
    value: e.value ?? "", words: (e.getAttribute("aria-label") ?? e.textContent).trim(),
    rating: e.matches(".rating[role=gridcell]"), id: e.id}; }"""


class ByKeys(ByMouse):
    """Never touches the page but through keys; where it types is where the focus is."""

    MOST = 400

    def focused(self) -> dict[str, Any]:
        """Return what has the focus."""
        found: dict[str, Any] = self.page.evaluate(FOCUSED)
        return found

    def tab_to(self, wanted: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Press Tab until something has the focus."""
        for _ in range(self.MOST):
            if wanted(self.focused()):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {what} on {self.page.url}")

    def press(self, words: str, role: Any = "button") -> None:
        """Go to a button or a link, and press Enter."""
        self.tab_to(lambda here: here["words"] == words, words)
        press_key(self.page, "Enter")

    def choose(self, name: str, value: str) -> None:
        """Go to a group and along it with the arrows; tick a box with the space bar."""
        self.tab_to(lambda here: here["name"] == name, name)
        self.page.keyboard.press("Space")
        if self.focused()["type"] == "radio":
            self._along(value)

    def select(self, name: str, value: str) -> None:
        """Go to a list and along it with the arrows."""
        self.tab_to(lambda here: here["name"] == name, name)
        self._along(value)

    def _along(self, value: str) -> None:
        for _ in range(40):
            if self.focused()["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not lead to {value} on {self.page.url}")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(lambda here: here["name"] == name, name)
        self.page.keyboard.type(text)

    def go_on_writing(self, text: str) -> None:
        """Type on."""
        self.page.keyboard.type(text)

    def rate(self, row: str, codes: Sequence[str], reason: str) -> None:
        """Rate along the row by figures, tab to the reason, and come back to the grid by Enter."""
        self.tab_to(lambda here: here["rating"], "the matrix")
        if row != next(iter(ROWS)):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Home")
        for code in codes:
            self.page.keyboard.press(KEYS[code])
        self.tab_to(lambda here: here["id"] == "ach-reason", "the reason")
        self.page.keyboard.type(reason)
        self.page.keyboard.press("Enter")
        assert self.focused()["rating"]


# --- the way through --------------------------------------------------------------------------


def work(person: ByMouse, address: str) -> None:
    """Start, work on all five tasks, hand in, and stand before the receipt."""
    page = person.page
    page.goto(address)
    person.press("Start the exercise")
    for place, item in enumerate(ITEMS):
        grade(person, item)
        following = ITEMS[place + 1 : place + 2]
        person.press(f"Save, go on to {following[0]}" if following else "Save, next task")
    for task, leave in (
        (claims, "Save, next task"),
        (matrix, "Save, next task"),
        (estimates, "Save, next task"),
        (text, "Save, look over everything"),
    ):
        in_two_halves(person, list(task(person)))
        person.press(leave)
    expect(page.get_by_text("Nothing is empty.")).to_be_visible()
    person.press("Hand in")
    expect(page.get_by_text("Your work was handed in.")).to_be_visible()


def in_two_halves(person: ByMouse, steps: list[Step]) -> None:
    for step in steps[: len(steps) // 2]:
        step()
    person.halfway()
    for step in steps[len(steps) // 2 :]:
        step()
    person.done()


def grade(person: ByMouse, item: str) -> None:
    wanted = typed()[0]["grades"][item]
    if item in NO_REPORTS:
        steps: list[Step] = [lambda: person.choose("no_report", "yes")]
        steps.append(lambda: person.write("no_report_reason", wanted["no_report_reason"]))
    else:
        steps = [
            lambda: person.choose("source", wanted["source"]),
            lambda: person.write("source_reason", wanted["source_reason"]),
            lambda: person.choose("information", wanted["information"]),
            lambda: person.write("information_reason", wanted["information_reason"]),
            lambda: person.write("chance", str(wanted["chance"])),
        ]
    in_two_halves(person, steps)


def claims(person: ByMouse) -> Iterator[Step]:
    for name, code in STATEMENTS.items():
        yield lambda name=name, code=code: person.choose(f"c-{name}", code)
        if name in VOICES:
            yield lambda name=name: person.select(f"w-{name}", VOICES[name])


def matrix(person: ByMouse) -> Iterator[Step]:
    for row, codes in ROWS.items():
        yield lambda row=row, codes=codes: person.rate(row, codes, f"{row}: the reason.")
    yield lambda: person.select("linchpin", LINCHPIN)
    for name, chance in CHANCES.items():
        yield lambda name=name, chance=chance: person.write(f"p-{name}", str(chance))


def estimates(person: ByMouse) -> Iterator[Step]:
    for name, (number, word, basis) in ESTIMATES.items():
        yield lambda name=name, number=number: person.write(f"number-{name}", str(number))
        yield lambda name=name, word=word: person.choose(f"word-{name}", word)
        yield lambda name=name, basis=basis: person.choose(f"confidence-{name}", basis)
        yield lambda name=name: person.write(f"because-{name}", f"{name}: a gap.")


def text(person: ByMouse) -> Iterator[Step]:
    yield lambda: person.write("text", TEXT[0])
    yield lambda: person.go_on_writing(TEXT[1])


@pytest.fixture
def allotted(hts: ExerciseVersion, cohort: Cohort, student: User) -> Allotment:
    """The main exercise, given to the student."""
    allotting.allot(cohort, hts.exercise)
    return Allotment.objects.get(version=hts)


WAYS: dict[type[ByMouse], dict[str, Any]] = {
    ByKeys: {"viewport": {"width": 1280, "height": 900}},
    ByTouch: {"viewport": {"width": 380, "height": 780}, "has_touch": True, "is_mobile": True},
    WithoutScript: {"java_script_enabled": False},
    OnACutLine: {},
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_attempt_from_start_to_receipt(
    way: type[ByMouse],
    browser: Browser,
    live_server: LiveServer,
    student: User,
    allotted: Allotment,
) -> None:
    client = Client()
    client.force_login(student)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    complaints: list[str] = []
    with browser.new_context(base_url=live_server.url, **WAYS[way]) as context:
        context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        work(way(page), reverse("exercise", args=[allotted.ref]))
    assert [each for each in complaints if not any(sign in each for sign in PROVOKED)] == []

    attempt = Attempt.objects.get(allotment=allotted)
    assert attempt.state == "handed_in"
    assert Receipt.objects.filter(attempt=attempt).count() == 1
    for response, wanted in zip(
        Response.objects.filter(attempt=attempt).with_tasks(), typed(), strict=True
    ):
        kind = registry.find(response.task.kind)
        assert kind.answer_from(response.data) == kind.answer_from(wanted), response.task.kind
        assert response.typed == {}
