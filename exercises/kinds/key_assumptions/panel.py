"""A panel's lists as a key: assumptions that two experts name, whatever their words. Pure.

Whether two texts say the same is a guess by common words; the author reads the key before it is used
and mends it. Wordings are the words the texts have in common, cut to their beginnings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exercises.kinds.key_assumptions.types import Answer, Assumption, Brief, Entry, Key
from exercises.kinds.panels import (
    ALONE,
    EXPERTS_WANTED,
    PanelLine,
    PanelReading,
    Ratings,
    Verdict,
    joined,
    judge_order,
)
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.assumptions import Support
from exercises.tradecraft.labels import N_

SUPPORT = N_("How well it stands")
ALIKE = 0.4
"""Share of common words from which two texts are taken for one assumption (our own rule)."""
SHORTEST = 4  # letters of a word that says something
_STEM = 6  # letters after which a word may end as it likes
_MOST_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")
_LEVELS: Mapping[str, float] = {str(each): float(n) for n, each in enumerate(Support)}


@dataclass(frozen=True)
class _Said:
    """One expert's row: whose it is, and the stems of its words."""

    expert: int
    row: Assumption
    stems: frozenset[str]


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' lists.

    Rows of different experts that share most words are one assumption. It is in the key when two of
    them name it; the judgements they gave are accepted, and all of them where they lie two steps
    apart. An assumption that the key knows already keeps its wordings and its note.
    """
    groups = _groups(answers)
    lines: list[PanelLine] = []
    entries: list[Entry] = []
    for group in groups:
        given = _given(group, len(answers))
        verdict = _judge(group, len(answers))
        named = len({said.expert for said in group})
        if named > 1 and len(entries) < 20:
            entries.append(_entry(group, f"A{len(entries) + 1}", verdict, before))
        lines.append(_line(group, given, verdict, len(answers)))
    key = Key(tuple(entries)) if entries else None
    return PanelReading(key, tuple(lines), (_ratings(groups, len(answers)),))


def _groups(answers: Sequence[Answer]) -> list[list[_Said]]:
    """Rows that say the same, by the expert who named it first; an expert is once in a group."""
    groups: list[list[_Said]] = []
    for expert, answer in enumerate(answers):
        for row in answer.rows:
            said = _Said(expert, row, _stems(row.text))
            home = max(
                (
                    group
                    for group in groups
                    if all(each.expert != expert for each in group)
                    and _share(group[0].stems, said.stems) >= ALIKE
                ),
                key=lambda group: _share(group[0].stems, said.stems),
                default=None,
            )
            if home is None:
                groups.append([said])
            else:
                home.append(said)
    return groups


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if len(word) >= SHORTEST)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets of stems, 0 to 1."""
    whole = len(one) + len(other)
    return 2 * len(one & other) / whole if whole else 0.0


def _judge(group: Sequence[_Said], experts: int) -> Verdict:
    if len(group) == 1:
        return Verdict(False, ALONE)
    levels = [str(said.row.support) for said in group if said.row.support]
    return judge_order(levels, _LEVELS, wanted=1 if experts >= EXPERTS_WANTED else EXPERTS_WANTED)


def _entry(group: Sequence[_Said], id_: str, verdict: Verdict, before: Key | None) -> Entry:
    text = group[0].row.text
    old = before.assumptions if before else ()
    known = next((each for each in old if each.rule().fits(text)), None)
    levels = frozenset(said.row.support for said in group if said.row.support)
    return Entry(
        id=id_,
        text=text,
        wordings=known.wordings if known else _wordings(group),
        support=levels if verdict.graded and levels else frozenset(Support),
        linchpin=known.linchpin if known else False,
        if_wrong=known.if_wrong if known and known.if_wrong else group[0].row.if_wrong,
    )


def _wordings(group: Sequence[_Said]) -> tuple[str, ...]:
    """The words all of them use, else the first one's own: cut to stems, in the text's order."""
    shared = frozenset.intersection(*(said.stems for said in group)) or group[0].stems
    words = [word.casefold() for word in _WORD.findall(group[0].row.text)]
    stems = list(dict.fromkeys(word[:_STEM] for word in words if word[:_STEM] in shared))
    cut = [f"{stem}*" if len(stem) == _STEM else stem for stem in stems[:_MOST_WORDS]]
    return (" ".join(cut) or group[0].row.text[:200],)


def _given(group: Sequence[_Said], experts: int) -> tuple[str, ...]:
    by_expert = {said.expert: said.row for said in group}
    return tuple(str(by_expert[n].support or "–") if n in by_expert else "" for n in range(experts))


def _line(
    group: Sequence[_Said], given: tuple[str, ...], verdict: Verdict, experts: int
) -> PanelLine:
    by_expert = {said.expert: said.row.text for said in group}
    return PanelLine.of(
        verdict,
        label=group[0].row.text,
        given=given,
        taken=joined(each for each in given if each not in {"", "–"}),
        notes=tuple(by_expert.get(n, "") for n in range(experts)),
    )


def _ratings(groups: Sequence[Sequence[_Said]], experts: int) -> Ratings:
    return Ratings(
        SUPPORT,
        Metric.ORDINAL,
        tuple(f"{n}" for n in range(1, len(groups) + 1)),
        tuple(
            tuple(each if each in _LEVELS else None for each in _given(group, experts))
            for group in groups
        ),
        _LEVELS,
    )
