"""The kinds in a real browser, on the desk's preview: keys, policy, reach, axe, and no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from exercises.authoring.models import ExerciseVersion
from tests.browsing import press, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

EXPERTS = (
    "C C C CC C|C C C N C|C C I C I|I N N C C|N N N C N|N N N C C"
    "|C C C N N|N N CC N C|C C C N C|N N N N N|II I C C N|I C C N N"
)
KEYS = {"CC": "1", "C": "2", "N": "3", "I": "4", "II": "5"}

Visit = Callable[..., Page]


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
def visit(
    browser: Browser, live_server: LiveServer, instructor_client: Client, hts: ExerciseVersion
) -> Iterator[Visit]:
    """Return a function that opens the preview of a task; complaints of the browser fail the test."""
    complaints: list[str] = []
    contexts: list[Any] = []
    session = instructor_client.cookies["sessionid"].value

    def open_page(position: int, query: str = "", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(
            live_server.url + reverse("desk-preview", args=[hts.exercise.ref, 1, position]) + query
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_the_matrix_is_filled_by_keys_and_the_server_adds_it_up(visit: Visit) -> None:
    page = visit(3)
    page.locator(".rating[tabindex='0']").focus()
    for row in EXPERTS.split("|"):
        page.keyboard.press("Home")
        for code in row.split():
            page.keyboard.press(KEYS[code])
        page.keyboard.press("ArrowDown")
    for place, wanted in enumerate("41101", start=1):
        expect(page.locator(f"#ach-sum-H{place}")).to_have_text(wanted)
    expect(page.locator("#ach-spread-E11")).to_have_text("1.17")
    expect(page.locator("[data-ach-said]")).to_have_text(
        "E12 complete, spread 0.75, 12 of 12 rows rated"
    )


def test_a_rating_moves_on_a_second_letter_doubles_and_is_taken_back(visit: Visit) -> None:
    page = visit(3)
    first, second = (page.locator(f"[data-row=E1] [data-h=H{place}]") for place in (1, 2))
    first.focus()
    page.keyboard.press("i")
    expect(first).to_have_text("I")
    expect(second).to_be_focused()
    page.keyboard.press("i")
    expect(first).to_have_text("II")
    expect(first).to_have_attribute("aria-label", "very inconsistent")
    page.keyboard.press("0")
    expect(second).to_have_text("NA")
    page.keyboard.press("Control+z")
    expect(second).to_have_text("")
    expect(second).to_be_focused()
    page.keyboard.press("Control+z")
    expect(first).to_have_text("")
    page.keyboard.press("Control+End")
    expect(page.locator("[data-row=E12] [data-h=H5]")).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    expect(page.locator("[data-row=E11] [data-h=H5]")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("[data-row=E11] [data-h=H5]")).to_be_focused()
    assert page.locator(".rating[tabindex='0']").count() == 1, "one tab stop"


def test_the_bar_rates_for_mouse_and_touch_and_keeps_the_reason(visit: Visit) -> None:
    page = visit(3)
    page.locator("[data-row=E3] [data-h=H3]").click()
    bar = page.locator("[data-ach-bar]")
    expect(bar).to_contain_text("E3, H3 Unofficial contact: The reports give specific terms")
    bar.locator("[data-rate=I]").click()
    expect(page.locator("[data-row=E3] [data-h=H3]")).to_have_text("I")
    page.locator("#ach-reason").fill("Unofficial people rarely control drones.")
    with page.expect_response(lambda answer: answer.url.endswith("/live/")):
        page.keyboard.press("Enter")
    page.reload()
    row = page.locator("[data-row=E3]")
    expect(row).to_have_attribute("data-reason", "Unofficial people rarely control drones.")
    expect(row.locator("[data-h=H3]")).to_have_text("I")
    row.locator("[data-h=H1]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?part=E3")
    expect(page.locator("#id_reason")).to_have_value("Unofficial people rarely control drones.")
    page.locator("#id_reason").press("Escape")
    page.wait_for_url("**/preview/?")


def test_claims_are_sorted_by_keys(visit: Visit) -> None:
    page = visit(2)
    page.locator("[name=c-1]").first.focus()
    page.keyboard.press("r")
    expect(page.locator("[name=c-1][value=RF]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("[name=c-2][value=RF]")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("[name=c-2][value=AA]")).to_be_checked()
    expect(page.locator("#claims-count")).to_have_text("2 of 30 sorted")


def test_a_letter_chooses_a_grade_and_what_is_no_report_has_no_axes(visit: Visit) -> None:
    page = visit(1, "?part=T")
    page.locator("[name=source]").first.focus()
    page.keyboard.press("f")
    expect(page.locator("[name=source][value=F]")).to_be_checked()
    page.locator("[name=information]").first.focus()
    page.keyboard.press("6")
    expect(page.locator("[name=information][value='6']")).to_be_checked()
    page.locator("#id_no_report").check()
    expect(page.locator("#id_source")).to_be_hidden()
    expect(page.locator("#id_no_report_reason")).to_be_visible()


def test_the_check_line_and_the_ruler_follow_the_estimate(visit: Visit) -> None:
    page = visit(4)
    number = page.locator("#id_number-Q1")
    number.press("ArrowUp")
    expect(number).to_have_value("50")
    number.press("PageUp")
    number.press("ArrowDown")
    expect(number).to_have_value("59")
    page.locator("[name=word-Q1][value='very likely']").check()
    expect(page.locator("#estimate-check-Q1")).to_contain_text(
        "59 % is “likely”; you chose “very likely” (80 to 95)."
    )
    expect(page.locator("#estimate-ruler-Q1 svg")).to_have_attribute(
        "aria-label", page.locator("#estimate-ruler-Q1 svg").get_attribute("aria-label") or ""
    )
    expect(page.locator("#estimate-ruler-Q1 .ruler__mark text")).to_have_text("59")
    expect(page.locator("#estimate-check-Q2")).to_be_empty()


def test_a_citation_lands_at_the_caret_and_a_note_leads_to_its_words(visit: Visit) -> None:
    page = visit(5)
    editor = page.locator("#id_text")
    editor.fill("💥 Sources confirm it.")
    expect(page.locator(".note")).not_to_have_count(0)
    page.locator(".note:has(q:text-is('confirm')) button").click()
    chosen = editor.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert chosen == "confirm"
    editor.press("Control+End")
    page.locator("#p3").hover()
    page.locator("#p3 [data-cite]").click()
    expect(editor).to_have_value("💥 Sources confirm it. [¶3]")
    page.locator("#written-cite").select_option("¶9")
    expect(editor).to_have_value("💥 Sources confirm it. [¶3] [¶9]")
    page.locator(".written__preview summary").click()
    expect(page.locator("#written-preview a[href='#p9']")).to_be_visible()


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_the_task_pages_pass_axe(visit: Visit, position: int) -> None:
    for width, scheme in ((1280, "light"), (380, "dark")):
        page = visit(position, viewport={"width": width, "height": 900}, color_scheme=scheme)
        assert violations(page) == []
        page.context.close()


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_the_task_pages_fit_a_narrow_screen_and_their_controls_can_be_hit(
    visit: Visit, position: int
) -> None:
    page = visit(position, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    small = page.evaluate(
        """() => [...document.querySelectorAll(`#work :is(button, .button, select, textarea,
             input:not([type=hidden], [type=radio], [type=checkbox]), .segment__option,
             .subnav a, summary, .rating:not(.ach__code))`)]
           .filter((e) => e.checkVisibility())
           .map((e) => [e.className || e.tagName, e.getBoundingClientRect().height])
           .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_without_a_script_the_same_sheet_is_saved(visit: Visit, position: int) -> None:
    page = visit(position, java_script_enabled=False)
    if position == 3:
        press(page.get_by_role("link", name="Rate E3"))
        page.locator("[name=cell-H1][value=I]").check()
        press(page.get_by_role("button", name="Save, go on to E4"))
        press(page.get_by_role("link", name="The whole matrix"))
        expect(page.locator("[data-row=E3] [data-h=H1]")).to_have_text("I")
        return
    field = {
        1: "[name=source][value=D]",
        2: "[name=c-5][value=RF]",
        4: "[name=confidence-Q1][value=low]",
    }.get(position)
    if field:
        page.locator(field).check()
    else:
        page.locator("#id_text").fill("Kyiv very likely did not.")
    press(page.get_by_role("button", name="Save", exact=True))
    if field:
        expect(page.locator(field)).to_be_checked()
    else:
        expect(page.locator("#id_text")).to_have_value("Kyiv very likely did not.")
        expect(page.locator("#written-count")).to_have_text("5 of 120 words")
