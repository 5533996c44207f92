"""Sources, links, and what makes a graph one."""

import pytest

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.lineage import (
    RELATION_LABELS,
    STATUS_LABELS,
    Graph,
    Link,
    Relation,
    Source,
    Status,
)
from exercises.tradecraft.lineage.graph import ALL, SURE, ancestry, parents

STATED, INFERRED, UNKNOWN = Status
SAME = Relation.SAME_AS


def test_links_are_the_same_by_their_ends_and_same_as_has_no_direction() -> None:
    assert Link("a", "b", STATED).identity == Link("a", "b", UNKNOWN, Relation.REPEATED_BY).identity
    assert Link("a", "b", STATED).identity != Link("b", "a", STATED).identity
    assert Link("a", "b", STATED).reversed_identity == Link("b", "a", STATED).identity
    assert Link("b", "a", STATED, SAME).identity == Link("a", "b", STATED, SAME).identity
    assert Link("b", "a", STATED, SAME).identity != Link("a", "b", STATED).identity
    same = Link("b", "a", STATED, SAME)
    assert same.reversed_identity == same.identity


def test_ancestors_follow_links_of_the_statuses_asked_for() -> None:
    graph = Graph(
        tuple(map(Source, "abcde")),
        (
            Link("d", "b", UNKNOWN),
            Link("a", "b", STATED),
            Link("b", "c", INFERRED),
            Link("e", "d", UNKNOWN, SAME),
        ),
    )
    assert ancestry(parents(graph, SURE), "c") == set("abc")
    assert ancestry(parents(graph, ALL), "c") == set("abcde")
    assert ancestry(parents(graph, ALL), "e") == set("ed")
    assert ancestry(parents(graph, ALL, same_too=False), "c") == set("abcd")


def test_a_part_of_a_graph_keeps_the_links_inside(case: Graph) -> None:
    part = case.only({"P", "W23", "R23"})
    assert [source.handle for source in part.sources] == ["P", "W23", "R23"]
    assert {(link.source, link.target) for link in part.links} == {
        ("W23", "P"),
        ("R23", "P"),
        ("W23", "R23"),
        ("R23", "W23"),
    }


def test_a_graph_that_makes_no_sense_is_refused() -> None:
    a, b = Source("a"), Source("b")
    with pytest.raises(InvalidInput, match=r"^a cannot have it from itself\.$"):
        Link("a", "a", STATED)
    with pytest.raises(InvalidInput, match=r"^Each source needs a handle of its own\.$"):
        Graph((a, a))
    with pytest.raises(InvalidInput, match=r"^There is no source c\.$"):
        Graph((a, b), (Link("a", "c", STATED),))
    with pytest.raises(InvalidInput, match=r"^There is no source c\.$"):
        Graph((a, b), (Link("c", "a", STATED),))
    with pytest.raises(InvalidInput, match=r"^The link from a to b is listed twice\.$"):
        Graph((a, b), (Link("a", "b", STATED), Link("a", "b", UNKNOWN)))
    with pytest.raises(InvalidInput, match=r"^The link from b to a is listed twice\.$"):
        Graph((a, b), (Link("a", "b", STATED, SAME), Link("b", "a", STATED, SAME)))
    assert Graph((a, b), (Link("a", "b", STATED), Link("b", "a", STATED))).links
    three = tuple(Link(one, other, STATED, SAME) for one, other in ("ab", "ca", "bc"))
    assert Graph((a, b, Source("c")), three).links == three


def test_every_status_and_relation_has_its_words() -> None:
    assert list(STATUS_LABELS) == list(Status)
    assert list(RELATION_LABELS) == list(Relation)
