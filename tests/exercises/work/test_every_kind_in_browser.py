"""Every kind on the student's own page: by keys alone, without a script, by its names, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import CaseEdition
from exercises.cohorts import allotting
from exercises.cohorts.models import Allotment, Cohort
from exercises.kinds import registry
from exercises.kinds.contract import Sample
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin
from tests.browsing import press, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

KINDS = list(registry.every())
PROVOKED = ("409 (Conflict)", "422 (Unprocessable", "ERR_INTERNET_DISCONNECTED")
"""What the browser notes when a test sends something wrong, late or into a line that is cut."""

Visit = Callable[..., Page]
Address = Callable[[str], str]


def sample_of(slug: str) -> Sample[Any, Any, Any]:
    return import_module(f"exercises.kinds.{slug}.samples").SAMPLES[0]


@pytest.fixture
def attempt(small_edition: CaseEdition, cohort: Cohort, student: User) -> Attempt:
    """The student's attempt at an exercise with one task of each kind."""
    exercise = Exercise.objects.create(
        slug="one-of-each", case=small_edition.case, title="One of each"
    )
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=small_edition, number=1, title="One of each", sha256="0" * 64
    )
    for position, slug in enumerate(KINDS, start=1):
        kind, sample = registry.find(slug), sample_of(slug)
        Task.objects.create(
            version=version,
            position=position,
            kind=slug,
            schema=kind.schema,
            title=str(kind.title),
            points_c=kind.out_of_c(kind.brief_from(sample.brief)),
            brief=dict(sample.brief),
            key=dict(sample.key),
        )
    allotting.allot(cohort, exercise)
    return begin(Allotment.objects.dated().get(version=version))


@pytest.fixture
def visit(
    browser: Browser, live_server: LiveServer, student: User, attempt: Attempt
) -> Iterator[Visit]:
    """Return a function that opens a window of the student; its complaints fail the test."""
    client = Client()
    client.force_login(student)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def window(width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        context.add_cookies([{**cookie, "url": live_server.url}])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert [each for each in complaints if not any(sign in each for sign in PROVOKED)] == []


@pytest.fixture
def address(attempt: Attempt) -> Callable[[str], str]:
    """Return a function that gives the address of the page with a kind's first fields."""

    def of(slug: str) -> str:
        return reverse("task", args=[attempt.ref, KINDS.index(slug) + 1]) + part_of(slug)

    return of


def stored(slug: str) -> Any:
    """The answer as it is stored, typed."""
    kind = registry.find(slug)
    return kind.answer_from(Response.objects.get(task__kind=slug).data)


def wanted(slug: str) -> Any:
    """The answer that posting the fields to a blank sheet makes."""
    kind = registry.find(slug)
    brief = kind.brief_from(sample_of(slug).brief)
    post = QueryDict(mutable=True)
    post.update(fields_of(slug))
    return kind.parse(brief, post, kind.blank(brief)).answer


def fields_of(slug: str) -> dict[str, str]:
    """The fields of the first posted sample that a person can fill, in the order of the form."""
    if slug == "ach_matrix":  # the matrix itself has tests of its own; this is the form of a row
        return {"row": "E2", "cell-H1": "N", "cell-H2": "CC", "cell-H3": "C", "reason": "He said."}
    return dict(import_module(f"exercises.kinds.{slug}.samples").POSTS[0].fields)


def to_fill(slug: str) -> Iterator[tuple[str, str]]:
    """Names and values of the fields that are more than a sign of the form itself."""
    for name, value in fields_of(slug).items():
        if name not in {"rows", "item", "row", "choice-asked"} and value.strip() not in {"", "no"}:
            yield name, value


def part_of(slug: str) -> str:
    """The query of the page that has these fields."""
    fields = fields_of(slug)
    part = fields.get("item") or fields.get("row", "")
    return f"?part={part}" if part else ""


# --- by keys alone ----------------------------------------------------------------------------


def tab_to(page: Page, name: str, value: str) -> Locator:
    """Press Tab until a control of that name has the focus; a box, until the one of that value."""
    for _ in range(150):
        here = page.evaluate(
            "(({name, type, value}) => [name, type, value])(document.activeElement)"
        )
        if here[0] == name and (here[1] != "checkbox" or here[2] == value):
            return page.locator(":focus")
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def set_by_keys(page: Page, control: Locator, value: str) -> None:
    """Give a control its value the way a person without a mouse does."""
    kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    name = control.get_attribute("name")
    if kind == "checkbox":
        page.keyboard.press("Space")
    elif kind == "radio":
        page.keyboard.press("Space")
        _arrow_until(page, page.locator(f"[name='{name}'][value='{value}']").is_checked)
    elif kind == "select":
        _arrow_until(page, lambda: control.input_value() == value)
    elif kind == "date":
        year, month, day = value.split("-")
        page.keyboard.type(f"{month}{day}{year}")
    else:
        page.keyboard.type(value.strip())


def _arrow_until(page: Page, reached: Callable[[], bool]) -> None:
    for _ in range(40):
        if reached():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrows do not lead there")


def test_every_task_is_answered_and_saved_by_keys_alone(visit: Visit, address: Address) -> None:
    page = visit()
    for slug in KINDS:
        page.goto(address(slug))
        page.locator("#work").focus()
        for name, value in to_fill(slug):
            set_by_keys(page, tab_to(page, name, value), value)
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-save-words]")).to_contain_text("Saved ")
        assert stored(slug) == wanted(slug), slug


# --- without a script -------------------------------------------------------------------------


def fill(page: Page, name: str, value: str) -> None:
    control = page.locator(f"#answer [name='{name}']:not([type=hidden])").first
    kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind in {"radio", "checkbox"}:
        page.locator(f"#answer [name='{name}'][value='{value}']").check()
    elif kind == "select":
        control.select_option(value)
    else:
        control.fill(value)


def save(page: Page) -> None:
    press(page.locator("#answer").get_by_role("button", name="Save", exact=True))


def test_without_a_script_the_save_button_stores_the_same(visit: Visit, address: Address) -> None:
    page = visit(java_script_enabled=False)
    for slug in KINDS:
        page.goto(address(slug))
        for name, value in to_fill(slug):
            fill(page, name, value)
        save(page)
        assert stored(slug) == wanted(slug), slug


WRONG: Mapping[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "ach_matrix": ({"p-H1": "-3"}, ("p-H1",)),
    "chronology": ({"year-A": "2023", "day-A": "4"}, ("year-A",)),
    "estimate": ({"number-Q1": "0", "because-Q1": "No sighting."}, ("number-Q1",)),
    "forecast": ({"p-Q1-yes": "100"}, ("p-Q1-yes",)),
    "source_grading": ({"source": "D", "chance": "200"}, ("chance",)),
    "source_lineage": (
        {"source-0": "R", "target-0": "R", "at_least": "many"},
        ("target-0", "at_least"),
    ),
}
"""What a person can get wrong with the controls there are; the other kinds offer choices only."""


def test_without_a_script_what_is_wrong_is_said_and_what_was_typed_is_kept(
    visit: Visit, address: Address
) -> None:
    page = visit(java_script_enabled=False)
    for slug, (fields, wrong) in WRONG.items():
        page.goto(address(slug).partition("?")[0] if slug == "ach_matrix" else address(slug))
        for name, value in fields.items():
            fill(page, name, value)
        save(page)
        expect(page).to_have_title(re.compile(r"^Error:"))
        for name in wrong:
            link = page.locator(f".error-summary a[href='#id_{name}']")
            expect(link).to_be_visible()
            expect(page.locator(f"#id_{name}_error")).to_be_visible()
            control = page.locator(f"#id_{name}")
            expect(control).to_have_attribute("aria-invalid", "true")
            described = control.get_attribute("aria-describedby") or ""
            assert f"id_{name}_error" in described.split()
        typed = [name for name in fields if name.startswith(("p-", "year", "day", "number", "ch"))]
        for name in typed:
            expect(page.locator(f"#answer [name='{name}']")).to_have_value(fields[name])


# --- by its names -----------------------------------------------------------------------------

OPERATED = {
    "button", "checkbox", "combobox", "Date", "gridcell", "link", "radio", "spinbutton", "textbox",
}  # fmt: skip


def operated(page: Page) -> list[tuple[str, str]]:
    """Role and name of all that can be operated in the work, as the browser hands them on."""
    session = page.context.new_cdp_session(page)
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    work = session.send("DOM.querySelector", {"nodeId": root, "selector": "#work"})["nodeId"]
    nodes = session.send("Accessibility.queryAXTree", {"nodeId": work})["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node["role"]["value"] in OPERATED
    ]


SPOKEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ach_matrix": (("radio", "very inconsistent"), ("textbox", "Reason for this row")),
    "choice": (("checkbox", "To ask who said it first."),),
    "chronology": (("combobox", "Place"), ("combobox", "Month or season"), ("textbox", "Day")),
    "claim_sorting": (("radio", "attributed allegation"), ("combobox", "Who asserts it , 2")),
    "deception_check": (("textbox", "Could they control or feed the source?"),),
    "estimate": (("textbox", "In a number"), ("radio", "very unlikely 5 to 20 %")),
    "flaw_finding": (("combobox", "Kind of flaw"), ("textbox", "The words")),
    "forecast": (("textbox", "1 to 3 , Q2"),),
    "indicators": (("combobox", "H2 Attack"), ("Date", "By when")),
    "key_assumptions": (("textbox", "What is taken as given"), ("textbox", "What if it is wrong")),
    "short_text": (("textbox", "Who says that the ship sailed?"),),
    "source_grading": (("radio", "B, usually reliable"), ("radio", "6, cannot be judged")),
    "source_lineage": (("button", "R, Radio"), ("combobox", "From"), ("textbox", "At least")),
    "written_assessment": (("textbox", "Your assessment"),),
}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "ach_matrix": ("H1 Accident",),
    "choice": ("What may the page be used for",),
    "chronology": ("A",),
    "claim_sorting": ("1",),
    "source_grading": ("The source", "This piece of information"),
    "source_lineage": ("Link 1",),
}
"""How the names of groups begin."""


def test_every_control_of_every_kind_has_a_name(visit: Visit, address: Address) -> None:
    page = visit()
    for slug in KINDS:
        page.goto(address(slug))
        found = operated(page)
        assert [role for role, name in found if not name.strip()] == [], slug
        assert [each for each in SPOKEN[slug] if each not in found] == [], slug


def test_controls_that_sound_alike_stand_in_groups_with_names(
    visit: Visit, address: Address
) -> None:
    page = visit()
    for slug, names in GROUPS.items():
        page.goto(address(slug))
        for name in names:
            begins = re.compile(rf"^{name}\b")
            groups = page.locator("#work").get_by_role("group", name=begins)
            assert groups.count() == 1, (slug, name)


# --- reach, on a phone and in the dark --------------------------------------------------------

SMALL = """() => [...document.querySelectorAll(`#work :is(button, .button, select, textarea,
    input:not([type=hidden], [type=radio], [type=checkbox]), .segment__option, .subnav a, summary)`)]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.className || e.tagName, e.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)"""


def test_every_task_passes_axe_in_the_light_and_in_the_dark(visit: Visit, address: Address) -> None:
    for width, scheme in ((1280, "light"), (380, "dark")):
        page = visit(width, color_scheme=scheme)
        for slug in KINDS:
            page.goto(address(slug))
            assert violations(page) == [], (slug, width)


def test_every_task_fits_a_narrow_screen_and_its_controls_can_be_hit(
    visit: Visit, address: Address
) -> None:
    page = visit(320)
    for slug in KINDS:
        page.goto(address(slug))
        assert page.evaluate("document.documentElement.scrollWidth") == 320, slug
        assert page.evaluate(SMALL) == [], slug


# --- two windows, and a line that is cut ------------------------------------------------------

CHANGES: Mapping[str, tuple[str, str]] = {
    "chronology": ("year-A", "2023"),
    "deception_check": ("because", "It fits too well."),
    "flaw_finding": ("why-0", "It slips."),
    "forecast": ("p-Q1-yes", "70"),
    "indicators": ("sign-0", "A claim"),
    "key_assumptions": ("text-0", "The tide"),
    "short_text": ("short", "A radio"),
    "source_lineage": ("at_least", "1"),
}
"""A field of each kind whose form grows or has many parts, and what to type there."""


def test_what_was_typed_while_the_line_was_cut_arrives(visit: Visit, address: Address) -> None:
    page = visit()
    for slug, (name, value) in CHANGES.items():
        page.goto(address(slug))
        page.context.set_offline(True)
        page.locator(f"#answer [name='{name}']").fill(value)
        expect(page.locator("[data-save-words]")).to_have_text("Offline, kept on this device")
        page.context.set_offline(False)
        expect(page.locator("[data-save-words]")).to_contain_text("Saved ", timeout=15_000)
        page.reload()
        expect(page.locator(f"#answer [name='{name}']")).to_have_value(value)


def test_a_matrix_rated_while_the_line_was_cut_arrives(visit: Visit, address: Address) -> None:
    page = visit()
    page.goto(address("ach_matrix").partition("?")[0])
    page.context.set_offline(True)
    page.locator(".rating[tabindex='0']").focus()
    page.keyboard.press("4")
    page.keyboard.press("2")
    expect(page.locator("[data-save-words]")).to_have_text("Offline, kept on this device")
    page.context.set_offline(False)
    expect(page.locator("[data-save-words]")).to_contain_text("Saved ", timeout=15_000)
    assert {str(code) for code in stored("ach_matrix").cells["E1"].values()} == {"I", "C"}


def test_two_windows_on_one_task_are_shown_to_each_other(visit: Visit, address: Address) -> None:
    first, second = visit(), visit()
    for slug in ("ach_matrix", "key_assumptions"):
        name, mine, theirs = {
            "ach_matrix": ("p-H1", "60", "40"),
            "key_assumptions": ("text-0", "The tide", "The wind"),
        }[slug]
        for page in (first, second):
            page.goto(address(slug).partition("?")[0])
        first.locator(f"#answer [name='{name}']").fill(mine)
        expect(first.locator("[data-save-words]")).to_contain_text("Saved ")
        second.locator(f"#answer [name='{name}']").fill(theirs)
        expect(second.locator("[data-save-words]")).to_contain_text("Changed in another window")
        second.get_by_role("button", name="See both").click()
        expect(second.locator(f"[name='{name}']").first).to_have_value(theirs)
        press(second.get_by_role("button", name="Keep my version"))
        second.wait_for_url("**/tasks/*/")
        expect(second.locator(f"#answer [name='{name}']")).to_have_value(theirs)
