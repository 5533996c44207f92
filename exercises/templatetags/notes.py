"""A paragraph with its reader's highlights: ``{% load notes %}``."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
