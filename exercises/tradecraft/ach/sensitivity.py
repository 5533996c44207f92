"""Which item, if wrong, changes the order? The sixth step of the method, computed.

Each row is doubted in turn, alone. A linchpin is a row whose doubt changes which hypotheses are
least refuted. It may be an argument or an absence as well as a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from exercises.tradecraft.ach.matrix import Code, Matrix, Row
from exercises.tradecraft.ach.scoring import (
    Scheme,
    Standing,
    contributions,
    group_by_score,
    standing,
)
from exercises.tradecraft.labels import N_, Label


class Doubt(StrEnum):
    """In what way a row may be wrong."""

    DROPPED = "dropped"
    REVERSED = "reversed"


DOUBT_LABELS: Mapping[Doubt, Label] = MappingProxyType(
    {
        Doubt.DROPPED: Label(N_("worthless"), N_("The row tells nothing and falls away.")),
        Doubt.REVERSED: Label(
            N_("deceptive"),
            N_("The row was planted: what it spoke for it speaks against, and the other way."),
        ),
    }
)

_MIRROR: Mapping[Code, Code] = MappingProxyType(
    {Code.CC: Code.II, Code.C: Code.I, Code.I: Code.C, Code.II: Code.CC}
)


class Effect(StrEnum):
    """What a changed matrix does to the order, weakest first."""

    NOTHING = "nothing"
    TIES = "ties"
    ORDER = "order"
    LEAD = "lead"


EFFECT_LABELS: Mapping[Effect, Label] = MappingProxyType(
    {
        Effect.NOTHING: Label(N_("nothing"), N_("The order stays as it is.")),
        Effect.TIES: Label(
            N_("ties"), N_("Hypotheses behind the lead become equal, or cease to be.")
        ),
        Effect.ORDER: Label(N_("order"), N_("Hypotheses behind the lead change places.")),
        Effect.LEAD: Label(
            N_("lead"), N_("It changes which hypotheses are least refuted: a linchpin.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class RowEffect:
    """What happens when one row is wrong."""

    handle: str
    doubt: Doubt
    before: Standing
    after: Standing
    effect: Effect


def reverse(row: Row) -> Row:
    """The same row read as planted: CC and II change places, C and I too; N and NA stay."""
    cells = tuple(None if cell is None else _MIRROR.get(cell, cell) for cell in row.cells)
    return Row(row.handle, cells, row.credibility, row.relevance)


def compare_standings(before: Standing, after: Standing) -> Effect:
    """The strongest effect between two standings of the same hypotheses."""
    if before.order == after.order:
        return Effect.NOTHING
    if before.least_refuted != after.least_refuted:
        return Effect.LEAD
    ranks = [
        {name: place for place, group in enumerate(each.order) for name in group}
        for each in (before, after)
    ]
    for one, other in combinations(ranks[0], 2):
        if (ranks[0][one] - ranks[0][other]) * (ranks[1][one] - ranks[1][other]) < 0:
            return Effect.ORDER
    return Effect.TIES


def sensitivity(
    matrix: Matrix, scheme: Scheme, doubt: Doubt = Doubt.DROPPED
) -> tuple[RowEffect, ...]:
    """Doubt each row in turn and tell what changes, in the order of the rows."""
    before = standing(matrix, scheme)
    effects = []
    for row in matrix.rows:
        lost = contributions(row, scheme)
        won = contributions(reverse(row), scheme) if doubt is Doubt.REVERSED else (0.0,) * len(lost)
        scores = tuple(
            score - out + into for score, out, into in zip(before.scores, lost, won, strict=True)
        )
        after = Standing(scheme, scores, group_by_score(matrix.hypotheses, scores))
        effect = compare_standings(before, after)
        effects.append(RowEffect(row.handle, doubt, before, after, effect))
    return tuple(effects)


def linchpins(matrix: Matrix, scheme: Scheme, doubt: Doubt = Doubt.DROPPED) -> tuple[str, ...]:
    """Handles of the rows that change which hypotheses are least refuted."""
    return tuple(
        each.handle for each in sensitivity(matrix, scheme, doubt) if each.effect is Effect.LEAD
    )
