"""The kind: a list of signs, each tied to hypotheses, to a watcher and to a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import wording
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.indicators import score as scoring
from exercises.kinds.indicators.types import MOST_ROWS, TEXT_MOST, Answer, Brief, Key, Sign
from exercises.kinds.posting import Posted
from exercises.kinds.rows import Rows, read_rows, shown_rows
from exercises.kinds.score import Score

_BLANK = Sign()
_MODEL_DAY = "2099-12-31"  # an expert's example names no day; the check only asks for one


class Indicators(Kind[Brief, Key, Answer]):
    """What would be seen, by whom, by when, if a hypothesis were true or false?"""

    slug = "indicators"
    title = gettext_lazy("Indicators")
    does = gettext_lazy("Lists observable signs for and against each hypothesis.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Form and cover together."""
        return brief.form_c + brief.cover_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The examples are for the task's hypotheses, and sound themselves."""
        ids = {each.id for each in brief.hypotheses}
        used = {id_ for each in key.examples for id_ in each.supports | each.opposes}
        found = [
            _("The key names %(id)s, which is no hypothesis of the task.") % {"id": each}
            for each in sorted((used | set(key.why)) - ids)
        ]
        if not found:
            score = self.score(brief, key, self.model(brief, key))
            if score and score.points_c < score.out_of_c:
                found.append(_("The key's own examples do not earn full points."))
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The examples, with a day that stands for any."""
        return Answer(
            tuple(
                Sign(each.sign, each.supports, each.opposes, each.watcher, _MODEL_DAY)
                for each in key.examples[:MOST_ROWS]
            )
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the list: ``sign-``, ``watcher-``, ``until-`` and ``<hypothesis>-<n>``."""
        posted = Posted(post)

        def read(n: int, old: Sign) -> Sign:
            sides = {
                each.id: posted.one_of(
                    f"{each.id}-{n}", frozenset({"for", "against"}), _side(old, each.id)
                )
                for each in brief.hypotheses
            }
            return Sign(
                sign=posted.text(f"sign-{n}", old.sign, TEXT_MOST),
                supports=frozenset(name for name, side in sides.items() if side == "for"),
                opposes=frozenset(name for name, side in sides.items() if side == "against"),
                watcher=posted.text(f"watcher-{n}", old.watcher, TEXT_MOST),
                until=_day(posted, f"until-{n}", old.until),
            )

        before = Rows(previous.rows, previous.dropped)
        after = read_rows(post, before, MOST_ROWS, _BLANK, read)
        return Parsed(Answer(after.kept, after.dropped), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Rows of the number wanted."""
        done = min(len(answer.rows), brief.wanted)
        sentence = _("%(done)s of %(of)s indicators") % {
            "done": len(answer.rows),
            "of": brief.wanted,
        }
        return Progress(done, brief.wanted, sentence)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Too few rows, and what single ones lack."""
        found = []
        if len(answer.rows) < brief.wanted:
            found.append(
                _("%(wanted)s indicators are asked for; there are %(have)s.")
                % {"wanted": brief.wanted, "have": len(answer.rows)}
            )
        return [
            *found,
            *(
                _("Indicator %(row)s: %(gaps)s.") % {"row": place, "gaps": ", ".join(gaps)}
                for place, row in enumerate(answer.rows, start=1)
                if (gaps := _gaps(row))
            ),
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The rows there are and blank ones below."""
        rows = shown_rows(sheet.answer.rows, MOST_ROWS, _BLANK)
        return {
            "sheet": sheet,
            "hypotheses": sheet.brief.hypotheses,
            "wanted": sheet.brief.wanted,
            "rows": [_row(sheet, n, row) for n, row in enumerate(rows)],
            "dropped": sheet.answer.dropped,
            "text_most": TEXT_MOST,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The list as given, then every remark."""
        context = super().review(sheet, key, score)
        return {
            **context,
            "given": [_given(row) for row in sheet.answer.rows],
            "all_remarks": score.remarks if score else (),
        }

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """By form and by cover."""
        return scoring.score(brief, key, answer)


def _given(row: Sign) -> dict[str, Any]:
    """A row to read; the day of a model stands for any, so it is not shown."""
    day = "" if row.until in {"", _MODEL_DAY} else wording.day(date.fromisoformat(row.until))
    return {
        "sign": row.sign,
        "supports": row.supports,
        "opposes": row.opposes,
        "watcher": row.watcher,
        "day": day,
    }


def _side(row: Sign, hypothesis: str) -> str:
    return "for" if hypothesis in row.supports else "against" if hypothesis in row.opposes else ""


def _day(posted: Posted, name: str, previous: str) -> str:
    value = posted.text(name, previous, 10)
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        posted.refuse(name, _("Type a day of the calendar, such as 2025-03-01."))
        return previous


def _row(sheet: Sheet[Brief, Answer], n: int, row: Sign) -> dict[str, Any]:
    return {
        "n": n,
        "number": n + 1,
        "sign": sheet.shown(f"sign-{n}", row.sign),
        "watcher": sheet.shown(f"watcher-{n}", row.watcher),
        "until": sheet.shown(f"until-{n}", row.until),
        "sides": [
            {
                "hypothesis": each,
                "name": f"{each.id}-{n}",
                "side": _side(row, each.id),
                "error": sheet.error(f"{each.id}-{n}"),
            }
            for each in sheet.brief.hypotheses
        ],
        "blank": row == _BLANK,
        "errors": {name: sheet.error(f"{name}-{n}") for name in ("sign", "watcher", "until")},
    }


def _gaps(row: Sign) -> list[str]:
    wanted = (
        (row.sign, _("no sign")),
        (row.supports | row.opposes, _("no hypothesis")),
        (row.watcher, _("nobody who would see it")),
        (row.until, _("no day")),
    )
    return [words for there, words in wanted if not there]


KIND = Indicators()
