"""The dossier: numbered paragraphs from Markdown, and as a page shows them under their sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from courseplatform.kit.refusals import Refusal
from exercises.cases.files import FileFault, read_text
from exercises.cases.models import CaseEdition, CaseSource, Paragraph
from exercises.cases.numbering import Block, blocks_of
from exercises.kinds.contract import Passage
from exercises.tradecraft.invalid import InvalidInput

DOSSIERS_KEPT = 64  # in each process; a dossier is some 100 kB


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
    try:
        blocks = blocks_of(read_text(path))
    except InvalidInput as error:
        raise FileFault(path, error.sentence.render(_)) from None
    if not blocks:
        raise FileFault(path, _("There is no paragraph in this file."))
    if next_number is None:
        next_number = 0 if blocks[0].mark == 0 else 1
    return [_written(path, block, wanted) for wanted, block in enumerate(blocks, next_number)]


def _written(path: Path, block: Block, wanted: int) -> Written:
    if block.mark != wanted:
        raise FileFault(
            path,
            _("This paragraph must begin with its number: ¶%(number)s.") % {"number": wanted},
            _("line %(number)s") % {"number": block.line},
        )
    return Written(wanted, block.text, _html(path, block.line, block.text), block.heading)


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


def dossier_of(edition: CaseEdition, opened: Collection[str] = ()) -> Dossier:
    """Return the dossier of an edition as a student may read it; at most one query.

    The one door for students' pages: a paragraph of an inject is in it only when the inject is named.
    Nothing of a frozen edition ever changes (the database refuses it), so a process reads it once.

    Args:
        edition: the edition.
        opened: the injects that were released and opened, by slug.
    """
    if edition.frozen_at is None:
        return _opened(edition.pk, frozenset(opened))
    return _frozen(
        edition.pk, edition.ref, edition.sha256, edition.frozen_at, opened=frozenset(opened)
    )


def whole_dossier(edition: CaseEdition) -> Dossier:
    """Return the dossier with all its injects: for staff. One query."""
    return _made_of(edition.paragraphs.all())


def _opened(edition: int, opened: frozenset[str]) -> Dossier:
    paragraphs = Paragraph.objects.filter(edition=edition)
    return _made_of(paragraphs.filter(source__inject__in=["", *opened]))


@lru_cache(maxsize=DOSSIERS_KEPT)
def _frozen(
    edition: int, _ref: str, _sha256: str, _frozen_at: datetime, *, opened: frozenset[str]
) -> Dossier:
    return _opened(edition, opened)


def _made_of(paragraphs: QuerySet[Paragraph]) -> Dossier:
    rows = list(paragraphs.select_related("source").order_by("number"))
    documents = [
        Document(source, list(found)) for source, found in groupby(rows, key=lambda row: row.source)
    ]
    return Dossier(documents, {row.handle: row.passage() for row in rows})
