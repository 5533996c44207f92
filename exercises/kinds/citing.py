"""Citations in running text: ``[¶7]``, ``[E3]``, ``[S2 ¶4]``, as typed and as links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from exercises.kinds.contract import Passage

_CITATION = re.compile(r"\[(?:(?P<source>[A-Z]\d{0,3}) )?(?P<handle>¶\d{1,4}|E\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation in a text: where it stands, and the handle it names (``¶7`` or ``E3``)."""

    start: int
    end: int
    handle: str


def find_citations(text: str) -> Iterator[Citation]:
    """Yield the citations of a text in their order."""
    for found in _CITATION.finditer(text):
        yield Citation(found.start(), found.end(), found["handle"])


def cited_handles(text: str) -> list[str]:
    """Return the handles a text cites, each once, in order of first mention."""
    return list(dict.fromkeys(each.handle for each in find_citations(text)))


def with_links(text: str, passages: Mapping[str, Passage]) -> SafeString:
    """Return plain text as safe HTML: paragraphs, line breaks, citations as links to the dossier.

    A citation of a paragraph that does not exist is shown as broken, never dropped.
    """
    html = richtext.lines(text)
    return mark_safe(_CITATION.sub(lambda found: _link(found, passages), html))


def linked(text: str, passages: Mapping[str, Passage]) -> SafeString:
    """Return a stretch of plain text as safe HTML without paragraphs, citations as links."""
    html = escape(text).replace("\n", "<br>")
    return mark_safe(_CITATION.sub(lambda found: _link(found, passages), html))


def _link(found: re.Match[str], passages: Mapping[str, Passage]) -> str:
    handle = found["handle"]
    passage = passages.get(handle)
    if passage:
        return format_html(
            '<a class="citation" href="#{}" title="{}">{}</a>',
            passage.anchor,
            passage.source,
            found[0],
        )
    if not handle.startswith("¶"):
        return format_html('<span class="citation">{}</span>', found[0])
    return format_html(
        '<span class="citation" data-broken>{} {}</span>', found[0], _("no such paragraph")
    )
