"""The sources of a draft with their paragraphs: read whole, changed in memory, laid down whole.

Numbers are given when everything is laid down, and whatever cites a paragraph goes with it then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from courseplatform.kit.refusals import Refusal
from exercises.cases import followers
from exercises.cases.models import CaseEdition, CaseSource, Paragraph
from exercises.cases.numbering import (
    Block,
    Numbering,
    blocks_of,
    identities,
    number_anew,
    written,
)
from exercises.tradecraft.invalid import InvalidInput

MOST_PARAGRAPHS = 999
MOST_TEXT = 100_000  # characters, as in files


@dataclass(frozen=True)
class Line:
    """One paragraph of a source: which one it was (None: new), and what it says."""

    old: int | None
    heading: str
    text: str
    html: str


Layout = list[tuple[CaseSource, list[Line]]]


def text_of(source: CaseSource) -> str:
    """Return the text of a source as its author writes it; one query."""
    rows = source.paragraphs.order_by("number").values_list("number", "heading", "text")
    return written(list(rows))


def read_lines(text: str, known: Sequence[int]) -> list[Line]:
    """Return the paragraphs of a typed text.

    Args:
        text: Markdown; ``¶n`` at the beginning says which paragraph it is.
        known: the numbers of the paragraphs the source has now.

    Raises:
        Refusal: a heading or a paragraph cannot be used; the sentence names the line.
    """
    if len(text) > MOST_TEXT:
        raise Refusal(
            _("A source may have %(most)s characters; this one has %(has)s. Divide it.")
            % {"most": f"{MOST_TEXT:,}", "has": f"{len(text):,}"},
            code="text-too-long",
        )
    try:
        blocks = blocks_of(text)
    except InvalidInput as error:
        raise Refusal(error.sentence.render(_), code="text-not-readable") from None
    return [
        Line(old, block.heading, block.text, _html(block))
        for block, old in zip(blocks, identities(blocks, known), strict=True)
    ]


def _html(block: Block) -> str:
    try:
        return richtext.render(block.text).html
    except Refusal as refusal:
        raise Refusal(
            _("Line %(line)s: %(sentence)s") % {"line": block.line, "sentence": refusal.sentence},
            code=refusal.code,
        ) from None


def layout_of(edition: CaseEdition) -> Layout:
    """Return the sources in order, each with its paragraphs; two queries."""
    lines: dict[int, list[Line]] = {}
    for each in edition.paragraphs.order_by("number"):
        line = Line(each.number, each.heading, each.text, each.html)
        lines.setdefault(each.source_id, []).append(line)
    sources = CaseSource.objects.filter(edition=edition).order_by("position")
    return [(source, lines.get(source.pk, [])) for source in sources]


def numbering_of(edition: CaseEdition, layout: Layout) -> Numbering:
    """Return the numbers that paragraphs get when they are laid down so; one query."""
    before = list(edition.paragraphs.order_by("number").values_list("number", flat=True))
    olds = [[line.old for line in lines] for _source, lines in layout]
    return number_anew(olds, before, edition.first_number)


def lay_down(edition: CaseEdition, layout: Layout, *, but: CaseSource | None = None) -> Numbering:
    """Store sources and paragraphs in this order, and let citations follow.

    Args:
        edition: the draft, held by the caller.
        layout: everything there is from now on.
        but: a source that goes.

    Raises:
        Refusal: there are more paragraphs than a case may have.
    """
    numbering = numbering_of(edition, layout)
    if sum(map(len, numbering.numbers)) > MOST_PARAGRAPHS:
        raise Refusal(
            _("A case has at most %(most)s paragraphs.") % {"most": MOST_PARAGRAPHS},
            code="too-many-paragraphs",
        )
    Paragraph.objects.filter(edition=edition).delete()
    if but is not None:
        but.delete()
    _reposition([source for source, _lines in layout])
    Paragraph.objects.bulk_create(
        Paragraph(
            edition=edition, source=source, number=number,
            heading=line.heading, text=line.text, html=line.html,
        )
        for (source, lines), numbers in zip(layout, numbering.numbers, strict=True)
        for line, number in zip(lines, numbers, strict=True)
    )  # fmt: skip
    followers.follow(edition, numbering)
    return numbering


def _reposition(sources: Sequence[CaseSource]) -> None:
    """Number the places anew; by way of places nobody has, since no two may share one."""
    wanted = {source.pk: place for place, source in enumerate(sources, start=1)}
    if all(source.position == wanted[source.pk] for source in sources):
        return
    beyond = max(source.position for source in sources) + len(sources)
    for offset in (beyond, 0):
        for pk, place in wanted.items():
            CaseSource.objects.filter(pk=pk).update(position=offset + place)
