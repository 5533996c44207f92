"""Links drawn against the key's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.lineage import (
    POINTS,
    VERDICT_LABELS,
    Graph,
    Link,
    LinkScore,
    Relation,
    Status,
    Verdict,
    score_links,
)
from exercises.tradecraft.undefined import Reason, Undefined

STATED, INFERRED, UNKNOWN = Status


@pytest.mark.parametrize(
    ("drawn", "in_key", "verdict", "points"),
    [
        (STATED, STATED, Verdict.RIGHT, 1),
        (INFERRED, STATED, Verdict.HEDGED, 0),
        (UNKNOWN, STATED, Verdict.HEDGED, 0),
        (STATED, INFERRED, Verdict.OVERSTATED, 0),
        (INFERRED, INFERRED, Verdict.RIGHT, 1),
        (UNKNOWN, INFERRED, Verdict.HEDGED, 0),
        (STATED, UNKNOWN, Verdict.UNKNOWN_AS_FACT, -1),
        (INFERRED, UNKNOWN, Verdict.GUESSED, 0),
        (UNKNOWN, UNKNOWN, Verdict.RIGHT, 1),
        (STATED, None, Verdict.INVENTED, -1),
        (INFERRED, None, Verdict.INVENTED, -1),
        (UNKNOWN, None, Verdict.IDLE, 0),
    ],
)
def test_each_status_against_each(
    drawn: Status, in_key: Status | None, verdict: Verdict, points: int
) -> None:
    key = [] if in_key is None else [Link("a", "b", in_key)]
    (line,) = score_links([Link("a", "b", drawn)], key).links
    assert (line.verdict, line.points) == (verdict, points)


def test_the_wrong_way_round_is_named_and_the_right_one_missed() -> None:
    score = score_links([Link("b", "a", STATED)], [Link("a", "b", STATED)])
    assert score.links == (
        LinkScore(Link("b", "a", STATED), Verdict.REVERSED),
        LinkScore(Link("a", "b", STATED), Verdict.MISSED),
    )
    assert [line.points for line in score.links] == [-1, 0]
    assert score.points == 0
    unknown = score_links([Link("b", "a", UNKNOWN)], [Link("a", "b", STATED)])
    assert unknown.links[0].verdict is Verdict.IDLE


def test_the_same_source_has_no_wrong_way_round() -> None:
    key = [Link("a", "b", UNKNOWN, Relation.SAME_AS)]
    assert score_links([Link("b", "a", UNKNOWN, Relation.SAME_AS)], key).points == 1
    (drawn, _missed) = score_links([Link("a", "b", STATED, Relation.REPEATED_BY)], key).links
    assert drawn.verdict is Verdict.INVENTED


def test_the_key_of_the_case_earns_everything(case: Graph) -> None:
    score = score_links(case.links, case.links)
    assert score.points == score.out_of == len(case.links) == 26
    assert score.precision == score.recall == 1


def test_three_camps_drawn_as_copies_of_each_other_lose_points(case: Graph) -> None:
    drawn = [Link(link.source, link.target, STATED, link.relation) for link in case.links]
    score = score_links(drawn, case.links)
    assert [line.verdict for line in score.links].count(Verdict.UNKNOWN_AS_FACT) == 16
    assert score.points == 0
    assert score.precision == score.recall == 10 / 26


def test_a_part_of_the_drawing_earns_a_part(case: Graph) -> None:
    score = score_links([*case.links[:4], Link("P", "J", STATED)], case.links)
    assert score.points == 3
    assert score.precision == 4 / 5
    assert score.recall == 4 / 26
    assert [line.link for line in score.links[5:]] == list(case.links[4:])


links = st.dictionaries(
    st.sampled_from([("a", "b"), ("b", "a"), ("b", "c"), ("a", "c")]), st.sampled_from(Status)
).map(lambda found: [Link(a, b, status) for (a, b), status in found.items()])


@given(links, links)
def test_points_lie_between_nothing_and_all(drawn: list[Link], key: list[Link]) -> None:
    score = score_links(drawn, key)
    assert 0 <= score.points <= score.out_of == len(key)
    if drawn == key:
        assert score.points == len(key)


def test_nothing_drawn_or_wanted_is_named() -> None:
    empty = score_links([], [])
    assert empty.precision == empty.recall == Undefined(Reason.NO_DATA)
    missed = score_links([], [Link("a", "b", STATED)])
    assert (missed.precision, missed.recall) == (Undefined(Reason.NO_DATA), 0)


def test_a_link_listed_twice_is_refused() -> None:
    twice = [Link("a", "b", STATED), Link("a", "b", UNKNOWN)]
    for sides in ((twice, []), ([], twice)):
        with pytest.raises(InvalidInput, match=r"^The link from a to b is listed twice\.$"):
            score_links(*sides)


def test_every_verdict_has_points_and_words() -> None:
    assert list(VERDICT_LABELS) == list(Verdict)
    assert list(POINTS) == list(Verdict)
