"""Whatever is typed into a form, or sent instead of it, is answered with a page and never breaks one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.roles.asking import Asker, address, browsers
from tests.roles.forms import PageForm, forms_on
from tests.roles.table import OK, ROWS
from tests.roles.world import ROLES, World

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.timeout(900)]

URLENCODED = "application/x-www-form-urlencoded"
NUMBERS = ("-1", "9223372036854775808", "1e400", "NaN", "Infinity", "0x1F", "٣")
TEXTS = (
    "a\0b",
    "x\r\nBcc: y@example.org",
    "\u202e\u200bzero",
    "=1+1",
    "2026-13-45T99:99",
    "%s%n{0}{{7*7}}",
    "🦜" * 300,
    "../../etc/passwd",
)
MEGABYTE = "long " * 200_000


def _forms(world: World, askers: dict[str, Asker]) -> dict[str, tuple[str, PageForm]]:
    """Return every form of every page, once, with the role of somebody who may see it."""
    found: dict[str, tuple[str, PageForm]] = {}
    for row in ROWS:
        if row.method != "GET":
            continue
        for role in reversed(ROLES):
            if row.answers[role] != OK:
                continue
            url = address(row, world)
            answer = askers[role].ask("GET", url)
            if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
                break
            for form in forms_on(url, answer.text):
                key = f"{form.action} {sorted(form.fields)}"
                found.setdefault(key, (role, form))
    return found


@pytest.fixture(scope="module")
def standing_forms(standing: World) -> list[tuple[str, PageForm]]:
    found = list(_forms(standing, browsers(standing)).values())
    assert len(found) > 40, "the pages' forms are not found any more"
    return found


@pytest.fixture
def forms(
    standing_forms: list[tuple[str, PageForm]], askers: dict[str, Asker]
) -> list[tuple[Asker, PageForm]]:
    return [(askers[role], form) for role, form in standing_forms]


def _ask(asker: Asker, form: PageForm, fields: dict[str, list[str]], said: str) -> Iterator[str]:
    """Send a form; yields what was sent when the answer is an error of ours."""
    body = urlencode(fields, doseq=True)
    answer = asker.ask("POST", form.action, data=body, content_type=URLENCODED)
    if answer.status_code >= 500:
        yield f"{form.action} {said}: {answer.status_code}"


def test_no_single_field_breaks_a_page(forms: list[tuple[Asker, PageForm]]) -> None:
    """Some 600 fields with four posts each."""
    junk, wrong = cycle((*NUMBERS, *TEXTS)), list[str]()
    for asker, form in forms:
        plain = {name: values[-1:] for name, values in form.fields.items()}
        for name, usual in plain.items():
            without = {other: value for other, value in plain.items() if other != name}
            wrong += _ask(asker, form, without, f"without {name}")
            wrong += _ask(asker, form, plain | {name: ["a\0b"]}, f"{name} with NUL")
            wrong += _ask(asker, form, plain | {name: [*usual, "second"]}, f"two {name}")
            value = next(junk)
            wrong += _ask(asker, form, plain | {name: [value]}, f"{name}={value[:40]!r}")
    assert not wrong, "\n".join(wrong)


def test_no_flood_of_one_kind_breaks_a_page(forms: list[tuple[Asker, PageForm]]) -> None:
    """Some 200 forms with a dozen posts each."""
    wrong: list[str] = []
    for asker, form in forms:
        for value in (*NUMBERS, *TEXTS):
            fields = {name: [value] for name in form.fields}
            wrong += _ask(asker, form, fields, f"all {value[:40]!r}")
        longest = max(
            form.fields, key=lambda name: "text" in name or "message" in name, default="x"
        )
        wrong += _ask(asker, form, form.fields | {longest: [MEGABYTE]}, f"long {longest}")
        more = {f"x{number}": ["1"] for number in range(1_001)}
        wrong += _ask(asker, form, form.fields | more, "a thousand fields")
        wrong += _ask(asker, form, {}, "nothing")
    assert not wrong, "\n".join(wrong)


def test_bodies_that_are_no_form_break_no_page(forms: list[tuple[Asker, PageForm]]) -> None:
    bodies = (
        (b"\xff\xfe\x00", URLENCODED),
        (b'{"a": [', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"a=1", "multipart/form-data"),
        (b"a=1", "text/plain; charset=no-such"),
    )
    wrong = []
    for asker, form in forms:
        for body, kind in bodies:
            answer = asker.ask("POST", form.action, data=body, content_type=kind)
            if answer.status_code >= 500:
                wrong.append(f"{form.action} {kind} {body!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_files_where_none_are_asked_for_and_wrong_ones_where_they_are(
    forms: list[tuple[Asker, PageForm]],
) -> None:
    wrong = []
    for asker, form in forms:
        for name in form.files or set(list(form.fields)[:1]):
            for file in (
                SimpleUploadedFile('a"\r\nb.svg', b"<svg onload=x>", "image/svg+xml"),
                SimpleUploadedFile("empty.mp3", b"", "audio/mpeg"),
            ):
                fields: dict[str, object] = {k: v[-1] for k, v in form.fields.items() if k != name}
                body = encode_multipart(BOUNDARY, fields | {name: file})
                answer = asker.ask("POST", form.action, data=body, content_type=MULTIPART_CONTENT)
                if answer.status_code >= 500:
                    wrong.append(f"{form.action} {name} {file.name!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_parameter_of_an_address_breaks_a_page(world: World, askers: dict[str, Asker]) -> None:
    names = "page q state task part sort order next topic from buyer view step mine number version"
    values = ("a\0b", "9" * 40, "-1", "%00", "../", "☃", "' OR 1=1--")
    wrong = []
    for row in ROWS:
        role = next((r for r in reversed(ROLES) if row.answers[r] == OK), "nobody")
        for value in values:
            query = urlencode(dict.fromkeys(names.split(), value))
            answer = askers[role].ask("GET", f"{address(row, world)}?{query}")
            if answer.status_code >= 500:
                wrong.append(f"{row.name} {value!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
