"""The class board of graded sources: two axes apart, F and 6 outside their order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from exercises.kinds.boards import Board, Choice, Finding, Given, Json, bars, modal, waiting
from exercises.kinds.source_grading.types import Answer, Brief, Grade, Item, ItemKey, Key
from exercises.tradecraft.admiralty import (
    CREDIBILITY_LABELS,
    RELIABILITY_LABELS,
    Credibility,
    Rating,
    Reliability,
    check_diagonal,
    rank,
)
from exercises.tradecraft.agreement import Metric, krippendorff_alpha
from exercises.tradecraft.disclosure import LIMITS, Audience
from exercises.tradecraft.labels import N_, Label, Sentence
from exercises.tradecraft.undefined import Undefined

MOSTLY = N_("Source most often {source}, information most often {information}.")
NOBODY = N_("Most say that nobody reports this, so that there is no source to grade.")
ACCEPT = N_("The experts accept source {source}, information {information}.")
NO_REPORT = N_("The experts: no source report. An argument or an absence has nobody to grade.")
AXES = N_("Do the two axes move together?")
FOLLOWS = N_(
    "{share} % of the graded pairs lie on the diagonal A 1, B 2, C 3 and so on: one axis follows the "
    "other."
)
APART = N_(
    "{share} % of the graded pairs lie on the diagonal A 1, B 2, C 3 and so on: the axes are used apart."
)
HABIT = N_(
    "In 1968, 87 % of the ratings in over 1,400 field reports lay there. A good source can be wrong, "
    "and a bad one right."
)

AXES_SLUG = "axes"
REPORT, NONE = "report", "none"
_REPORTS = (Choice(REPORT, N_("a source report")), Choice(NONE, N_("no source report")))


class SourceBoard(Board[Brief, Key, Answer]):
    """Each item's grades on both axes, then whether one axis follows the other."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding for each item in the order of the task, then one about the axes."""
        answers = [each.answer for each in given]
        items = [_item(item, key.items[item.id], answers, audience) for item in brief.items]
        return [*items, *_axes(brief, answers, audience)]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The two grades of each item, or that it is no report."""
        return {
            item.id: [NONE]
            if grade.no_report
            else [str(each) for each in (grade.source, grade.information) if each]
            for item in brief.items
            if (grade := answer.grades.get(item.id))
        }


def _item(item: Item, key: ItemKey, answers: Sequence[Answer], audience: Audience) -> Finding:
    grades = [each.grades[item.id] for each in answers if item.id in each.grades]
    grades = [each for each in grades if each.no_report or each.source or each.information]
    facts = _drawn(grades, key, audience)
    panel = Sentence(NO_REPORT)
    if key.is_report:
        panel = Sentence.of(ACCEPT, source=_codes(key.source), information=_codes(key.information))
    title = f"{item.id} {item.title}"
    found = waiting(item.id, title, "axes", facts, panel=panel, why=(key.why,), cites=item.cites)
    sentence = _sentence(facts)
    return found.told(sentence, len(grades)) if sentence else found


def _drawn(grades: Sequence[Grade], key: ItemKey, audience: Audience) -> Json:
    graded = [each for each in grades if not each.no_report]
    right = REPORT if key.is_report else NONE
    reports = Counter(NONE if each.no_report else REPORT for each in grades)
    report = bars(reports, _REPORTS, audience, (right,))
    source = Counter(str(each.source) for each in graded if each.source)
    information = Counter(str(each.information) for each in graded if each.information)
    return {
        # Asked only where somebody in the class did: that it is asked must not tell the answer.
        "asks_report": any(
            row["code"] == NONE and (row["count"] or row["words"]) for row in report["rows"]
        ),
        "report": report,
        "source": bars(source, _choices(RELIABILITY_LABELS, "source"), audience, key.source),
        "information": bars(
            information, _choices(CREDIBILITY_LABELS, "information"), audience, key.information
        ),
    }


def _sentence(facts: Json) -> Sentence | None:
    if modal(facts["report"]) == NONE:
        return Sentence(NOBODY)
    source, information = modal(facts["source"]), modal(facts["information"])
    if source is None or information is None:
        return None
    return Sentence.of(MOSTLY, source=source, information=information)


def _choices(
    labels: Mapping[Reliability, Label] | Mapping[Credibility, Label], sign: str
) -> list[Choice]:
    grades: Iterable[tuple[StrEnum, Label]] = labels.items()
    return [
        Choice(str(grade), label.term, sign, apart=str(grade) in {"F", "6"})
        for grade, label in grades
    ]


def _axes(brief: Brief, answers: Sequence[Answer], audience: Audience) -> list[Finding]:
    """Warn where the class lets one axis follow the other; nothing while too few pairs are graded."""
    grades = [grade for each in answers for grade in each.grades.values()]
    pairs = [
        Rating(each.source, each.information)
        for each in grades
        if each.source and each.information and not each.no_report
    ]
    found = check_diagonal(pairs)
    if isinstance(found, Undefined) or len(answers) < LIMITS[audience].shares:
        return []
    template = FOLLOWS if found.warns else APART
    facts = {
        "warns": found.warns,
        "pairs": found.pairs,
        "share": round(100 * found.share),
        "alpha": {
            "source": _alpha(brief, answers, "source"),
            "information": _alpha(brief, answers, "information"),
        },
    }
    sentence = Sentence.of(template, share=round(100 * found.share))
    return [
        Finding(AXES_SLUG, AXES, sentence, "diagonal", facts, len(answers), Sentence(HABIT)),
    ]


def _alpha(brief: Brief, answers: Sequence[Answer], axis: str) -> float | None:
    """Ordinal agreement on one axis over all items, grades with a place in the order alone."""
    grid: list[list[float | str | None]] = []
    for item in brief.items:
        row: list[float | str | None] = []
        for each in answers:
            grade = getattr(each.grades.get(item.id, Grade()), axis)
            place = rank(grade) if grade else None
            row.append(None if place is None else float(place))
        grid.append(row)
    found = krippendorff_alpha(grid, Metric.ORDINAL)
    return None if isinstance(found, Undefined) else round(found, 2)


def _codes(accepted: Iterable[object]) -> str:
    return " / ".join(sorted(str(each) for each in accepted))


BOARD = SourceBoard()
