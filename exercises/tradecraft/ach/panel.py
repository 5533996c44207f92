"""A matrix against a panel of experts: row by row, in its order of rows, in its standing.

The panel is the key, and shows its own spread: a cell where the experts are two steps apart is
not graded. Which share of a mark each comparison gets is for the exercise to say; the standing of
the hypotheses should stay its smallest part, because it says least about the reasoning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from exercises.tradecraft.ach.classroom import consensus
from exercises.tradecraft.ach.matrix import ORDINAL, SCALE, Code, Row, spread
from exercises.tradecraft.ach.scoring import TOLERANCE
from exercises.tradecraft.agreement.kappa import quadratic_weighted_kappa
from exercises.tradecraft.agreement.tau import kendall_tau_b
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined

EXPERTS_WANTED = 3
_TOO_FAR = 2
_WIDEST = ORDINAL[Code.CC] - ORDINAL[Code.II]


class Ungraded(StrEnum):
    """Why a cell of the key is not graded."""

    TOO_FEW_EXPERTS = "too_few_experts"
    EXPERTS_DIFFER = "experts_differ"


@dataclass(frozen=True, slots=True)
class PanelCell:
    """What the experts make of one cell.

    `code` is their consensus, None where there is none. `steps` is how far the ordered codes lie
    apart, None where there are none to compare. `ungraded` says why the cell is not graded; it
    is None where it is.
    """

    code: Code | None
    steps: int | None
    ungraded: Ungraded | None


def panel_cell(codes: Sequence[Code], *, wanted: int = EXPERTS_WANTED) -> PanelCell:
    """Make one key cell of the experts' codes.

    Not graded under `wanted` experts, when their codes lie two steps or more apart, or when some
    say NA and others do not.
    """
    places = [ORDINAL[code] for code in codes if code in ORDINAL]
    steps = max(places) - min(places) if places else None
    agreed = consensus({code: codes.count(code) for code in Code})
    code = None if isinstance(agreed, Undefined) else agreed
    if len(codes) < max(wanted, 1):
        return PanelCell(code, steps, Ungraded.TOO_FEW_EXPERTS)
    mixed = 0 < len(places) < len(codes)
    if mixed or (steps is not None and steps >= _TOO_FAR):
        return PanelCell(code, steps, Ungraded.EXPERTS_DIFFER)
    return PanelCell(code, steps, None)


def cell_credit(given: Code | None, key: Code) -> float:
    """Credit for one cell, 0 to 1: 1 - (steps / 4) squared; NA matches NA only; unrated earns 0.

    For the line of reasoning beside a cell. It is lenient (neutral everywhere earns much), so
    grade a whole matrix by `agree_with_panel`, which takes off what chance gives.
    """
    if given is None or given not in ORDINAL or key not in ORDINAL:
        return float(given is key)
    return 1 - ((ORDINAL[given] - ORDINAL[key]) / _WIDEST) ** 2


@dataclass(frozen=True, slots=True)
class MatrixAgreement:
    """How far a person's cells agree with the panel's.

    Counts are cells of the key that are graded: `ordered` have an ordered code on both sides,
    `not_applicable` have NA on at least one (`not_applicable_right` on both), `unrated` were left
    empty. `ungraded` cells count nowhere. `kappa` is the quadratic weighted kappa over the
    ordered ones; `weighted` is their mean cell credit, not corrected for chance.
    """

    kappa: float | Undefined
    weighted: float | Undefined
    ordered: int
    not_applicable: int
    not_applicable_right: int
    unrated: int
    ungraded: int

    @property
    def credit(self) -> float | Undefined:
        """One figure to give points by, 0 to 1.

        Kappa (0 where it is below) for the ordered cells, exact match for NA, nothing for empty
        cells, weighted by their numbers. Where kappa does not exist because both sides are
        constant, the weighted agreement takes its place. Undefined when nothing is graded.
        The mix is our own.
        """
        graded = self.ordered + self.not_applicable + self.unrated
        if graded == 0:
            return Undefined(Reason.NO_DATA)
        part = self.weighted if isinstance(self.kappa, Undefined) else max(self.kappa, 0.0)
        earned = 0.0 if isinstance(part, Undefined) else part * self.ordered
        return (earned + self.not_applicable_right) / graded


def agree_with_panel(
    given: Sequence[Sequence[Code | None]], key: Sequence[Sequence[PanelCell]]
) -> MatrixAgreement:
    """Compare cells row by row with the panel's; None is an empty cell.

    Raises InvalidInput when the shapes differ. Quadratic weights over II ... CC with all five
    levels given (Cohen 1968); NA stands outside the order and is matched exactly.
    """
    if [len(row) for row in given] != [len(row) for row in key]:
        raise InvalidInput(N_("The matrix and its key differ in shape."))
    pairs = [
        (cell, expected.code)
        for row, key_row in zip(given, key, strict=True)
        for cell, expected in zip(row, key_row, strict=True)
        if expected.ungraded is None and expected.code is not None
    ]
    ordered = [(a, b) for a, b in pairs if a in ORDINAL and b in ORDINAL]
    outside = [(a, b) for a, b in pairs if Code.NA in (a, b) and a is not None]
    mine, theirs = [a for a, _ in ordered if a], [b for _, b in ordered]
    earned = [cell_credit(a, b) for a, b in ordered]
    return MatrixAgreement(
        kappa=quadratic_weighted_kappa(mine, theirs, SCALE),
        weighted=sum(earned) / len(earned) if earned else Undefined(Reason.NO_DATA),
        ordered=len(ordered),
        not_applicable=len(outside),
        not_applicable_right=sum(a is b for a, b in outside),
        unrated=sum(a is None for a, _ in pairs),
        ungraded=sum(len(row) for row in key) - len(pairs),
    )


def agree_on_spread(given: Sequence[Row], key: Sequence[Row]) -> float | Undefined:
    """Whether a person sees the same rows as telling: Kendall's tau-b of the rows' spreads.

    Rows are taken in the same order on both sides; a row without any code on either side is left
    out. -1 to 1; undefined as in `kendall_tau_b`. Raises InvalidInput for unequal numbers.
    """
    if len(given) != len(key):
        raise InvalidInput(N_("The matrix and its key differ in shape."))
    pairs = [
        (mine, theirs)
        for row, key_row in zip(given, key, strict=True)
        if not isinstance(mine := spread(row), Undefined)
        and not isinstance(theirs := spread(key_row), Undefined)
    ]
    return kendall_tau_b([a for a, _ in pairs], [b for _, b in pairs], tolerance=TOLERANCE)


def agree_on_standing(given: Sequence[float], key: Sequence[float]) -> float | Undefined:
    """Whether hypotheses stand in the same order: Kendall's tau-b of their scores, -1 to 1.

    Raises InvalidInput for unequal numbers; undefined as in `kendall_tau_b`.
    """
    return kendall_tau_b(given, key, tolerance=TOLERANCE)
