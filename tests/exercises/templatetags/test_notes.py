"""The paragraphs of a dossier as pages show them: handles, what can be cited, the way to a note."""

from __future__ import annotations

import pytest

from exercises.cases.dossier import Document
from exercises.cases.models import CaseSource, Paragraph
from exercises.cohorts.models import Allotment
from exercises.notes.reading import OwnNotes
from exercises.templatetags.notes import paragraphs

REF = "a" * 26


@pytest.fixture
def document() -> Document:
    """A document of a plain paragraph, and a list under a heading."""
    source = CaseSource(code="S1", title="A page")
    return Document(
        source,
        [
            Paragraph(source=source, number=1, html="<p>One <em>line</em>.</p>"),
            Paragraph(source=source, number=2, heading="Then & now", html="<ul><li>Two</li></ul>"),
        ],
    )


def test_a_single_paragraph_stands_in_the_line_of_its_handle_and_anything_else_below(
    document: Document,
) -> None:
    first, heading, second, _end = paragraphs(document, "").split("\n")
    assert first == (
        '<p class="paragraph" id="p1"><a class="paragraph__handle" href="#p1" '
        'aria-label="Paragraph 1">¶1</a> One <em>line</em>. </p>'
    )
    assert heading == "<h4>Then &amp; now</h4>"
    assert second == (
        '<div class="paragraph" id="p2"><a class="paragraph__handle" href="#p2" '
        'aria-label="Paragraph 2">¶2</a><ul><li>Two</li></ul></div>'
    )


def test_headings_take_the_level_of_their_page(document: Document) -> None:
    assert "<h3>Then &amp; now</h3>" in paragraphs(document, "", head=3)


def test_what_can_be_cited_has_a_button_that_waits_for_its_script(document: Document) -> None:
    html = paragraphs(document, "", citable=True)
    button = '<button class="paragraph__cite" type="button" data-cite="¶2" hidden>Cite ¶2</button>'
    assert button in html
    assert "data-cite" not in paragraphs(document, "")


def test_whoever_may_write_notes_finds_the_way_at_each_paragraph(document: Document) -> None:
    html = paragraphs(document, OwnNotes(Allotment(ref=REF), (), ()))
    assert f'href="/exercises/{REF}/notes/?paragraph=2#new-note" data-note-on="2"' in html
    assert html.count('class="paragraph__note"') == 2
    assert '<span class="paragraph__text" id="text-p1" data-noted="1">' in html
    assert '<div class="paragraph__text" id="text-p2" data-noted="2">' in html
