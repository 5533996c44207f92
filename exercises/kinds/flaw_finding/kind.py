"""The kind: a list of findings, each anchored in a paragraph by the words quoted."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.flaw_finding import score as scoring
from exercises.kinds.flaw_finding.types import (
    MOST_ROWS,
    QUOTE_MOST,
    WHY_MOST,
    Answer,
    Brief,
    Found,
    Key,
)
from exercises.kinds.posting import Posted
from exercises.kinds.rows import Rows, read_rows, shown_rows
from exercises.kinds.score import Score
from exercises.tradecraft.flaws import KIND_LABELS, FlawKind

_BLANK = Found()


class FlawFinding(Kind[Brief, Key, Answer]):
    """Where does the reasoning slip, in which words, and what kind of slip is it?"""

    slug = "flaw_finding"
    title = gettext_lazy("Flaw finding")
    does = gettext_lazy("Finds flaws in a text: the paragraph, the words, the kind of flaw.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """The list is worth what the author says, however long the key is."""
        return brief.points_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every flaw can be found in a paragraph of the task."""
        return [
            _("Flaw %(id)s stands in no paragraph of the task.") % {"id": each.id}
            for each in key.flaws
            if not each.paragraphs & set(brief.paragraphs)
        ]

    def cites(self, brief: Brief) -> Sequence[str]:
        """The paragraphs to read."""
        return brief.paragraphs

    def model(self, brief: Brief, key: Key) -> Answer:
        """Every flaw, filed under the first kind accepted."""
        return Answer(
            tuple(
                Found(
                    paragraph=min(each.paragraphs & set(brief.paragraphs)),
                    kind=min(each.kinds, default=FlawKind.OTHER),
                    why=each.why[:WHY_MOST],
                )
                for each in key.flaws
            )
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the list: ``paragraph-``, ``quote-``, ``kind-`` and ``why-<n>``."""
        posted = Posted(post)
        handles = frozenset(brief.paragraphs)

        def read(n: int, old: Found) -> Found:
            return Found(
                posted.one_of(f"paragraph-{n}", handles, old.paragraph),
                posted.text(f"quote-{n}", old.quote, QUOTE_MOST),
                posted.choice(f"kind-{n}", FlawKind, old.kind),
                posted.text(f"why-{n}", old.why, WHY_MOST),
            )

        before = Rows(previous.rows, previous.dropped)
        after = read_rows(post, before, MOST_ROWS, _BLANK, read)
        return Parsed(Answer(after.kept, after.dropped), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Findings; one is enough to count as answered."""
        rows = len(answer.rows)
        sentence = ngettext("%(rows)s finding", "%(rows)s findings", rows) % {"rows": rows}
        return Progress(min(rows, 1), 1, sentence)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """No finding at all, and what single ones lack."""
        if not answer.rows:
            return [_("There is no finding yet.")]
        return [
            _("Finding %(row)s: %(gaps)s.") % {"row": place, "gaps": ", ".join(gaps)}
            for place, row in enumerate(answer.rows, start=1)
            if (gaps := _gaps(row))
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The findings there are and blank ones below."""
        rows = shown_rows(sheet.answer.rows, MOST_ROWS, _BLANK)
        return {
            "sheet": sheet,
            "handles": sheet.brief.paragraphs,
            "ends": dict.fromkeys((sheet.brief.paragraphs[0], sheet.brief.paragraphs[-1])),
            "rows": [_row(sheet, n, row) for n, row in enumerate(rows)],
            "dropped": sheet.answer.dropped,
            "kinds": options(KIND_LABELS, None),
            "quote_most": QUOTE_MOST,
            "why_most": WHY_MOST,
            "false_alarm_c": sheet.brief.false_alarm_c,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The findings as given, then every remark."""
        context = super().review(sheet, key, score)
        given = [
            {"row": row, "kind": _(KIND_LABELS[row.kind].term) if row.kind else ""}
            for row in sheet.answer.rows
        ]
        return {**context, "given": given, "all_remarks": score.remarks if score else ()}

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Hits, misses and false alarms."""
        return scoring.score(brief, key, answer)


def _row(sheet: Sheet[Brief, Answer], n: int, row: Found) -> dict[str, Any]:
    names = ("paragraph", "quote", "kind", "why")
    return {
        "n": n,
        "number": n + 1,
        "paragraph": row.paragraph,
        "quote": sheet.shown(f"quote-{n}", row.quote),
        "quote_stands": _stands(sheet, row),
        "why": sheet.shown(f"why-{n}", row.why),
        "kinds": options(KIND_LABELS, row.kind),
        "blank": row == _BLANK,
        "errors": {name: sheet.error(f"{name}-{n}") for name in names},
    }


def _stands(sheet: Sheet[Brief, Answer], row: Found) -> bool:
    """Whether the words quoted stand in the paragraph named; true where it cannot be told."""
    passage = sheet.passages.get(row.paragraph)
    if passage is None or not row.quote:
        return True
    return _plain(row.quote) in _plain(passage.html)


def _plain(text: str) -> str:
    return " ".join(strip_tags(unescape(text)).casefold().split())


def _gaps(row: Found) -> list[str]:
    wanted = (
        (row.paragraph, _("no paragraph")),
        (row.quote, _("no words quoted")),
        (row.kind, _("no kind of flaw")),
        (row.why, _("no reason")),
    )
    return [words for there, words in wanted if not there]


KIND = FlawFinding()
