"""Scoring source grades: each axis on its own, one remark for each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.kinds.source_grading.types import Answer, Brief, Grade, Item, ItemKey, Key
from exercises.tradecraft.admiralty import (
    CREDIBILITY_LABELS,
    RELIABILITY_LABELS,
    AxisScore,
    Credibility,
    Rating,
    RatingKey,
    Reliability,
    score_axis,
    score_rating,
)
from exercises.tradecraft.admiralty import Verdict as Axis
from exercises.tradecraft.labels import N_

SOURCE_SAYS: Mapping[Axis, str] = {
    Axis.ACCEPTED: N_("Source {given}, {term}: the experts accept this."),
    Axis.OFF: N_(
        "Source {given}, {term}: accepted is {accepted}. Steps to the nearest of these: {steps}."
    ),
    Axis.GRADED_WITHOUT_BASIS: N_(
        "Source {given}, {term}: the dossier gives nothing to base a grade on; accepted is {accepted}."
    ),
    Axis.NOT_JUDGED_THOUGH_POSSIBLE: N_(
        "Source F, cannot be judged: the dossier allows a grade; accepted is {accepted}."
    ),
}
INFORMATION_SAYS: Mapping[Axis, str] = {
    Axis.ACCEPTED: N_("Information {given}, {term}: the experts accept this."),
    Axis.OFF: N_(
        "Information {given}, {term}: accepted is {accepted}. Steps to the nearest of these: {steps}."
    ),
    Axis.GRADED_WITHOUT_BASIS: N_(
        "Information {given}, {term}: the dossier gives nothing to base a grade on; "
        "accepted is {accepted}."
    ),
    Axis.NOT_JUDGED_THOUGH_POSSIBLE: N_(
        "Information 6, cannot be judged: the dossier allows a grade; accepted is {accepted}."
    ),
}
SOURCE_OPEN = N_(
    "Source {given}, {term}: the experts differ here ({accepted}), so every grade counts."
)
INFORMATION_OPEN = N_(
    "Information {given}, {term}: the experts differ here ({accepted}), so every grade counts."
)
SOURCE_EMPTY = N_("The source was not graded; accepted is {accepted}.")
INFORMATION_EMPTY = N_("The information was not graded; accepted is {accepted}.")
NO_REPORT_RIGHT = N_(
    "Not a source report: right. An argument or an absence has no source to grade."
)
NO_REPORT_OPEN = N_(
    "You said that this is no source report. The experts differ here (source {source}, information "
    "{information}), so this counts."
)
NO_REPORT_MISSED = N_(
    "You graded this as a report. It is an argument or an absence: nobody reports it, so there is "
    "no source to grade and no code to give."
)
NO_REPORT_WRONG = N_(
    "You said that this is no source report. Somebody reports it, so both axes can be graded: "
    "source {source}, information {information}."
)
NOT_ANSWERED = N_("Nothing was said about this item. It is an argument or an absence.")
CHANCE_AGAINST_GRADE = N_(
    "You graded the information {digit}, {term}, and put the chance that it is accurate at "
    "{chance} %. A reader will stumble over the two together."
)
NO_REASON = N_("No reason was given for the source, the information or both. It costs no points.")

_LIKELY = frozenset({Credibility.CONFIRMED, Credibility.PROBABLY_TRUE})
_UNLIKELY = frozenset({Credibility.DOUBTFUL, Credibility.IMPROBABLE})


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Points for every axis of every item, and what the experts say about it.

    Grades are compared with accepted sets by ``tradecraft.admiralty``; F and 6 are "not judged" and
    never the worst grade. Reasons and the chance carry no points: a person reads them.
    """
    remarks: list[Remark] = []
    for item in brief.items:
        grade = answer.grades.get(item.id, Grade())
        remarks += _item(item, key.items[item.id], grade, brief.axis_c)
    return Score.of(remarks)


def _item(item: Item, key: ItemKey, grade: Grade, axis_c: int) -> Iterator[Remark]:
    if not key.is_report or grade.no_report:
        yield _report_or_not(item, key, grade, axis_c)
        return
    yield _axis(item, key.source, grade.source, axis_c, differ=key.source_open)
    yield _axis(
        item, key.information, grade.information, axis_c, key.why, differ=key.information_open
    )
    yield from _chance(item, grade)
    if not (grade.source_reason and grade.information_reason) and (
        grade.source or grade.information
    ):
        yield Remark(item.id, Verdict.INFO, 0, 0, NO_REASON)


def _report_or_not(item: Item, key: ItemKey, grade: Grade, axis_c: int) -> Remark:
    rating = _rating(grade)
    expected = RatingKey(key.source, key.information) if key.is_report else None
    differ = key.source_open and key.information_open
    points = 0
    if differ:
        points = 2 * axis_c
    elif grade.no_report or rating is not None:
        points = earned(score_rating(rating, expected).credit, 2 * axis_c)
    if key.is_report:
        template = NO_REPORT_OPEN if differ else NO_REPORT_WRONG
    elif grade.no_report:
        template = NO_REPORT_RIGHT
    else:
        template = NO_REPORT_MISSED if grade.source or grade.information else NOT_ANSWERED
    facts = {"source": _codes(key.source), "information": _codes(key.information)}
    return Remark(
        line=item.id,
        verdict=verdict_of(points, 2 * axis_c),
        points_c=points,
        out_of_c=2 * axis_c,
        template=template,
        facts=facts if key.is_report else {},
        note=key.why,
        cites=item.cites,
    )


def _rating(grade: Grade) -> Rating | None:
    if grade.no_report or grade.source is None or grade.information is None:
        return None
    return Rating(grade.source, grade.information)


def _axis(
    item: Item,
    accepted: frozenset[Reliability] | frozenset[Credibility],
    given: Reliability | Credibility | None,
    axis_c: int,
    why: str = "",
    *,
    differ: bool = False,
) -> Remark:
    about_source = any(isinstance(each, Reliability) for each in accepted)
    if given is None:
        template = SOURCE_EMPTY if about_source else INFORMATION_EMPTY
        return Remark(item.id, Verdict.NO, 0, axis_c, template, {"accepted": _codes(accepted)}, why)
    result: AxisScore = score_axis(given, accepted)  # type: ignore[type-var]
    points = axis_c if differ else earned(result.credit, axis_c)
    says = SOURCE_SAYS if about_source else INFORMATION_SAYS
    open_ = SOURCE_OPEN if about_source else INFORMATION_OPEN
    label = (
        RELIABILITY_LABELS[given] if isinstance(given, Reliability) else CREDIBILITY_LABELS[given]
    )
    facts: dict[str, Fact] = {
        "given": str(given),
        "term": label.term,
        "steps": result.distance or 0,
        "accepted": _codes(accepted),
    }
    return Remark(
        line=item.id,
        verdict=verdict_of(points, axis_c),
        points_c=points,
        out_of_c=axis_c,
        template=open_ if differ else says[result.verdict],
        facts=facts,
        note=why,
        cites=item.cites,
    )


def _chance(item: Item, grade: Grade) -> Iterator[Remark]:
    digit, chance = grade.information, grade.chance
    if digit is None or chance is None:
        return
    if (digit in _LIKELY and chance < 50) or (digit in _UNLIKELY and chance > 50):
        facts: dict[str, Fact] = {
            "digit": str(digit),
            "term": CREDIBILITY_LABELS[digit].term,
            "chance": chance,
        }
        yield Remark(item.id, Verdict.INFO, 0, 0, CHANCE_AGAINST_GRADE, facts)


def _codes(accepted: frozenset[Reliability] | frozenset[Credibility]) -> str:
    return " / ".join(sorted(str(each) for each in accepted))
