"""Text that people typed is never active: not on pages, in mails, in feeds, in files."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F, Model, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse

from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.sharing import forget_pages
from tests.roles.asking import Asker, address, text_of
from tests.roles.table import ROWS
from tests.roles.world import ROLES, World

# Each page has tests of its own; here it is only met.
pytestmark = [pytest.mark.no_cover, pytest.mark.timeout(900)]

ACTIVE = "\"'><svg onload=x>{{7*7}}"
RAW = re.compile(r"<svg[^>]*onload|\"'><")
# Columns that hold no words of people: the house writes them, by rule.
NO_WORDS = re.compile(
    r"html$|hash|sha256|token|digest|password|sealed|ref$|slug|state|kind|key|template|zone|language"
    r"|currency|country|code$|email|address|url|path|provider|method|source$|uid|topic|role|reason"
    r"|audio|type|theme|network|version|basis|by$|calendar|subject|number|alias|mode|policy|_id$|name_of"
)
OURS = ("courseplatform.", "courses.", "exercises.")


def _is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith(OURS)


def word_columns(model: type[Model]) -> list[str]:
    """Return the columns of a table in which people's own words stand."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.unique
        and (field.max_length or 1_000) > 60
        and not NO_WORDS.search(field.name)
    ]


def _spoilt(data: Any) -> Any:
    """Return JSON with the payload after every text that is longer than a word."""
    if isinstance(data, dict):
        return {name: _spoilt(part) for name, part in data.items()}
    if isinstance(data, list):
        return [_spoilt(part) for part in data]
    return f"{data} {ACTIVE}" if isinstance(data, str) and " " in data else data


@pytest.fixture
def spoilt(world: World) -> int:
    """Put the payload after every word of people in the database; return how many columns that is."""
    forget_pages()
    done = 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # also where rows are frozen
    for model in filter(_is_ours, apps.get_models()):
        for name in word_columns(model):
            most = model._meta.get_field(name).max_length or 10_000
            spoil = Left(Concat(F(name), Value(f" {ACTIVE}")), most)
            done += bool(model._base_manager.exclude(**{name: ""}).update(**{name: spoil}))
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField) and not NO_WORDS.search(field.name):
                for row in model._base_manager.all():
                    model._base_manager.filter(pk=row.pk).update(
                        **{field.name: _spoilt(getattr(row, field.name))}
                    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
    return done


def test_pages_and_files_show_what_was_typed_and_run_none_of_it(
    spoilt: int, world: World, askers: dict[str, Asker]
) -> None:
    assert spoilt > 25
    active, shown = [], set()
    for row in ROWS:
        for role in ROLES:
            answer = askers[role].ask(row.method, address(row, world))
            kind = answer.headers.get("Content-Type", "")
            text = text_of(answer)
            if "html" in kind and (found := RAW.search(text)):
                active.append(f"{row.name} as {role}: {text[found.start() - 60 : found.end()]}")
            if "&lt;svg onload=x&gt;" in text:
                shown.add(row.name)
            if "onload=x&gt;49" in text or "onload=x>49" in text:
                active.append(f"{row.name} as {role}: computed")
    assert not active, "\n".join(active[:20])
    assert len(shown) > 40, sorted(shown)


def test_letters_run_none_of_it(spoilt: int, world: World) -> None:
    sender = Sender.current()
    shown = 0
    for letter in Letter.objects.filter(secret=False).exclude(pk=world.letter.pk):
        Letter.objects.filter(pk=letter.pk).update(context=_spoilt(letter.context))
        letter.refresh_from_db()
        words = render(letter, sender)
        assert not RAW.search(words.html), letter.template
        assert "\n" not in words.subject
        shown += "&lt;svg onload=x&gt;" in words.html
    assert shown


@pytest.mark.parametrize("name", ["podcast", "reports-feed"])
def test_feeds_stay_well_formed(spoilt: int, name: str, askers: dict[str, Asker]) -> None:
    text = askers["nobody"].ask("GET", reverse(name)).content
    tree = ElementTree.fromstring(text)
    assert ACTIVE in "".join(tree.itertext())


def test_calendars_keep_their_lines(
    spoilt: int, world: World, askers: dict[str, Asker], ics: Callable[[str], None]
) -> None:
    for name, role, place in (
        ("session-calendar", "nobody", [world.course.slug, world.session.slug]),
        ("webinar-calendar", "student", [world.webinar.ref]),
        ("calendar-feed", "nobody", [world.calendar_token]),
    ):
        ics(askers[role].ask("GET", reverse(name, args=place)).content.decode())


@pytest.fixture
def ics() -> Callable[[str], None]:
    """Return a reader that fails where a line of a calendar begins with what was typed."""

    def read(text: str) -> None:
        lines = text.replace("\r\n ", "").split("\r\n")
        assert any("svg onload" in line for line in lines)
        for line in filter(None, lines):
            assert re.match(r"[A-Z-]+[;:]", line), line

    return read


@pytest.mark.parametrize("table", ["roster", "vouchers", "orders", "ledger"])
def test_tables_for_spreadsheets_hold_no_formula(
    table: str, world: World, askers: dict[str, Asker]
) -> None:
    address = {
        "roster": reverse("desk-roster-csv", args=[world.session.ref]),
        "vouchers": reverse("desk-vouchers-csv"),
    }.get(table) or reverse("desk-export", args=[table])
    world.people["student"].name = "=HYPERLINK(1)"
    world.people["student"].save(update_fields=["name"])
    answer = askers["coordinator"].ask("GET", address)
    rows = list(csv.reader(StringIO(text_of(answer).split("\n\n", 1)[-1])))
    cells = [cell for row in rows for cell in row]
    assert cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "@"}]
