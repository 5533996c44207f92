"""Independent origins as an interval, checked against every way the unknown links could turn out."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.lineage import (
    Graph,
    Interval,
    IntervalScore,
    Link,
    Relation,
    Source,
    Status,
    independent_origins,
    score_interval,
)
from exercises.tradecraft.lineage.graph import SURE, parents

STATED, INFERRED, UNKNOWN = Status


def graph(handles: str, links: str, several: str = "") -> Graph:
    """A graph from "ab c?d e~f": a to b stated, c to d unknown, e to f inferred."""
    statuses = {"?": UNKNOWN, "~": INFERRED}
    read = [Link(each[0], each[-1], statuses.get(each[1:-1], STATED)) for each in links.split()]
    return Graph(tuple(Source(h, several=h in several) for h in handles), tuple(read))


def test_three_camps_are_not_three_sources(case: Graph) -> None:
    claim = case.only({"O", "R", "T", "K", "P"})
    assert independent_origins(claim, "P") == Interval(1, None)


def test_the_strand_of_january_2023_is_no_better(case: Graph) -> None:
    assert independent_origins(case.only({"W23", "R23", "P"}), "P") == Interval(1, None)


@pytest.mark.parametrize(
    ("handles", "links", "expected"),
    [
        ("p", "", Interval(1, 1)),
        ("rtkp", "rp tp kp", Interval(3, 3)),
        ("rtkp", "rp tp kp r~t", Interval(2, 2)),
        ("rtkp", "rp tp kp r?t", Interval(2, 3)),
        ("rtkp", "rp tp kp r?t t?r r?k k?r t?k k?t", Interval(1, 3)),
        ("ortkp", "rp tp kp o?r o?t o?k", Interval(1, 3)),
        ("abkp", "kp a?k b?k", Interval(1, 2)),
        ("abkp", "ak kp b?k", Interval(1, 2)),
        ("abp", "ap b?a", Interval(1, 1)),
        ("abcp", "ab ba bp cp", Interval(2, 2)),
        ("abcp", "ab ba bp c?a", Interval(1, 1)),
        ("xyrtkp", "rp tp kp x?r x?t y?t y?k", Interval(1, 4)),
        ("zakp", "kp a?k z?a", Interval(1, 2)),
    ],
)
def test_bounds_on_small_drawings(handles: str, links: str, expected: Interval) -> None:
    assert independent_origins(graph(handles, links), "p") == expected


def test_a_box_of_several_sources_hides_how_many_only_where_it_is_an_origin() -> None:
    assert independent_origins(graph("rtp", "rp tp", several="r"), "p") == Interval(2, None)
    assert independent_origins(graph("rtp", "rt tp", several="t"), "p") == Interval(1, 1)
    assert independent_origins(graph("rtp", "tp r?t", several="r"), "p") == Interval(1, None)
    assert independent_origins(graph("rtp", "tp", several="r"), "p") == Interval(1, 1)


def test_two_boxes_that_are_or_may_be_the_same() -> None:
    def same(status: Status) -> Graph:
        links = (Link("a", "p", STATED), Link("b", "p", STATED))
        return Graph(tuple(map(Source, "abp")), (*links, Link("b", "a", status, Relation.SAME_AS)))

    assert independent_origins(same(STATED), "p") == Interval(1, 1)
    assert independent_origins(same(UNKNOWN), "p") == Interval(1, 2)


pairs = [(a, b) for a in "abcdp" for b in "abcdp" if a != b]
drawings = st.dictionaries(st.sampled_from(pairs), st.sampled_from(Status), max_size=9).map(
    lambda links: Graph(
        tuple(map(Source, "abcdp")), tuple(Link(a, b, status) for (a, b), status in links.items())
    )
)


def origins_in(world: Graph) -> int:
    """Closed groups of sources above "p" that have it from nobody else, found by brute force."""
    direct = parents(world, SURE)
    reach: dict[str, set[str]] = {handle: {handle} for handle in direct}
    for _ in direct:
        for handle, origins in direct.items():
            reach[handle].update(*(reach[each] for each in origins))
    groups = {
        frozenset(other for other in reach[each] if each in reach[other]) for each in reach["p"]
    }
    return sum(all(reach[each] == group for each in group) for group in groups)


@given(drawings)
def test_both_bounds_hold_however_the_unknown_links_turn_out(drawing: Graph) -> None:
    sure = [link for link in drawing.links if link.status is not UNKNOWN]
    unknown = [link for link in drawing.links if link.status is UNKNOWN]
    chosen = chain.from_iterable(combinations(unknown, n) for n in range(len(unknown) + 1))
    counts = [
        origins_in(
            Graph(
                drawing.sources,
                (*sure, *(Link(link.source, link.target, STATED) for link in links)),
            )
        )
        for links in chosen
    ]
    found = independent_origins(drawing, "p")
    assert found.at_most is not None
    assert 1 <= found.at_least <= min(counts) <= max(counts) <= found.at_most
    if not unknown:
        assert found.at_least == found.at_most == counts[0]


@given(drawings, st.sets(st.sampled_from("abcdp"), min_size=1))
def test_several_sources_never_change_the_lower_end(drawing: Graph, several: set[str]) -> None:
    marked = Graph(
        tuple(Source(s.handle, several=s.handle in several) for s in drawing.sources), drawing.links
    )
    one, other = independent_origins(drawing, "p"), independent_origins(marked, "p")
    assert one.at_least == other.at_least
    assert other.at_most in (one.at_most, None)


@pytest.mark.parametrize(
    ("mine", "expected", "credit"),
    [
        (Interval(1, None), IntervalScore(True, True), 1),
        (Interval(3, 3), IntervalScore(False, False), 0),
        (Interval(1, 3), IntervalScore(True, False), 0.5),
        (Interval(2, None), IntervalScore(False, True), 0.5),
    ],
)
def test_each_end_is_worth_half(mine: Interval, expected: IntervalScore, credit: float) -> None:
    assert score_interval(mine, Interval(1, None)) == expected
    assert expected.credit == credit


def test_an_interval_that_makes_no_sense_is_refused() -> None:
    assert Interval(0, 0) == Interval(0, 0)
    with pytest.raises(InvalidInput, match=r"^A number of origins is not below 0\.$"):
        Interval(-1, 2)
    with pytest.raises(InvalidInput, match=r"^“At most” cannot be less than “at least”\.$"):
        Interval(2, 1)
    with pytest.raises(InvalidInput, match=r"^There is no source z\.$"):
        independent_origins(graph("ab", "ab"), "z")
