"""A panel's classes as a key: what more than half say, the others' classes for a part. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from exercises.kinds.claim_sorting.types import (
    Answer,
    Brief,
    Key,
    Sorted,
    Statement,
    StatementKey,
)
from exercises.kinds.panels import (
    AGREED,
    NOBODY,
    PanelLine,
    PanelReading,
    Ratings,
    Verdict,
    joined,
    judge_names,
    most_common,
)
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.claims import ClaimClass
from exercises.tradecraft.labels import N_

CLASS, WHO = N_("The class"), N_("Who asserts it")
ALL = N_("Every voice that an expert named is accepted.")
SECOND_CREDIT = 0.5
"""What a class earns that some experts gave and most did not (our own rule)."""


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' sorting.

    The class that more than half give is the main one; others they gave earn half. Where no class
    has more than half, or fewer than three sorted the claim, every class counts. Every voice an
    expert named is accepted.
    """
    lines: list[PanelLine] = []
    statements: dict[str, StatementKey] = {}
    for statement in brief.statements:
        given = [answer.sorted.get(statement.id, Sorted()) for answer in answers]
        codes = [str(each.code) for each in given if each.code]
        verdict = judge_names(codes)
        group = f"{statement.id} · {statement.text}"
        lines.append(
            PanelLine.of(
                verdict,
                label=CLASS,
                given=tuple(str(each.code or "") for each in given),
                taken=joined(codes),
                group=group,
            )
        )
        who = [each.who for each in given if each.who]
        if statement.ask_who:
            told = tuple(_name(brief, each.who) for each in given)
            lines.append(_voices(group, told))
        if codes:
            statements[statement.id] = _entry(statement, codes, who, verdict.graded, before)
    return PanelReading(Key(statements), tuple(lines), ratings(brief, answers))


def _voices(group: str, told: tuple[str, ...]) -> PanelLine:
    """Every voice that was named is accepted, however many named it."""
    named = [each for each in told if each]
    verdict = Verdict(bool(named), (AGREED if len(set(named)) == 1 else ALL) if named else NOBODY)
    return PanelLine.of(verdict, label=WHO, given=told, taken=joined(named), group=group)


def _entry(
    statement: Statement, codes: list[str], who: list[str], graded: bool, before: Key | None
) -> StatementKey:
    main = most_common(codes, (str(each) for each in ClaimClass))
    old = before.statements.get(statement.id) if before else None
    return StatementKey(
        main=ClaimClass(main),
        also={ClaimClass(code): SECOND_CREDIT for code in sorted(set(codes) - {main})},
        who=frozenset(who) if statement.ask_who else frozenset(),
        open=not graded,
        why=old.why if old else "",
    )


def _name(brief: Brief, voice: str) -> str:
    return next((each.name for each in brief.voices if each.id == voice), voice)


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return the classes, and the voices of the claims where they are asked."""
    asked = [each for each in brief.statements if each.ask_who]
    classes = Ratings(
        CLASS,
        Metric.NOMINAL,
        tuple(each.id for each in brief.statements),
        tuple(
            tuple(
                str(code) if (code := answer.sorted.get(each.id, Sorted()).code) else None
                for answer in answers
            )
            for each in brief.statements
        ),
        accepted=tuple(_classes(key.statements[each.id]) for each in brief.statements)
        if key
        else (),
    )
    voices = Ratings(
        WHO,
        Metric.NOMINAL,
        tuple(each.id for each in asked),
        tuple(
            tuple(answer.sorted.get(each.id, Sorted()).who or None for answer in answers)
            for each in asked
        ),
        accepted=tuple(frozenset(key.statements[each.id].who) for each in asked) if key else (),
    )
    return (classes, voices) if asked else (classes,)


def _classes(entry: StatementKey) -> frozenset[str] | None:
    return None if entry.open else frozenset({str(entry.main), *map(str, entry.also)})
