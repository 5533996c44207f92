"""How far people agree: one small file for each statistic.

Which one: two markers on a rubric, quadratic weighted kappa; every marker marks everything,
ICC(2,1) for one marker and ICC(2,k) for their mean; marks are missing, Krippendorff's alpha;
nearly everything falls into one category, Gwet's AC2 beside kappa; two orders, Kendall's tau-b.

Grids have a row for each thing judged and a column for each judge, None where nothing was given.
"""

from exercises.tradecraft.agreement.ac2 import gwet_ac2
from exercises.tradecraft.agreement.alpha import Metric, krippendorff_alpha
from exercises.tradecraft.agreement.icc import BAND_LABELS, Band, Icc, icc, icc_band
from exercises.tradecraft.agreement.kappa import (
    Weights,
    cohen_kappa,
    kappa_from_table,
    quadratic_weighted_kappa,
    weighted_kappa,
)
from exercises.tradecraft.agreement.spearman_brown import markers_needed, spearman_brown
from exercises.tradecraft.agreement.tau import kendall_tau_b

__all__ = [
    "BAND_LABELS",
    "Band",
    "Icc",
    "Metric",
    "Weights",
    "cohen_kappa",
    "gwet_ac2",
    "icc",
    "icc_band",
    "kappa_from_table",
    "kendall_tau_b",
    "krippendorff_alpha",
    "markers_needed",
    "quadratic_weighted_kappa",
    "spearman_brown",
    "weighted_kappa",
]
