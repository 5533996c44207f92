"""The kind: the list of links is the answer, the drawing its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.rows import Rows, read_rows, shown_rows
from exercises.kinds.score import Score
from exercises.kinds.source_lineage import panel
from exercises.kinds.source_lineage import score as scoring
from exercises.kinds.source_lineage.drawing import draw
from exercises.kinds.source_lineage.types import (
    MOST_ROWS,
    Answer,
    Brief,
    Drawn,
    Key,
    links_of,
)
from exercises.tradecraft.lineage import (
    RELATION_LABELS,
    STATUS_LABELS,
    Link,
    Relation,
    Status,
)

_BLANK = Drawn()
_MOST_ORIGINS = 99


class SourceLineage(Kind[Brief, Key, Answer]):
    """Who has it from whom? Stated, inferred or unknown; and how many origins does that leave?"""

    slug = "source_lineage"
    title = gettext_lazy("Source lineage")
    does = gettext_lazy("Links sources by who has it from whom, and counts independent origins.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Links and origins together."""
        return brief.links_c + brief.origins_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The key links sources of the task."""
        ids = {each.id for each in brief.sources}
        every = (*key.links, *key.open_links)
        ends = {end for each in every for end in (each.source, each.target)}
        return [
            _("The key names %(id)s, which is no source of the task.") % {"id": each}
            for each in sorted(ends - ids)
        ]

    def cites(self, brief: Brief) -> Sequence[str]:
        """What links may cite."""
        return brief.paragraphs

    def model(self, brief: Brief, key: Key) -> Answer:
        """The links and the origins of the key."""
        rows = tuple(
            Drawn(each.source, each.relation, each.target, each.status)
            for each in key.links[:MOST_ROWS]
        )
        return Answer(
            rows,
            at_least=key.at_least,
            at_most=key.at_most,
            at_most_unknown=key.at_most is None,
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the list (``source-``, ``relation-``, ``target-``, ``status-``, ``paragraph-<n>``).

        Then ``at_least``, ``at_most`` and ``at_most_unknown``.
        """
        posted = Posted(post)
        ids = frozenset(each.id for each in brief.sources)
        handles = frozenset(brief.paragraphs)

        def read(n: int, old: Drawn) -> Drawn:
            row = Drawn(
                posted.one_of(f"source-{n}", ids, old.source),
                posted.choice(f"relation-{n}", Relation, old.relation),
                posted.one_of(f"target-{n}", ids, old.target),
                posted.choice(f"status-{n}", Status, old.status),
                posted.one_of(f"paragraph-{n}", handles, old.paragraph),
            )
            if row.source and row.source == row.target:
                posted.refuse(f"target-{n}", _("A source cannot have it from itself."))
                return replace(row, target="")
            return row

        before = Rows(previous.rows, previous.dropped)
        after = read_rows(post, before, MOST_ROWS, _BLANK, read)
        _refuse_twins(posted, after.kept)
        unknown = previous.at_most_unknown
        if "at_most_unknown" in post:
            unknown = "yes" in post.getlist("at_most_unknown")
        answer = Answer(
            rows=after.kept,
            dropped=after.dropped,
            at_least=posted.percent("at_least", previous.at_least, 0, _MOST_ORIGINS),
            at_most=posted.percent("at_most", previous.at_most, 0, _MOST_ORIGINS),
            at_most_unknown=unknown,
        )
        return Parsed(answer, tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Links; the sentence counts them by what they rest on."""
        links = links_of(answer)
        unknown = sum(link.status is Status.UNKNOWN for link in links)
        sentence = ngettext("%(n)s link", "%(n)s links", len(links)) % {"n": len(links)}
        if unknown:
            sentence += _(", %(n)s of them unknown") % {"n": unknown}
        answered = bool(links) + (_origins_given(answer))
        return Progress(answered, 2, sentence)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """No link, rows that lack an end or a status, and the origins."""
        found = []
        if not links_of(answer):
            found.append(_("There is no link yet."))
        found += [
            _("Link %(row)s: %(gaps)s.") % {"row": place, "gaps": ", ".join(gaps)}
            for place, row in enumerate(answer.rows, start=1)
            if (gaps := _gaps(row))
        ]
        if not _origins_given(answer):
            found.append(_("You have not said how many independent origins there are."))
        return found

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The list, the drawing and the question for origins."""
        rows = shown_rows(sheet.answer.rows, MOST_ROWS, _BLANK)
        return {
            "sheet": sheet,
            "claim": sheet.brief.claim,
            "sources": sheet.brief.sources,
            "handles": sheet.brief.paragraphs,
            "rows": [_row(sheet, n, row) for n, row in enumerate(rows)],
            "dropped": sheet.answer.dropped,
            "statuses": options(STATUS_LABELS, None),
            "at_least": sheet.shown("at_least", sheet.answer.at_least),
            "at_most": sheet.shown("at_most", sheet.answer.at_most),
            "at_most_unknown": sheet.answer.at_most_unknown,
            "errors": {each.field: each.sentence for each in sheet.errors},
            **self.live(sheet),
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The drawing of the links as they stand."""
        links = links_of(sheet.answer)
        sources = sheet.brief.sources
        return {
            "drawings": [
                draw(sources, links, vertical=False),
                draw(sources, links, vertical=True),
            ],
            "described": _described(sources, links),
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The drawing and the list in words, then every remark."""
        context = super().review(sheet, key, score)
        words = [_words(link) for link in links_of(sheet.answer)]
        return {**context, "links": words, "all_remarks": score.remarks if score else ()}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """What each link rests on."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """The links that more than half draw."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Links by their status, origins by both ends."""
        return scoring.score(brief, key, answer)


def _refuse_twins(posted: Posted, rows: Sequence[Drawn]) -> None:
    seen: set[tuple[str, str, bool]] = set()
    for n, row in enumerate(rows):
        link = row.rule()
        if link is None:
            continue
        if link.identity in seen:
            posted.refuse(f"target-{n}", _("This link stands in the list already."))
        seen.add(link.identity)


def _origins_given(answer: Answer) -> bool:
    return answer.at_least is not None and (answer.at_most is not None or answer.at_most_unknown)


def _gaps(row: Drawn) -> list[str]:
    wanted = (
        (row.source, _("no start")),
        (row.relation, _("no relation")),
        (row.target, _("no end")),
        (row.status, _("not said what it rests on")),
    )
    return [words for there, words in wanted if not there]


def _row(sheet: Sheet[Brief, Answer], n: int, row: Drawn) -> dict[str, Any]:
    names = ("source", "relation", "target", "status", "paragraph")
    return {
        "n": n,
        "number": n + 1,
        "row": row,
        "relations": options(RELATION_LABELS, row.relation),
        "statuses": options(STATUS_LABELS, row.status),
        "blank": row == _BLANK,
        "errors": {name: sheet.error(f"{name}-{n}") for name in names},
    }


def _words(link: Link) -> dict[str, str]:
    return {
        "source": link.source,
        "relation": _(RELATION_LABELS[link.relation].term),
        "target": link.target,
        "status": _(STATUS_LABELS[link.status].term),
    }


def _described(sources: Sequence[Any], links: Sequence[Link]) -> str:
    counts = {status: sum(link.status is status for link in links) for status in Status}
    return _(
        "%(boxes)s boxes, %(links)s links: %(stated)s stated, %(inferred)s inferred, "
        "%(unknown)s unknown"
    ) % {
        "boxes": len(sources),
        "links": len(links),
        **{str(status): count for status, count in counts.items()},
    }


KIND = SourceLineage()
