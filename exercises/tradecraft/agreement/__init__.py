"""How far people agree: one small file for each statistic.

Which one: two markers on a rubric, quadratic weighted kappa; every marker marks everything,
ICC(2,1) for one marker and ICC(2,k) for their mean; marks are missing, Krippendorff's alpha;
nearly everything falls into one category, Gwet's AC2 beside kappa; two orders, Kendall's tau-b.
"""

from exercises.tradecraft.agreement.kappa import (
    Weights,
    cohen_kappa,
    kappa_from_table,
    quadratic_weighted_kappa,
    weighted_kappa,
)
from exercises.tradecraft.agreement.tau import kendall_tau_b

__all__ = [
    "Weights",
    "cohen_kappa",
    "kappa_from_table",
    "kendall_tau_b",
    "quadratic_weighted_kappa",
    "weighted_kappa",
]
