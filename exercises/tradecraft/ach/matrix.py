"""The matrix: codes, rows, and what can be read off it before any scoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from types import MappingProxyType
from typing import Self

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined


class Code(StrEnum):
    """How one piece of evidence sits with one hypothesis."""

    CC = "CC"
    C = "C"
    N = "N"
    I = "I"  # noqa: E741 - the code of the method
    II = "II"
    NA = "NA"


class Weight(StrEnum):
    """How much a row counts, for its credibility or its relevance."""

    LOW = "L"
    MEDIUM = "M"
    HIGH = "H"


CODE_LABELS: Mapping[Code, Label] = MappingProxyType(
    {
        Code.CC: Label(
            N_("very consistent"), N_("If the hypothesis is true, this is just what one expects.")
        ),
        Code.C: Label(N_("consistent"), N_("If the hypothesis is true, this fits.")),
        Code.N: Label(N_("neutral"), N_("This would be as likely if the hypothesis were false.")),
        Code.I: Label(N_("inconsistent"), N_("If the hypothesis is true, this is odd.")),
        Code.II: Label(
            N_("very inconsistent"), N_("If the hypothesis is true, this should hardly be so.")
        ),
        Code.NA: Label(
            N_("not applicable"),
            N_("The evidence has nothing to do with the hypothesis. Not the same as neutral."),
        ),
    }
)
WEIGHT_LABELS: Mapping[Weight, Label] = MappingProxyType(
    {
        Weight.LOW: Label(N_("low")),
        Weight.MEDIUM: Label(N_("medium")),
        Weight.HIGH: Label(N_("high")),
    }
)

SCALE: tuple[Code, ...] = (Code.II, Code.I, Code.N, Code.C, Code.CC)
"""The codes that have an order, from refuting to supporting. NA is none of them."""

ORDINAL: Mapping[Code, int] = MappingProxyType({code: i for i, code in enumerate(SCALE, start=1)})
"""II 1, I 2, N 3, C 4, CC 5: the scale of Open Synthesis."""

NEUTRAL = ORDINAL[Code.N]


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence: a code for each hypothesis in order, None where not rated yet."""

    handle: str
    cells: tuple[Code | None, ...]
    credibility: Weight = Weight.MEDIUM
    relevance: Weight = Weight.MEDIUM

    @property
    def complete(self) -> bool:
        """Every cell is rated."""
        return None not in self.cells


@dataclass(frozen=True, slots=True)
class Matrix:
    """Evidence rows against hypotheses.

    Raises InvalidInput for fewer than two hypotheses, a name or handle used twice, or a row whose
    length differs from the number of hypotheses. A matrix without rows is allowed: it is the
    blank page.
    """

    hypotheses: tuple[str, ...]
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hypotheses) < 2:
            raise InvalidInput(N_("A matrix compares at least two hypotheses."))
        if len(set(self.hypotheses)) != len(self.hypotheses):
            raise InvalidInput(N_("Each hypothesis needs a name of its own."))
        if len({row.handle for row in self.rows}) != len(self.rows):
            raise InvalidInput(N_("Each piece of evidence needs a handle of its own."))
        for row in self.rows:
            if len(row.cells) != len(self.hypotheses):
                raise InvalidInput(
                    N_("{handle} has {cells} cells for {hypotheses} hypotheses."),
                    handle=row.handle,
                    cells=len(row.cells),
                    hypotheses=len(self.hypotheses),
                )

    @property
    def complete(self) -> bool:
        """There are rows, and every cell of each is rated."""
        return bool(self.rows) and all(row.complete for row in self.rows)

    def without(self, handle: str) -> Self:
        """The same matrix as if this evidence did not exist."""
        return type(self)(self.hypotheses, tuple(r for r in self.rows if r.handle != handle))

    def replacing(self, changed: Row) -> Self:
        """The same matrix with the row of that handle read otherwise."""
        rows = tuple(changed if row.handle == changed.handle else row for row in self.rows)
        return type(self)(self.hypotheses, rows)


def population_sd(values: list[float]) -> float:
    """Standard deviation over all of `values` (divided by n), which holds at least one."""
    mean = fsum(values) / len(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / len(values))


def spread(row: Row) -> float | Undefined:
    """How well a row tells the hypotheses apart: 0 (not at all) to 2.

    Population standard deviation of the cells on the scale II 1 ... CC 5, with NA counted as
    neutral and unrated cells left out. A row that is II throughout spreads 0, as it should: it
    separates nothing. Undefined when no cell is rated.

    Source: evidence diagnosticity of Open Synthesis (openach/metrics.py, commit 10d6d00), which
    answers 0 where we say undefined.
    """
    places = [float(ORDINAL.get(cell, NEUTRAL)) for cell in row.cells if cell is not None]
    return population_sd(places) if places else Undefined(Reason.NO_DATA)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the evidence speaks to one hypothesis, in cells."""

    rated: int
    not_applicable: int
    unrated: int

    @property
    def share_not_applicable(self) -> float | Undefined:
        """Share of all cells that are NA, 0 to 1; undefined without rows."""
        return self._share(self.not_applicable)

    @property
    def share_unrated(self) -> float | Undefined:
        """Share of all cells without a code, 0 to 1; undefined without rows."""
        return self._share(self.unrated)

    def _share(self, part: int) -> float | Undefined:
        whole = self.rated + self.not_applicable + self.unrated
        return part / whole if whole else Undefined(Reason.NO_DATA)


def coverage(matrix: Matrix) -> tuple[Coverage, ...]:
    """For each hypothesis, how many cells have an ordered code, NA, or none.

    A low score rests on little where most cells are NA or empty.
    """
    counted = []
    for place in range(len(matrix.hypotheses)):
        column = [row.cells[place] for row in matrix.rows]
        not_applicable, unrated = column.count(Code.NA), column.count(None)
        counted.append(Coverage(len(column) - not_applicable - unrated, not_applicable, unrated))
    return tuple(counted)


def untested(matrix: Matrix) -> tuple[str, ...]:
    """Hypotheses that nothing in the matrix speaks against.

    Their score is 0 because they were not tested, not because they are true; a hypothesis of
    deception takes in almost any report. Raise this before anybody reads the ranking.
    """
    against = {Code.I, Code.II}
    return tuple(
        name
        for place, name in enumerate(matrix.hypotheses)
        if not any(row.cells[place] in against for row in matrix.rows)
    )
