"""Analysis of competing hypotheses: a matrix of evidence against hypotheses, read for refutation.

Procedure: Heuer 1999, Psychology of Intelligence Analysis, ch. 8. Four published ways to score a
matrix are here, each under its own name, because they weigh evidence differently and there is no
standard. A score is an aid to talk about the matrix. It is no probability, and the lowest score
does not make a hypothesis the likeliest: a hypothesis nothing could contradict scores 0 as well.
"""

from exercises.tradecraft.ach.classroom import (
    Dispute,
    VoteRow,
    class_inconsistency,
    class_spread,
    consensus,
    dispute,
    dispute_band,
    is_opposed,
)
from exercises.tradecraft.ach.matrix import (
    CODE_LABELS,
    ORDINAL,
    SCALE,
    WEIGHT_LABELS,
    Code,
    Coverage,
    Matrix,
    Row,
    Weight,
    coverage,
    spread,
    untested,
)
from exercises.tradecraft.ach.panel import (
    MatrixAgreement,
    PanelCell,
    Ungraded,
    agree_on_spread,
    agree_on_standing,
    agree_with_panel,
    cell_credit,
    panel_cell,
)
from exercises.tradecraft.ach.scoring import (
    SCHEME_LABELS,
    Scheme,
    Standing,
    cell_points,
    inconsistency,
    standing,
)
from exercises.tradecraft.ach.sensitivity import (
    Doubt,
    Effect,
    RowEffect,
    compare_standings,
    linchpins,
    sensitivity,
)

__all__ = [
    "CODE_LABELS",
    "ORDINAL",
    "SCALE",
    "SCHEME_LABELS",
    "WEIGHT_LABELS",
    "Code",
    "Coverage",
    "Dispute",
    "Doubt",
    "Effect",
    "Matrix",
    "MatrixAgreement",
    "PanelCell",
    "Row",
    "RowEffect",
    "Scheme",
    "Standing",
    "Ungraded",
    "VoteRow",
    "Weight",
    "agree_on_spread",
    "agree_on_standing",
    "agree_with_panel",
    "cell_credit",
    "cell_points",
    "class_inconsistency",
    "class_spread",
    "compare_standings",
    "consensus",
    "coverage",
    "dispute",
    "dispute_band",
    "inconsistency",
    "is_opposed",
    "linchpins",
    "panel_cell",
    "sensitivity",
    "spread",
    "standing",
    "untested",
]
