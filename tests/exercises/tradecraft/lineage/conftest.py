"""The lineage of the demo case."""

import pytest

from exercises.tradecraft.lineage import Graph, Link, Relation, Source, Status

STATED, UNKNOWN = Status.STATED, Status.UNKNOWN

# Demo case, section on lineage: P the page; R, T, K Russian, Turkish, Kurdish reports; U Ukrainian
# portals; W23, R23 Western and Russian reports of January 2023; A later reports; M Mali reports; UM
# Ukrainian sources on "this information"; J jihadist propaganda; O the unknown origins.
SEVERAL = "R T K U W23 R23 A M UM J O"
KEY = [
    *(Link(source, "P", STATED) for source in ["R", "T", "K", "U", "W23", "R23", "A", "M", "UM"]),
    Link("J", "P", STATED, Relation.MENTIONED_IN),
    *(Link("O", target, UNKNOWN, Relation.ORIGIN_OF) for target in "RTK"),
    *(
        Link(one, other, UNKNOWN, Relation.REPEATED_BY)
        for one in "RTK"
        for other in "RTK"
        if one != other
    ),
    *(Link(source, "U", UNKNOWN, Relation.ANSWERED_BY) for source in "RTK"),
    Link("W23", "R23", UNKNOWN, Relation.REPEATED_BY),
    Link("R23", "W23", UNKNOWN, Relation.REPEATED_BY),
    Link("R23", "R", UNKNOWN, Relation.SAME_AS),
    Link("U", "UM", UNKNOWN, Relation.SAME_AS),
]


@pytest.fixture(scope="session")
def case() -> Graph:
    """The demo case's key as a graph."""
    sources = (Source("P"), *(Source(handle, several=True) for handle in SEVERAL.split()))
    return Graph(sources, tuple(KEY))
