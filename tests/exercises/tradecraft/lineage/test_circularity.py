"""Circles, certain and possible."""

from exercises.tradecraft.lineage import Graph, Link, Loops, Relation, Source, Status, loops

STATED, INFERRED, UNKNOWN = Status


def graph(handles: str, *links: tuple[str, str, Status]) -> Graph:
    return Graph(tuple(map(Source, handles)), tuple(Link(*link) for link in links))


def test_the_case_may_be_circular_and_is_not_shown_to_be(case: Graph) -> None:
    assert loops(case) == Loops(certain=(), possible=(("R", "T", "K"), ("W23", "R23")))


def test_two_doubtful_stories_that_hold_each_other_up_are_a_certain_circle() -> None:
    syria_and_mali = Graph(
        (Source("Syria"), Source("Mali")),
        (
            Link("Syria", "Mali", INFERRED, Relation.SUPPORTS),
            Link("Mali", "Syria", STATED, Relation.SUPPORTS),
        ),
    )
    assert loops(syria_and_mali) == Loops(certain=(("Syria", "Mali"),), possible=())


def test_an_unknown_link_may_close_or_widen_a_circle() -> None:
    found = loops(
        graph(
            "abcd", ("a", "b", STATED), ("b", "a", STATED), ("b", "c", STATED), ("c", "a", UNKNOWN)
        )
    )
    assert found == Loops(certain=(("a", "b"),), possible=(("a", "b", "c"),))


def test_a_line_and_a_diamond_are_no_circle() -> None:
    diamond = graph(
        "abcd", ("a", "b", STATED), ("a", "c", STATED), ("b", "d", STATED), ("c", "d", STATED)
    )
    assert loops(diamond) == Loops((), ())


def test_the_same_source_twice_is_no_circle() -> None:
    for status in Status:
        same = Graph((Source("a"), Source("b")), (Link("a", "b", status, Relation.SAME_AS),))
        assert loops(same) == Loops((), ())
