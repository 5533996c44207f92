"""Catalogues without GNU gettext: collected, translated, compiled, and refused when they would break."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.core.management import CommandError, call_command
from pytest_django import Settings

from courseplatform.languages import catalogues
from courseplatform.languages.collecting import collected, messages_in

TEMPLATE = """{% load i18n %}
<p>{% translate "Plain words" %}</p>
    {{ _("A constant")|upper }}
{# Translators: the head of a list #}
{% blocktranslate with name=reader.name %}For {{ name }} at 100 %{% endblocktranslate %}
  {% blocktranslate count n=many %}One{% plural %}{{ n }} of them{% endblocktranslate %}
{% translate "May" context "a month" %}
"""
CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext
label = gettext_lazy("A label")
def say(n):
    # Translators: said at the end
    return _("Words over "
             "two lines"), ngettext("%(n)s day", "%(n)s days", n)
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path


def written(folder: Path, **words: str) -> Path:
    path = folder / "de" / catalogues.PLACE
    path.parent.mkdir(parents=True)
    catalogue = Catalog("de")
    for text, translation in words.items():
        catalogue.add(text, translation)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


def found(path: Path) -> set[object]:
    return {
        (context, message) if context else message
        for _line, message, _notes, context in messages_in(path)
    }


def test_words_of_templates_are_found_in_every_form(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(TEMPLATE)
    assert found(page) == {
        "Plain words",
        "A constant",
        "For %(name)s at 100 %%",
        ("One", "%(n)s of them"),
        ("a month", "May"),
    }


def test_words_of_code_are_found_in_every_form(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(CODE)
    assert found(module) == {"A label", "Words over two lines", ("%(n)s day", "%(n)s days")}


def test_every_sentence_of_the_house_is_collected() -> None:
    everything = collected()
    assert len(everything) > 1_000
    for text in ("Reports", "My courses", "That did not go through", "Confirm your address"):
        assert text in everything


def test_a_catalogue_is_begun_and_renewed_without_losing_a_translation(folder: Path) -> None:
    path = folder / "de" / catalogues.PLACE
    out = StringIO()
    call_command("makemessages", locale=["de"], folder=folder, stdout=out)
    assert ": 0 of " in out.getvalue()
    text = path.read_text()
    assert text.count('msgid "My courses"\nmsgstr ""') == 1
    path.write_text(
        text.replace('msgid "My courses"\nmsgstr ""', 'msgid "My courses"\nmsgstr "Kurse"')
    )
    out = StringIO()
    call_command("makemessages", stdout=out)
    assert ": 1 of " in out.getvalue()
    assert catalogues.read(path)["My courses"].string == "Kurse"


def test_without_a_catalogue_the_command_says_how_to_begin_one(folder: Path) -> None:
    with pytest.raises(CommandError, match="-l de"):
        call_command("makemessages")


def test_a_catalogue_is_compiled_once_for_each_change(folder: Path) -> None:
    path = written(folder, Reports="Berichte")
    out = StringIO()
    call_command("compilemessages", stdout=out)
    assert out.getvalue() == f"compiled {path}\n"
    assert catalogues.compile_all() == []


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("%(count)s left", "%(zahl)s frei", r"%\(zahl\)s is nothing that the message has"),
        ("%(count)s left", "Einige frei", r"%\(count\)s is missing"),
    ],
)
def test_a_translation_that_would_break_a_page_is_refused(
    folder: Path, text: str, translation: str, fault: str
) -> None:
    written(folder, **{text: translation})
    with pytest.raises(CommandError, match=fault):
        call_command("compilemessages")


def test_a_damaged_catalogue_is_refused_by_name(folder: Path) -> None:
    path = written(folder)
    path.write_text('msgid "Reports"\nmsgstr "Berichte"\n<<<<<<< ours\n')
    with pytest.raises(CommandError, match=r"de/LC_MESSAGES/django\.po"):
        call_command("compilemessages")
