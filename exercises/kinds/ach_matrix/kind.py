"""The kind: a table of codes whose rows are the forms, with sums that the server computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.ach_matrix import moved as moving
from exercises.kinds.ach_matrix import panel
from exercises.kinds.ach_matrix import score as scoring
from exercises.kinds.ach_matrix.matrices import matrix_of, panel_matrix, panel_of, row_of
from exercises.kinds.ach_matrix.posted import GridError, read_grid, read_reasons
from exercises.kinds.ach_matrix.types import (
    NO_LINCHPIN,
    REASON_MOST,
    Answer,
    Brief,
    Evidence,
    Key,
)
from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.moving import Moved
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.tradecraft.ach import (
    CODE_LABELS,
    WEIGHT_LABELS,
    Code,
    PanelCell,
    Scheme,
    Weight,
    inconsistency,
    linchpins,
    spread,
)
from exercises.tradecraft.undefined import Undefined

BY_SPREAD = "by-spread"


class AchMatrix(Kind[Brief, Key, Answer]):
    """Up to ten hypotheses against up to fifty rows of evidence."""

    slug = "ach_matrix"
    title = gettext_lazy("Competing hypotheses (ACH)")
    does = gettext_lazy(
        "Rates each piece of evidence against each hypothesis, reading for refutation."
    )
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """The four parts of the work together."""
        return brief.total_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every row has a key of the right width; the panel's chances add up to 100."""
        width = len(brief.hypotheses)
        found = [
            _("Row %(id)s has no key.") % {"id": row.id}
            for row in brief.rows
            if row.id not in key.rows
        ]
        for name, row in key.rows.items():
            if name not in {each.id for each in brief.rows}:
                found.append(_("The key names %(id)s, which is no row of the task.") % {"id": name})
            if any(len(codes) != width for codes in row.experts):
                found.append(
                    _("The key of row %(id)s needs %(width)s codes from each expert.")
                    % {"id": name, "width": width}
                )
        if key.chances and set(key.chances) != {each.id for each in brief.hypotheses}:
            found.append(_("The panel's chances must name every hypothesis."))
        elif key.chances and sum(key.chances.values()) != 100:
            found.append(_("The panel's chances must add up to 100."))
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The panel's consensus, its chances, and a row that its order hangs on."""
        matrix = panel_matrix(brief, key)
        cells = {
            row.handle: {
                name: code for name, code in zip(matrix.hypotheses, row.cells, strict=True) if code
            }
            for row in matrix.rows
        }
        found = linchpins(matrix, Scheme.COUNT)
        return Answer(
            cells=cells,
            linchpin=found[-1] if found else NO_LINCHPIN,
            chances=key.chances if brief.ask_chances else {},
        )

    def cites(self, brief: Brief) -> Sequence[str]:
        """The paragraphs the rows come from."""
        return [handle for row in brief.rows for handle in row.cites if handle[0] == "¶"]

    def parts(self, brief: Brief) -> Sequence[str]:
        """Each row has its page; the matrix can be read in the order of spread."""
        return [*(row.id for row in brief.rows), BY_SPREAD]

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the grid (one field of JSON), or one row's form, and the questions below."""
        posted = Posted(post)
        cells = {row: dict(codes) for row, codes in previous.cells.items()}
        reasons = dict(previous.reasons)
        try:
            if "grid" in post:
                cells = read_grid(brief, post.get("grid", ""), cells)
            if "reasons" in post:
                reasons = read_reasons(brief, post.get("reasons", ""), reasons)
        except GridError as error:
            posted.refuse("grid", str(error))
        row = next((each for each in brief.rows if each.id == post.get("row", "")), None)
        if row is not None:
            _read_row(brief, row, posted, cells, reasons)
        rows = frozenset({each.id for each in brief.rows} | {NO_LINCHPIN})
        chances = {
            each.id: percent
            for each in brief.hypotheses
            if (percent := posted.percent(f"p-{each.id}", previous.chances.get(each.id), 0, 100))
            is not None
        }
        answer = Answer(
            cells={name: codes for name, codes in cells.items() if codes},
            reasons={name: text for name, text in reasons.items() if text},
            linchpin=posted.one_of("linchpin", rows, previous.linchpin),
            chances=chances if brief.ask_chances else {},
        )
        return Parsed(answer, tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Rows with every cell rated."""
        done = sum(row_of(brief, row, answer).complete for row in brief.rows)
        of = len(brief.rows)
        sentence = ngettext("%(done)s of %(of)s row rated", "%(done)s of %(of)s rows rated", of)
        return Progress(done, of, sentence % {"done": done, "of": of})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Rows with gaps, rows without a reason, the open questions, a sum that is not 100."""
        gaps = [row.id for row in brief.rows if not row_of(brief, row, answer).complete]
        bare = [row.id for row in brief.rows if row.id not in gaps and row.id not in answer.reasons]
        found = []
        if gaps:
            found.append(_("Not every hypothesis is rated: %(ids)s.") % {"ids": ", ".join(gaps)})
        if bare:
            found.append(_("No reason given: %(ids)s.") % {"ids": ", ".join(bare)})
        if brief.linchpin_c and not answer.linchpin:
            found.append(_("You have not said which row your order hangs on."))
        if brief.ask_chances and (sentence := _chances_sentence(brief, answer)):
            found.append(sentence)
        return found

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The whole table, or the form of one row."""
        brief, answer = sheet.brief, sheet.answer
        words = _Words.now()
        rows = [_row(sheet, row, place, words) for place, row in enumerate(brief.rows)]
        shown = next((row for row in rows if row["id"] == sheet.part), None)
        if sheet.part == BY_SPREAD:
            rows.sort(key=lambda row: -row["spread_value"])
        return {
            "sheet": sheet,
            "hypotheses": brief.hypotheses,
            "rows": rows,
            "row": shown,
            "choices": _choices(sheet, shown) if shown else [],
            "codes": options(CODE_LABELS, None),
            "by_spread": sheet.part == BY_SPREAD,
            "next": _next(brief, shown),
            "passages": [sheet.passages[each] for each in shown["cites"] if each in sheet.passages]
            if shown
            else [],
            "linchpin": answer.linchpin,
            "no_linchpin": NO_LINCHPIN,
            "ask_linchpin": bool(brief.linchpin_c),
            "chances": [
                {
                    "hypothesis": each,
                    "name": f"p-{each.id}",
                    "value": sheet.shown(f"p-{each.id}", answer.chances.get(each.id)),
                    "error": sheet.error(f"p-{each.id}"),
                }
                for each in brief.hypotheses
            ]
            if brief.ask_chances
            else [],
            "errors": {each.field: each.sentence for each in sheet.errors},
            "reason_most": REASON_MOST,
            **self.live(sheet),
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """Sums, spreads and counts, all from the stored answer."""
        brief, answer = sheet.brief, sheet.answer
        matrix = matrix_of(brief, answer)
        scores = inconsistency(matrix, Scheme.COUNT)
        return {
            "progress": self.progress(brief, answer),
            "complete": matrix.complete,
            "sums": [
                {"id": each.id, "name": each.name, "value": f"{score:g}"}
                for each, score in zip(brief.hypotheses, scores, strict=True)
            ],
            "spreads": [
                {"id": row.handle, "value": _spread(row.complete, spread(row))}
                for row in matrix.rows
            ],
            "chances_sentence": _chances_sentence(brief, answer) if answer.chances else "",
            "chances_sum": sum(answer.chances.values()),
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The table as handed in with a remark under each row; the experts' codes for staff."""
        context = super().review(sheet, key, score)
        panel = panel_of(sheet.brief, key) if key else None
        ids = {row["id"] for row in context["rows"]}
        for place, row in enumerate(context["rows"]):
            row["remarks"] = context["remarks"].get(row["id"], ())
            row["panel"] = _panel_shown(panel[place], row["cells"]) if panel else []
            row["why"] = key.rows[row["id"]].why if key else ""
        overall = [each for each in score.remarks if each.line not in ids] if score else []
        return {**context, "overall": overall}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """All cells."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """Keep every expert's row; scoring leaves out where they differ."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """The matrix against the panel's."""
        return scoring.score(brief, key, answer)

    def moved(self, brief: Brief, before: Answer, after: Answer) -> Sequence[Moved]:
        """Line by line; the rule stands in ``moved``."""
        return moving.moved(brief, before, after)


def _read_row(
    brief: Brief,
    row: Evidence,
    posted: Posted,
    cells: dict[str, dict[str, Code]],
    reasons: dict[str, str],
) -> None:
    codes = cells.setdefault(row.id, {})
    for each in brief.hypotheses:
        code = posted.choice(f"cell-{each.id}", Code, codes.get(each.id))
        if code is None:
            codes.pop(each.id, None)
        else:
            codes[each.id] = code
    reasons[row.id] = posted.text("reason", reasons.get(row.id, ""), REASON_MOST)


@dataclass(frozen=True)
class _Words:
    """The words of codes and weights in the reader's language, looked up once for a whole matrix."""

    codes: Mapping[Code | None, str]
    weights: Mapping[Weight, str]

    @classmethod
    def now(cls) -> _Words:
        codes: dict[Code | None, str] = {None: _("not rated")}
        codes.update((code, _(label.term)) for code, label in CODE_LABELS.items())
        weights = {weight: _(label.term) for weight, label in WEIGHT_LABELS.items()}
        return cls(codes, weights)


def _row(sheet: Sheet[Brief, Answer], row: Evidence, place: int, words: _Words) -> dict[str, Any]:
    typed = row_of(sheet.brief, row, sheet.answer)
    value = spread(typed)
    return {
        "id": row.id,
        "number": place + 1,
        "text": row.text,
        "note": row.note,
        "cites": row.cites,
        "credibility": str(row.credibility),
        "relevance": str(row.relevance),
        "credibility_term": words.weights[row.credibility],
        "relevance_term": words.weights[row.relevance],
        "cells": [
            {
                "hypothesis": each,
                "code": str(code) if code else "",
                "term": words.codes[code],
            }
            for each, code in zip(sheet.brief.hypotheses, typed.cells, strict=True)
        ],
        "complete": typed.complete,
        "reason": sheet.shown("reason", sheet.answer.reasons.get(row.id, ""))
        if sheet.part == row.id
        else sheet.answer.reasons.get(row.id, ""),
        "spread": _spread(typed.complete, value),
        "spread_value": value if typed.complete and not isinstance(value, Undefined) else -1.0,
    }


def _panel_shown(panel: list[PanelCell], cells: list[dict[str, Any]]) -> list[PanelCell]:
    """The experts' cells where they add to what stands above them; none where all is the same."""
    same = all(
        not expert.ungraded and expert.code == cell["code"]
        for expert, cell in zip(panel, cells, strict=True)
    )
    return [] if same else panel


def _choices(sheet: Sheet[Brief, Answer], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "hypothesis": cell["hypothesis"],
            "name": f"cell-{cell['hypothesis'].id}",
            "chosen": cell["code"],
            "error": sheet.error(f"cell-{cell['hypothesis'].id}"),
        }
        for cell in row["cells"]
    ]


def _next(brief: Brief, shown: Mapping[str, Any] | None) -> str:
    following = brief.rows[int(shown["number"]) :] if shown else ()
    return following[0].id if following else ""


def _spread(complete: bool, value: float | Undefined) -> str:
    return f"{value:.2f}" if complete and not isinstance(value, Undefined) else ""


def _chances_sentence(brief: Brief, answer: Answer) -> str:
    open_ = [each.id for each in brief.hypotheses if each.id not in answer.chances]
    if open_:
        return _("No chance given for %(ids)s.") % {"ids": ", ".join(open_)}
    total = sum(answer.chances.values())
    if total != 100:
        return _("Your chances add up to %(total)s; they must add up to 100.") % {"total": total}
    return ""


KIND = AchMatrix()
