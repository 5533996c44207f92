"""Notes in a real browser: by keyboard, in two windows, on leaving, under axe, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from exercises.notes.models import ReaderNote
from exercises.work.starting import begin
from tests.browsing import press, violations
from tests.exercises.notes.conftest import Reader
from tests.exercises.work.test_autosave_in_browser import within

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SELECT = """([id, from, to]) => {
  const text = document.querySelector(`#${id} [data-noted]`);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = passed + node.length;
    if (from >= passed && from < end) range.setStart(node, from - passed);
    if (to > passed && to <= end) range.setEnd(node, to - passed);
    passed = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def window(
    browser: Browser, live_server: LiveServer, reader: Reader, **more: Any
) -> BrowserContext:
    context = browser.new_context(base_url=live_server.url, **more)
    value = reader.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return context


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, reader: Reader) -> Iterator[BrowserContext]:
    """A browser signed in as the reader."""
    context = window(browser, live_server, reader)
    yield context
    context.close()


def open_(desk: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page, complaints = desk.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    return page, complaints


def test_selected_words_are_marked_by_a_key_and_noted_by_another(
    desk: BrowserContext, reader: Reader
) -> None:
    page, complaints = open_(desk, reader.url("dossier"))
    page.evaluate(SELECT, ["p1", 4, 22])
    expect(page.get_by_role("button", name="Mark the words")).to_be_visible()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="Highlight, note 1")
    expect(first).to_be_focused()
    expect(page.locator("#notes-said")).to_have_text("The words are marked.")
    assert page.locator("#p1 mark").all_inner_texts() == ["ship sails ", "tonight"]
    link = page.locator("#p3 [data-note-on]")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#new-note-text")).to_be_focused()
    page.keyboard.type("Who saw it?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#my-note-2")).to_be_focused()
    expect(page.locator("#my-note-2")).to_contain_text("Who saw it?")
    kept = list(ReaderNote.objects.values_list("paragraph", "quote", "text"))
    assert kept == [(1, "ship sails tonight", ""), (3, "", "Who saw it?")]
    assert not complaints


def test_the_second_of_equal_words_is_marked_where_it_was_selected(
    desk: BrowserContext, reader: Reader
) -> None:
    page, complaints = open_(desk, reader.url("dossier"))
    at = page.locator("#p3 [data-noted]").inner_text().rindex("ship")
    page.evaluate(SELECT, ["p3", at, at + 4])
    page.get_by_role("button", name="Mark the words").click()
    expect(page.locator("#p3 mark")).to_have_text("ship")
    lead = page.evaluate("document.querySelector('#p3 mark').previousSibling.textContent")
    assert lead == "Nobody saw the ship. The "
    assert not complaints


def test_removing_is_undone_beside_the_work_and_the_answer_stays(
    desk: BrowserContext, reader: Reader
) -> None:
    reader.note(1, "one radio", "Which?")
    page, complaints = open_(desk, f"/attempts/{begin(reader.allotment).ref}/tasks/3/")
    page.get_by_label("Your assessment").fill("It sails.")
    page.locator("#my-notes > details > summary").click()
    page.get_by_role("button", name="Remove note 1").click()
    expect(page.locator("#p1 mark")).to_have_count(0)
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#p1 mark")).to_have_text("one radio")
    expect(page.locator("#my-note-1")).to_be_focused()
    expect(page.get_by_label("Your assessment")).to_have_value("It sails.")
    assert not complaints


def test_a_note_is_saved_while_it_is_typed_and_when_the_page_is_left(
    desk: BrowserContext, reader: Reader
) -> None:
    page, complaints = open_(desk, f"{reader.url('dossier')}?paragraph=3#new-note")
    page.locator("#p3 [data-note-on]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Half a")
    expect(page.locator("#note-state-new")).to_contain_text("Saved")
    page.keyboard.type(" thought")
    page.goto("about:blank")
    assert within(5, lambda: ReaderNote.objects.filter(text="Half a thought").exists())
    assert ReaderNote.objects.count() == 1
    assert not complaints


def test_of_two_windows_the_second_sees_both_and_chooses(
    desk: BrowserContext, reader: Reader
) -> None:
    note = reader.note(3, "", "First.")
    here, _complaints = open_(desk, reader.url("dossier"))
    there, _complaints = open_(desk, reader.url("dossier"))
    for page, text in ((there, "From there."), (here, "From here.")):
        page.locator("#my-note-1 summary").click()
        page.locator(f"#note-text-{note.ref}").fill(text)
    expect(there.locator(f"#note-state-{note.ref}")).to_contain_text("Saved")
    expect(here.locator(f"#note-state-{note.ref}")).to_contain_text("Press Save to see both")
    here.locator("#my-note-1").get_by_role("button", name="Save").click()
    expect(here.locator("#my-notes blockquote")).to_have_text("From there.")
    expect(here.locator("#note-mine")).to_have_value("From here.")
    here.get_by_role("button", name="Save my words").click()
    expect(here.locator("#my-note-1")).to_contain_text("From here.")
    assert ReaderNote.objects.get().text == "From here."


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_the_pages_pass_axe(
    browser: Browser, live_server: LiveServer, reader: Reader, scheme: Any, width: int
) -> None:
    reader.note(1, "one radio", "Which?")
    reader.note(3, "lost words", "Where?")
    context = window(
        browser, live_server, reader, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    for name in ("dossier", "notes", "dossier-print"):
        page, complaints = open_(context, f"{reader.url(name)}?notes=1")
        for fold in page.locator("summary").all():
            if fold.is_visible() and fold.evaluate("each => !each.parentElement.open"):
                fold.click()
        assert violations(page) == []
        assert not complaints
    context.close()


def test_without_a_script_the_link_the_form_and_the_buttons_do_the_same(
    browser: Browser, live_server: LiveServer, reader: Reader
) -> None:
    context = window(browser, live_server, reader, java_script_enabled=False)
    page = context.new_page()
    page.goto(reader.url("dossier"))
    page.locator("#p2 [data-note-on]").click()
    expect(page.get_by_label("Paragraph")).to_have_value("2")
    page.get_by_label("Words to mark").fill("crew is aboard")
    page.locator("#new-note-text").fill("Since when?")
    press(page.get_by_role("button", name="Keep the note"))
    expect(page.locator("#my-note-1")).to_contain_text("Since when?")
    page.get_by_role("link", name="Note 1 in the dossier, paragraph 2").click()
    expect(page.locator("#p2 mark")).to_have_text("crew is aboard")
    press(page.get_by_role("button", name="Remove note 1"))
    expect(page.get_by_text("A note on ¶2 is removed.")).to_be_visible()
    press(page.get_by_role("button", name="Put it back"))
    expect(page.locator("#p2 mark")).to_have_text("crew is aboard")
    context.close()
