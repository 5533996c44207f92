"""The paragraphs of a dossier with their reader's highlights: ``{% load notes %}``.

Written in Python, since a dossier repeats them by the dozen beside every task.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from exercises.cases.dossier import Document
from exercises.cases.models import Paragraph
from exercises.notes.reading import OwnNotes
from exercises.templatetags.work import inline

register = template.Library()


@register.simple_tag
def noted(
    paragraph: Paragraph, notes: OwnNotes | str, shown: OwnNotes | str = "", *, swap: bool = False
) -> SafeString | str:
    """The text of a paragraph; with the notes of who reads it, a place that a script can renew.

    ``shown`` are notes that are only looked at, on paper. A single stored paragraph stands in the
    line of its handle, anything else is a block.
    """
    if not isinstance(notes, OwnNotes):
        only = shown.marked(paragraph) if isinstance(shown, OwnNotes) else paragraph.body
        return inline(only) or only
    html = notes.marked(paragraph)
    single = inline(html)
    oob = format_html(' hx-swap-oob="{}"', "true") if swap else ""
    return format_html(
        '<{0} class="paragraph__text" id="text-{1}" data-noted="{2}"{3}>{4}</{0}>',
        "span" if single else "div",
        paragraph.anchor,
        paragraph.number,
        oob,
        single or html,
    )


@register.simple_tag
def paragraphs(
    document: Document,
    notes: OwnNotes | str,
    shown: OwnNotes | str = "",
    *,
    head: int | str = "",
    citable: bool | str = False,
) -> SafeString:
    """All paragraphs of one document under their headings, of the level ``head``.

    With the notes of who reads it each paragraph leads to a new note; where it is ``citable`` a script
    shows a button that cites it.
    """
    notes_url = reverse("notes", args=[notes.allotment.ref]) if isinstance(notes, OwnNotes) else ""
    level, words = head or 4, _words(citable=bool(citable))
    return format_html_join(
        "",
        "{}{}\n",
        (
            (
                _heading(each, level),
                _paragraph(each, noted(each, notes, shown), notes_url, words),
            )
            for each in document.paragraphs
        ),
    )


def _heading(paragraph: Paragraph, level: int | str) -> SafeString | str:
    if not paragraph.heading:
        return ""
    return format_html("<h{0}>{1}</h{0}>\n", level, paragraph.heading)


@dataclass(frozen=True)
class _Words:
    """What stands at every paragraph, in the reader's language: looked up once for a document.

    Each is a pattern for the paragraph's handle or number; ``cite`` is empty where nothing is cited.
    """

    said: str
    cite: str
    note: str
    on: str


def _words(*, citable: bool) -> _Words:
    return _Words(
        said=_("Paragraph %(number)s"),
        cite=_("Cite %(handle)s") if citable else "",
        note=_("Note"),
        on=_("on %(handle)s"),
    )


def _paragraph(
    paragraph: Paragraph, text: SafeString | str, notes_url: str, words: _Words
) -> SafeString:
    """A single stored paragraph stands in the line of its handle, anything else below it."""
    single = bool(inline(paragraph.html))
    return format_html(
        '<{tag} class="paragraph" id="{anchor}"><a class="paragraph__handle" href="#{anchor}" '
        'aria-label="{said}">{handle}</a>{gap}{text}{gap}{cite}{note}</{tag}>',
        tag="p" if single else "div",
        gap=" " if single else "",
        anchor=paragraph.anchor,
        handle=paragraph.handle,
        said=words.said % {"number": paragraph.number},
        text=text,
        cite=_cite(paragraph, words),
        note=_note(paragraph, notes_url, words),
    )


def _cite(paragraph: Paragraph, words: _Words) -> SafeString | str:
    """A button that a script shows, to cite the paragraph in an answer."""
    if not words.cite:
        return ""
    return format_html(
        '<button class="paragraph__cite" type="button" data-cite="{0}" hidden>{1}</button>',
        paragraph.handle,
        words.cite % {"handle": paragraph.handle},
    )


def _note(paragraph: Paragraph, notes_url: str, words: _Words) -> SafeString | str:
    """The way to a new note on the paragraph, for whoever may write one."""
    if not notes_url:
        return ""
    return format_html(
        '<a class="paragraph__note" href="{0}?paragraph={1}#new-note" data-note-on="{1}">{2}'
        '<span class="visually-hidden"> {3}</span></a>',
        notes_url,
        paragraph.number,
        words.note,
        words.on % {"handle": paragraph.handle},
    )
