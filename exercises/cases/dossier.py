"""The dossier: numbered paragraphs from Markdown, and as a page shows them under their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from courseplatform.kit.refusals import Refusal
from exercises.cases.files import FileFault, read_text
from exercises.cases.models import CaseEdition, CaseSource, Paragraph
from exercises.kinds.contract import Passage

_MARK = re.compile(r"¶(\d{1,4})\s+(?=\S)")
_HEADING = re.compile(r"#{1,3}\s+(?=\S)")


@dataclass(frozen=True)
class Written:
    """One paragraph as an author wrote it."""

    number: int
    text: str
    html: str
    heading: str = ""


def read_paragraphs(path: Path, next_number: int | None) -> list[Written]:
    """Return the paragraphs of one Markdown file.

    Blocks are parted by empty lines. A block is a heading (``## …``), which goes with the paragraph
    behind it, or a paragraph that begins with its number, ``¶7 …``.

    Args:
        path: the file.
        next_number: the number the first paragraph must have; None for the first file of a case,
            which may begin at 0 or 1.

    Raises:
        FileFault: a number is missing, doubled or out of order, or a text is too long.
    """
    found: list[Written] = []
    heading = ""
    for line, block in _blocks(read_text(path)):
        if _HEADING.match(block):
            heading = _HEADING.sub("", block).strip()
            continue
        mark = _MARK.match(block)
        if next_number is None and mark and int(mark[1]) in {0, 1}:
            next_number = int(mark[1])
        wanted = 1 if next_number is None else next_number
        if not mark or int(mark[1]) != wanted:
            raise FileFault(
                path,
                _("This paragraph must begin with its number: ¶%(number)s.") % {"number": wanted},
                _("line %(number)s") % {"number": line},
            )
        text = block[mark.end() :].strip()
        found.append(Written(wanted, text, _html(path, line, text), heading))
        heading, next_number = "", wanted + 1
    if not found:
        raise FileFault(path, _("There is no paragraph in this file."))
    return found


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block with the number of its first line."""
    block: list[str] = []
    start = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            if not block:
                start = number
            block.append(line)
        elif block:
            yield start, "\n".join(block)
            block = []


def _html(path: Path, line: int, text: str) -> str:
    try:
        return richtext.render(text).html
    except Refusal as refusal:
        raise FileFault(path, refusal.sentence, _("line %(number)s") % {"number": line}) from None


@dataclass(frozen=True)
class Document:
    """One source of the dossier with its paragraphs, in reading order."""

    source: CaseSource
    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True)
class Dossier:
    """What an edition says: its documents, and every paragraph by handle for kinds to quote."""

    documents: Sequence[Document]
    passages: Mapping[str, Passage]


def dossier_of(edition: CaseEdition) -> Dossier:
    """Return the dossier of an edition; one query."""
    rows = list(edition.paragraphs.select_related("source").order_by("number"))
    documents = [
        Document(source, list(paragraphs))
        for source, paragraphs in groupby(rows, key=lambda row: row.source)
    ]
    return Dossier(documents, {row.handle: row.passage() for row in rows})
