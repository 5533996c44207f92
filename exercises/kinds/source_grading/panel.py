"""A panel's grades as a key: what experts gave is accepted, axis by axis. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exercises.kinds.panels import (
    PanelLine,
    PanelReading,
    Ratings,
    Verdict,
    joined,
    judge_names,
    judge_order,
)
from exercises.kinds.source_grading.types import Answer, Brief, Grade, Item, ItemKey, Key
from exercises.tradecraft.admiralty import Credibility, Reliability, rank
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_

WHAT, SOURCE, INFORMATION = N_("What it is"), N_("The source"), N_("The information")
NO_REPORT = N_("not a source report")
MIXED = N_("Some experts call it no source report, others grade it: not graded.")

_SOURCES: Mapping[str, float] = {
    str(each): place for each in Reliability if (place := rank(each)) is not None
}
_INFORMATIONS: Mapping[str, float] = {
    str(each): place for each in Credibility if (place := rank(each)) is not None
}


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' grades.

    An axis accepts what they gave; where they lie two steps apart, or fewer than three graded it, it
    is open and every grade earns its points. An item that all of them call no source report has no
    grades; one that only some do is open.
    """
    lines: list[PanelLine] = []
    items: dict[str, ItemKey] = {}
    for item in brief.items:
        grades = [answer.grades.get(item.id, Grade()) for answer in answers]
        found, entry = _item(item, grades)
        lines += found
        if entry is not None:
            why = before.items[item.id].why if before and item.id in before.items else ""
            items[item.id] = ItemKey(
                entry.source, entry.information, entry.source_open, entry.information_open, why
            )
    return PanelReading(Key(items), tuple(lines), ratings(brief, answers))


def _item(item: Item, grades: Sequence[Grade]) -> tuple[list[PanelLine], ItemKey | None]:
    none = [grade.no_report for grade in grades if grade.no_report or grade.source]
    if none and all(none):
        given = tuple(NO_REPORT if grade.no_report else "" for grade in grades)
        verdict = judge_names([each for each in given if each])
        notes = tuple(grade.no_report_reason for grade in grades)
        line = PanelLine.of(
            verdict, label=WHAT, given=given, taken=NO_REPORT, group=_group(item), notes=notes
        )
        return [line], ItemKey() if verdict.graded else None
    mixed, split = any(none), Verdict(False, MIXED, differ=True)
    sources = [str(grade.source) for grade in grades if grade.source]
    informations = [str(grade.information) for grade in grades if grade.information]
    first = split if mixed else judge_order(sources, _SOURCES)
    second = split if mixed else judge_order(informations, _INFORMATIONS)
    lines = [
        PanelLine.of(
            first,
            label=SOURCE,
            given=_shown(grades, lambda grade: grade.source),
            taken=joined(sources),
            group=_group(item),
            notes=tuple(grade.source_reason or grade.no_report_reason for grade in grades),
        ),
        PanelLine.of(
            second,
            label=INFORMATION,
            given=_shown(grades, lambda grade: grade.information),
            taken=joined(informations),
            group=_group(item),
            notes=tuple(grade.information_reason for grade in grades),
        ),
    ]
    if not (sources and informations):
        return lines, None
    return lines, ItemKey(
        frozenset(map(Reliability, sources)),
        frozenset(map(Credibility, informations)),
        not first.graded,
        not second.graded,
    )


def _group(item: Item) -> str:
    return f"{item.id} · {item.title}"


def _shown(
    grades: Sequence[Grade], axis: Callable[[Grade], Reliability | Credibility | None]
) -> tuple[str, ...]:
    return tuple(NO_REPORT if grade.no_report else str(axis(grade) or "") for grade in grades)


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return the grades on both axes; F and 6 stand outside the order."""
    lines = tuple(item.id for item in brief.items)
    axes: tuple[tuple[str, Callable[[Grade], object], Mapping[str, float]], ...] = (
        (SOURCE, lambda grade: grade.source, _SOURCES),
        (INFORMATION, lambda grade: grade.information, _INFORMATIONS),
    )
    return tuple(
        Ratings(
            label,
            Metric.ORDINAL,
            lines,
            tuple(
                tuple(
                    str(code) if (code := axis(answer.grades.get(line, Grade()))) else None
                    for answer in answers
                )
                for line in lines
            ),
            ranks,
            _accepted(lines, key, label),
        )
        for label, axis, ranks in axes
    )


def _accepted(
    lines: Sequence[str], key: Key | None, label: str
) -> tuple[frozenset[str] | None, ...]:
    found: list[frozenset[str] | None] = []
    for line in lines if key else ():
        entry = key.items[line] if key else ItemKey()
        is_open = entry.source_open if label == SOURCE else entry.information_open
        codes = entry.source if label == SOURCE else entry.information
        found.append(None if is_open else frozenset(map(str, codes)))
    return tuple(found)
