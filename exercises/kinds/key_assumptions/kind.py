"""The kind: a list that grows, each row an assumption with its judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.key_assumptions import panel
from exercises.kinds.key_assumptions import score as scoring
from exercises.kinds.key_assumptions.types import (
    MOST_ROWS,
    TEXT_MOST,
    Answer,
    Assumption,
    Brief,
    Key,
)
from exercises.kinds.panels import PanelReading
from exercises.kinds.posting import Posted
from exercises.kinds.rows import Rows, read_rows, shown_rows
from exercises.kinds.score import Score
from exercises.tradecraft.assumptions import SUPPORT_LABELS, Support

_BLANK = Assumption()


class KeyAssumptions(Kind[Brief, Key, Answer]):
    """What does the conclusion take as given, and what if that is wrong?"""

    slug = "key_assumptions"
    title = gettext_lazy("Key assumptions check")
    does = gettext_lazy("Lists what is taken as given, judges how well it stands, and what if not.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """The list is worth what the author says, however long the key is."""
        return brief.points_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Each assumption of the key is known by its own words."""
        return [
            _("The key's assumption %(id)s is not known by its own wordings.") % {"id": each.id}
            for each in key.assumptions
            if not each.rule().fits(each.text)
        ]

    def model(self, brief: Brief, key: Key) -> Answer:
        """The experts' list."""
        return Answer(
            tuple(
                Assumption(each.text, min(each.support), each.if_wrong[:TEXT_MOST])
                for each in key.assumptions
            )
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the list: ``text-``, ``support-`` and ``if_wrong-<n>``."""
        posted = Posted(post)

        def read(n: int, old: Assumption) -> Assumption:
            return Assumption(
                posted.text(f"text-{n}", old.text, TEXT_MOST),
                posted.choice(f"support-{n}", Support, old.support),
                posted.text(f"if_wrong-{n}", old.if_wrong, TEXT_MOST),
            )

        before = Rows(previous.rows, previous.dropped)
        after = read_rows(post, before, MOST_ROWS, _BLANK, read)
        return Parsed(Answer(after.kept, after.dropped), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Rows; one is enough to count as answered."""
        rows = len(answer.rows)
        sentence = ngettext("%(rows)s assumption", "%(rows)s assumptions", rows) % {"rows": rows}
        return Progress(min(rows, 1), 1, sentence)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """An empty list, and what single rows lack."""
        if not answer.rows:
            return [_("There is no assumption on the list.")]
        return [
            _("Row %(row)s: %(gaps)s.") % {"row": place, "gaps": ", ".join(gaps)}
            for place, row in enumerate(answer.rows, start=1)
            if (gaps := _gaps(row))
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The rows there are and blank ones below."""
        rows = shown_rows(sheet.answer.rows, MOST_ROWS, _BLANK)
        return {
            "sheet": sheet,
            "about": sheet.brief.about,
            "rows": [_row(sheet, n, row) for n, row in enumerate(rows)],
            "dropped": sheet.answer.dropped,
            "text_most": TEXT_MOST,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The list as given, then every remark."""
        context = super().review(sheet, key, score)
        given = [
            {
                "row": row,
                "support": _(SUPPORT_LABELS[row.support].term) if row.support else "",
            }
            for row in sheet.answer.rows
        ]
        return {**context, "given": given, "all_remarks": score.remarks if score else ()}

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """The assumptions that two experts name."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """The experts' assumptions, recognised by their wordings."""
        return scoring.score(brief, key, answer)


def _row(sheet: Sheet[Brief, Answer], n: int, row: Assumption) -> dict[str, Any]:
    return {
        "n": n,
        "number": n + 1,
        "text": sheet.shown(f"text-{n}", row.text),
        "if_wrong": sheet.shown(f"if_wrong-{n}", row.if_wrong),
        "supports": options(SUPPORT_LABELS, row.support),
        "blank": row == _BLANK,
        "errors": {name: sheet.error(f"{name}-{n}") for name in ("text", "support", "if_wrong")},
    }


def _gaps(row: Assumption) -> list[str]:
    wanted = (
        (row.text, _("no assumption")),
        (row.support, _("not judged")),
        (row.if_wrong, _("not said what if it is wrong")),
    )
    return [words for there, words in wanted if not there]


KIND = KeyAssumptions()
