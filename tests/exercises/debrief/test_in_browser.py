"""The projector in a real browser: a clicker's keys, letters large enough, light whatever the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.authoring.models import ExerciseVersion
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.debrief.opening import open_to_class
from exercises.work.models import Attempt
from tests.browsing import press, press_key

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., BrowserContext]
SMALLEST = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.parentElement;
    if (!node.data.trim() || !at.checkVisibility()) continue;
    if (at.closest('script, .visually-hidden, .skip-link')) continue;
    if (at.getBoundingClientRect().width <= 1) continue;
    sizes.push([parseFloat(getComputedStyle(at).fontSize), node.data.trim()]);
  }
  return sizes.sort((a, b) => a[0] - b[0])[0];
}
"""


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in the pages; a broken policy stands here."""
    return []


@pytest.fixture
def sign_in(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[SignIn]:
    """Return a function that opens a browser of one person."""
    opened: list[BrowserContext] = []

    def make(person: User, **how: object) -> BrowserContext:
        client = Client()
        client.force_login(person)
        context = browser.new_context(base_url=live_server.url, **how)  # type: ignore[arg-type]
        key = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def screen(cohort: Cohort, version: ExerciseVersion, handed_in: list[Attempt]) -> str:
    """The address of the first screen."""
    return f"{reverse('desk-debrief', args=[cohort.ref, version.ref])}?view=projector&task=1&step=1"


def step(page: Page) -> tuple[str, str]:
    """Return task and step of the address."""
    asked = parse_qs(urlsplit(page.url).query)
    return asked["task"][0], asked["step"][0]


def test_a_clicker_goes_on_and_back_and_escape_leaves(
    sign_in: SignIn, screen: str, teacher: User, complaints: list[str]
) -> None:
    page = sign_in(teacher).new_page()
    page.goto(screen)
    for key, at in (
        ("ArrowRight", "2"),
        ("PageDown", "3"),
        ("Space", "4"),
        ("ArrowLeft", "3"),
        ("PageUp", "2"),
    ):
        press_key(page, key)
        assert step(page) == ("1", at)
    press_key(page, "Escape")
    expect(page.get_by_role("link", name="Show on the projector")).to_be_visible()
    assert complaints == []


def test_keys_go_over_the_end_of_a_task_and_stop_at_both_ends(
    sign_in: SignIn, screen: str, teacher: User
) -> None:
    page = sign_in(teacher).new_page()
    page.goto(screen)
    page.keyboard.press("ArrowLeft")
    assert step(page) == ("1", "1")
    while page.locator("[rel=next]").count():
        task = step(page)[0]
        press_key(page, "ArrowRight")
        if step(page)[0] != task:
            assert step(page)[1] == "1"
            last = page.url
            press_key(page, "ArrowLeft")
            assert step(page)[0] == task
            press_key(page, "ArrowRight")
            assert page.url == last
    assert step(page)[0] == "3"
    page.keyboard.press("Space")
    assert page.locator("[rel=next]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_are_large_and_the_screen_is_light_and_fits(
    sign_in: SignIn, screen: str, teacher: User, scheme: str
) -> None:
    context = sign_in(teacher, viewport={"width": 1280, "height": 720}, color_scheme=scheme)
    page = context.new_page()
    page.goto(screen)
    size, words = page.evaluate(SMALLEST)
    assert size >= 24, words
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper.startswith("oklch(0.99"), paper
    assert page.evaluate("document.documentElement.scrollHeight") <= 720
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_links_do_what_keys_do_where_scripts_are_off(
    sign_in: SignIn, screen: str, teacher: User
) -> None:
    page = sign_in(teacher, java_script_enabled=False).new_page()
    page.goto(screen)
    press(page.get_by_role("link", name="The experts"))
    assert step(page) == ("1", "2")
    press(page.get_by_role("link", name="Back"))
    assert step(page) == ("1", "1")
    press(page.get_by_role("link", name="Leave"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Debrief")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_class_reads_its_debrief_on_a_phone_without_sideways_scrolling(
    sign_in: SignIn,
    handed_in: list[Attempt],
    cohort: Cohort,
    version: ExerciseVersion,
    members: list[Member],
    teacher: User,
    width: int,
) -> None:
    open_to_class(cohort, version, teacher)
    allotment = Allotment.objects.get(member=members[0], version=version)
    page = sign_in(members[0].person, viewport={"width": width, "height": 800}).new_page()
    for task in ("1", "2", "3"):
        page.goto(f"{reverse('exercise-debrief', args=[allotment.ref])}?task={task}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
