"""Source lineage: who has it from whom, and how many independent origins that leaves.

The answer is a list of links, each stated in the dossier, inferred, or unknown. Three reports that
may repeat each other are not three sources: what is unknown stays unknown, and the number of
independent origins is an interval whose upper end may be "not known".
"""

from exercises.tradecraft.lineage.circularity import Loops, loops
from exercises.tradecraft.lineage.graph import (
    RELATION_LABELS,
    STATUS_LABELS,
    Graph,
    Link,
    Relation,
    Source,
    Status,
)
from exercises.tradecraft.lineage.origins import (
    Interval,
    IntervalScore,
    independent_origins,
    score_interval,
)
from exercises.tradecraft.lineage.scoring import (
    POINTS,
    VERDICT_LABELS,
    LineageScore,
    LinkScore,
    Verdict,
    score_links,
)

__all__ = [
    "POINTS",
    "RELATION_LABELS",
    "STATUS_LABELS",
    "VERDICT_LABELS",
    "Graph",
    "Interval",
    "IntervalScore",
    "LineageScore",
    "Link",
    "LinkScore",
    "Loops",
    "Relation",
    "Source",
    "Status",
    "Verdict",
    "independent_origins",
    "loops",
    "score_interval",
    "score_links",
]
