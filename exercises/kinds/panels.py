"""What several people's answers to one task say together: a key, its spread, their agreement. Pure.

A kind reads a panel in its own ``panel.py``. The rules are the same everywhere: a key rests on three
experts at least; where ordered answers lie two steps or more apart, the experts differ, and the line
is not graded. What they gave is kept apart from what is made of it, so that a page can show both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_

K = TypeVar("K")

EXPERTS_WANTED = 3
TOO_FAR = 2  # steps from which experts differ

AGREED = N_("The experts agree.")
NEAR = N_("The experts lie one step apart; each of their answers is accepted.")
BESIDE = N_("Some of the answers stand outside the order; each of them is accepted.")
DIFFER = N_("The experts lie {steps} steps apart: not graded.")
SPLIT = N_("No answer has more than half of the experts: not graded.")
MOST = N_("More than half of the experts say so; the others' answers earn a part.")
TOO_FEW = N_("Fewer than three experts answered: not graded.")
NOBODY = N_("No expert answered, so the key says nothing about it.")
SHOWN = N_("Shown beside the student's after hand-in; it carries no points.")
ALONE = N_("One expert alone named it, so it is not in the key.")


@dataclass(frozen=True, slots=True)
class Ratings:
    """What people gave, line by line, for statistics of agreement.

    Attributes:
        label: what was given, such as "the source"; a source string.
        metric: what the distance between two answers means.
        lines: the handle of each line.
        grid: a row for each line with a place for each person; None where nothing was given.
        ranks: the order of the codes that have one; a code without a rank (F, NA) stands outside.
        accepted: by line, the codes that a key accepts; None where every code is, empty without a key.
    """

    label: str
    metric: Metric
    lines: tuple[str, ...]
    grid: tuple[tuple[str | None, ...], ...]
    ranks: Mapping[str, float] = field(default_factory=dict)
    accepted: tuple[frozenset[str] | None, ...] = ()

    def numbers(self) -> list[list[float | str | None]]:
        """Return the grid as statistics take it: codes where they have no order, ranks where they do.

        What stands outside the order is left out, as if it had not been given.
        """
        if self.metric is Metric.NOMINAL:
            return [list(row) for row in self.grid]
        return [[self._rank(code) for code in row] for row in self.grid]

    def _rank(self, code: str | None) -> float | None:
        if code is None:
            return None
        return self.ranks.get(code) if self.ranks else float(code)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the answers to one line stand: graded or not, by which rule."""

    graded: bool
    why: str
    steps: int | None = None
    differ: bool = False

    @property
    def facts(self) -> dict[str, int]:
        """What fills the rule's sentence."""
        return {} if self.steps is None else {"steps": self.steps}


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One thing the experts answered.

    Attributes:
        group: what the line belongs to, such as a row of evidence; may be empty.
        label: what was answered; a text of the author's or a source string.
        given: each expert's answer in their order, as shown; empty where nothing was given.
        taken: what the key takes.
        steps: how far ordered answers lie apart; None where they have no order.
        graded: whether the key grades it.
        why: the rule that decided; a source string with fields of ``str.format``.
        facts: what fills them.
        notes: the experts' own reasons, in their order.
        differ: whether it is the experts' disagreement that keeps it from being graded.
    """

    group: str
    label: str
    given: tuple[str, ...]
    taken: str
    steps: int | None
    graded: bool
    why: str
    facts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    differ: bool = False

    @classmethod
    def of(
        cls,
        verdict: Verdict,
        *,
        label: str,
        given: tuple[str, ...],
        taken: str,
        group: str = "",
        notes: tuple[str, ...] = (),
    ) -> Self:
        """Return the line that a verdict decides."""
        return cls(
            group, label, given, taken, verdict.steps, verdict.graded, verdict.why,
            verdict.facts, notes, verdict.differ,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PanelReading(Generic[K]):
    """What a panel comes to.

    Attributes:
        key: the key; None where the answers do not make one.
        lines: everything that was answered.
        ratings: the answers for statistics of agreement.
    """

    key: K | None
    lines: tuple[PanelLine, ...]
    ratings: tuple[Ratings, ...]


def judge_order(
    codes: Sequence[str], ranks: Mapping[str, float], *, wanted: int = EXPERTS_WANTED
) -> Verdict:
    """Judge answers that have an order: one step apart is near, two is too far.

    Codes without a rank stand outside the order and are compared with nothing. Under ``wanted``
    answers nothing is graded.
    """
    if not codes:
        return Verdict(False, NOBODY)
    places = [ranks[code] for code in codes if code in ranks]
    steps = round(max(places) - min(places)) if places else None
    if len(codes) < wanted:
        return Verdict(False, TOO_FEW, steps)
    if steps is not None and steps >= TOO_FAR:
        return Verdict(False, DIFFER, steps, differ=True)
    if len(set(codes)) == 1:
        return Verdict(True, AGREED, steps)
    return Verdict(True, NEAR if len(places) == len(codes) else BESIDE, steps)


def judge_names(codes: Sequence[str]) -> Verdict:
    """Judge answers without an order: more than half must say the same."""
    if not codes:
        return Verdict(False, NOBODY)
    if len(codes) < EXPERTS_WANTED:
        return Verdict(False, TOO_FEW)
    most = Counter(codes).most_common(1)[0][1]
    if 2 * most <= len(codes):
        return Verdict(False, SPLIT, differ=True)
    return Verdict(True, AGREED if most == len(codes) else MOST)


def most_common(codes: Sequence[str], order: Iterable[str]) -> str:
    """Return the code given most often; of several the first in ``order``. There is at least one."""
    counts = Counter(codes)
    return max(order, key=lambda code: counts.get(code, 0))


def middle(values: Sequence[float]) -> float:
    """Return the median; of two middle values the lower one. There is at least one."""
    return sorted(values)[(len(values) - 1) // 2]


def whole_hundred(means: Sequence[float]) -> tuple[int, ...]:
    """Round shares that add up to 100 to whole ones that still do (largest remainders first)."""
    floors = [int(mean) for mean in means]
    order = sorted(range(len(means)), key=lambda n: (floors[n] - means[n], n))
    for place in order[: 100 - sum(floors)]:
        floors[place] += 1
    return tuple(floors)


def joined(codes: Iterable[str]) -> str:
    """Return codes as one reads them, each once: "B / C"."""
    return " / ".join(sorted(set(codes)))
