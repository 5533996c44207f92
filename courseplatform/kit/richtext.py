"""Rich text: Markdown in, a small safe set of HTML out, rendered once when it is saved.

Raw HTML is shown as typed. Links lead by http, https or mailto, or stay on this site; ``//host`` is
neither and goes. Pictures of other sites go, since a reader's address is nobody's business. Store the
result beside ``VERSION``, so that a new renderer can find what an older one made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courseplatform.kit.refusals import Refusal

VERSION = 1
MOST_SOURCE = 100_000  # characters
MOST_OUTPUT = 500_000  # characters
MOST_COLUMNS = 40

_LOCAL = re.compile(r"^(?:/(?![/\\])|#)[^\s\\]*$")
_ABROAD = re.compile(r"^(?:https?://|mailto:)[^\s\\]+$", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"^/media/[\w./-]+$")
_DELIMITER_ROW = re.compile(r"^[\s|:-]*-[\s|:-]*$")

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "p": {"id", "class"},
    "td": {"data-align"},
    "th": {"data-align", "scope"},
}


@dataclass(frozen=True)
class Heading:
    """One heading of a text: its level (2 to 4), its anchor on the page, its words."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class RichText:
    """A rendered text.

    Attributes:
        html: safe to put into a page as it is.
        headings: for a list "On this page".
        paragraphs: the plain words of each numbered paragraph; empty when none were numbered.
    """

    html: str
    headings: tuple[Heading, ...]
    paragraphs: tuple[str, ...]


def render(source: str, *, numbered: bool = False) -> RichText:
    """Return ``source`` (Markdown) as safe HTML; its highest headings become ``h2``.

    Args:
        source: the Markdown as typed.
        numbered: give each paragraph outside lists, quotes and tables the anchor ``p1``, ``p2`` …
            and a handle ``¶1`` that links to it.

    Raises:
        Refusal: the text is longer than the house takes, or has a table of too many columns.
    """
    _refuse_heavy(source)
    tokens = _parser().parse(source.replace("\x00", ""))
    headings = _headings(tokens)
    paragraphs = _number(tokens) if numbered else ()
    for token in tokens:
        _tame(token)
    html = _clean(_parser().renderer.render(tokens, _parser().options, {}))
    if len(html) > MOST_OUTPUT:
        raise Refusal(_("This text grows too large on the page. Divide it."), code="text-too-large")
    return RichText(html, headings, paragraphs)


def plain(source: str) -> str:
    """Return the words of a Markdown text on one line, for summaries and feeds."""
    words = [_words(token) for token in _parser().parse(source) if token.type == "inline"]
    return " ".join(" ".join(words).split())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(
        ["table", "strikethrough"]
    )


def _refuse_heavy(source: str) -> None:
    if len(source) > MOST_SOURCE:
        raise Refusal(
            _("A text may have %(most)s characters; this one has %(has)s. Divide it.")
            % {"most": f"{MOST_SOURCE:,}", "has": f"{len(source):,}"},
            code="text-too-long",
        )
    for line in source.splitlines():
        if line.count("|") > MOST_COLUMNS + 1 and _DELIMITER_ROW.match(line):
            raise Refusal(
                _("A table may have %(most)s columns. Divide it.") % {"most": MOST_COLUMNS},
                code="table-too-wide",
            )


def _headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    found: list[Heading] = []
    used = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for place, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        level = min(int(token.tag[1]) - min(used) + 2, 4)  # the page's own title is the h1
        token.tag = f"h{level}"
        if token.type == "heading_open":
            anchor = f"s{len(found) + 1}"
            token.attrSet("id", anchor)
            found.append(Heading(level, anchor, _words(tokens[place + 1])))
    return tuple(found)


def _number(tokens: Sequence[Token]) -> tuple[str, ...]:
    found: list[str] = []
    for place, token in enumerate(tokens):
        if token.type != "paragraph_open" or token.level != 0:
            continue
        inline = tokens[place + 1]
        if not _words(inline):
            continue
        found.append(_words(inline))
        number = len(found)
        token.attrSet("id", f"p{number}")
        token.attrSet("class", "paragraph")
        inline.children = [*_handle(number), *(inline.children or [])]
    return tuple(found)


def _handle(number: int) -> list[Token]:
    link = Token("link_open", "a", 1)
    link.attrSet("class", "paragraph__handle")
    link.attrSet("href", f"#p{number}")
    link.attrSet("aria-label", _("Paragraph %(number)s") % {"number": number})
    text = Token("text", "", 0, content=f"¶{number}")
    return [link, text, Token("link_close", "a", -1), Token("text", "", 0, content=" ")]


def _words(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return " ".join("".join(parts).split())


def _tame(token: Token) -> None:
    """Move what would be an inline style into an attribute, and put words for lost pictures."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("data-align", style.removeprefix("text-align:"))
    if token.type == "th_open":
        token.attrSet("scope", "col")
    for child in token.children or []:
        if child.type == "image" and not _OWN_PICTURE.match(str(child.attrGet("src") or "")):
            child.type, child.tag, child.children = "text", "", None


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if _LOCAL.match(value) or _ABROAD.match(value) else None
    if name == "src":
        return value if _OWN_PICTURE.match(value) and ".." not in value else None
    if name == "class":
        return value if value in {"paragraph", "paragraph__handle"} else None
    return value


def lines(text: str) -> str:
    """Return plain text as safe HTML: blank lines part paragraphs, single breaks stay."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)
