"""A class on one matrix: consensus and dispute without cancelling opposed votes."""

from collections import Counter
from collections.abc import Callable
from itertools import product
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    Code,
    Dispute,
    Matrix,
    Row,
    Scheme,
    VoteRow,
    Weight,
    class_inconsistency,
    class_spread,
    consensus,
    dispute,
    dispute_band,
    inconsistency,
    is_opposed,
    spread,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

CC, C, N, I, II, NA = Code  # noqa: E741

OPPOSED = Undefined(Reason.OPPOSED)
votes_lists = st.lists(st.sampled_from(Code), max_size=12)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        # The cases of Open Synthesis (commit 10d6d00). It promises to round toward neutral and
        # answers C, I for the third and fourth; we keep the promise. For VI and VC it answers N.
        ([C, CC], C),
        ([I, II], I),
        ([N, C], N),
        ([I, N], N),
        ([NA, CC], CC),
        ([NA, NA, CC], NA),
        ([II, CC], OPPOSED),
        ([], Undefined(Reason.NO_DATA)),
        # And some of ours.
        ([C], C),
        ([NA], NA),
        ([NA, NA], NA),
        ([NA, NA, C, C], C),
        ([C, C, CC], C),
        ([C, CC, CC], CC),
        ([II, II, I], II),
        ([I, C], OPPOSED),
        ([C, C, C, I], OPPOSED),
        ([C, C, C, C, I], C),
        ([N, N, N, C, I], N),
        ([C, N, N, I], OPPOSED),
    ],
)
def test_consensus_is_a_median_toward_neutral_or_none(
    votes: list[Code], expected: Code | Undefined
) -> None:
    assert consensus(Counter(votes)) == expected


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], False),
        ([NA, NA], False),
        ([II, CC], True),
        ([C, C, C, I], True),
        ([C, C, C, C, I], False),
        ([I, I, I, II, C], False),
        ([I, II, I, C], True),
        ([CC, CC, CC, II, NA, NA], True),
        ([N, N, N, N], False),
    ],
)
def test_a_cell_is_opposed_when_each_side_holds_a_quarter(
    votes: list[Code], expected: bool
) -> None:
    assert is_opposed(Counter(votes)) is expected


@pytest.mark.parametrize(
    ("votes", "value", "band"),
    [
        ([C, C, C], 0.0, Dispute.CONSENSUS),
        ([C, CC], 0.25, Dispute.CONSENSUS),
        ([N, NA], 0.0, Dispute.CONSENSUS),
        ([C, N], 0.75, Dispute.MILD),
        ([CC, N], 1.0, Dispute.MILD),
        ([C, I], 1.5, Dispute.LARGE),
        ([CC, I], 1.75, Dispute.EXTREME),
        ([CC, II], 2.0, Dispute.EXTREME),
        ([CC, CC, II], 1.8856, Dispute.EXTREME),
    ],
)
def test_dispute_and_its_bands_as_competing_hypotheses_has_them(
    votes: list[Code], value: float, band: Dispute
) -> None:
    assert dispute(Counter(votes)) == value
    assert dispute_band(Counter(votes)) is band


def test_no_votes_are_no_dispute_but_no_answer() -> None:
    assert dispute({}) == dispute_band({}) == Undefined(Reason.NO_DATA)
    assert dispute({CC: 0}) == Undefined(Reason.NO_DATA)


@given(votes_lists.filter(bool))
def test_dispute_is_a_population_standard_deviation(votes: list[Code]) -> None:
    scale = {II: -2, I: -1.5, N: 0, NA: 0, C: 1.5, CC: 2}
    assert dispute(Counter(votes)) == pytest.approx(pstdev(scale[v] for v in votes), abs=5.1e-5)


@given(votes_lists.filter(bool))
def test_a_consensus_is_one_somebody_gave(votes: list[Code]) -> None:
    agreed = consensus(Counter(votes))
    assert isinstance(agreed, Undefined) == (
        is_opposed(Counter(votes)) and votes.count(NA) * 2 <= len(votes)
    )
    assert isinstance(agreed, Undefined) or agreed in votes


@pytest.mark.parametrize("scheme", Scheme)
def test_opposed_votes_do_not_cancel_in_the_score(scheme: Scheme) -> None:
    split = VoteRow("E1", ({II: 1, CC: 1}, {N: 2}))
    alone = inconsistency(Matrix(("H1", "H2"), (Row("E1", (II, N)),)), scheme)
    assert class_inconsistency([split], scheme) == (alone[0] / 2, 0)
    # Open Synthesis scores this cell 0, because it squares the mean of the votes.


def test_the_score_of_a_class_does_not_grow_with_the_class() -> None:
    small = VoteRow("E1", ({I: 1, C: 2}, {II: 3}), Weight.HIGH, Weight.LOW)
    large = VoteRow("E1", ({I: 10, C: 20}, {II: 30}), Weight.HIGH, Weight.LOW)
    for scheme in Scheme:
        assert class_inconsistency([small], scheme) == pytest.approx(
            class_inconsistency([large], scheme)
        )


@given(
    st.lists(st.tuples(st.sampled_from(Code), st.sampled_from(Code)), min_size=1, max_size=6),
    st.sampled_from(Scheme),
    st.sampled_from(Weight),
    st.sampled_from(Weight),
)
def test_a_class_scores_the_mean_of_its_members(
    members: list[tuple[Code, Code]], scheme: Scheme, credibility: Weight, relevance: Weight
) -> None:
    each = [
        inconsistency(Matrix(("H1", "H2"), (Row("E1", cells, credibility, relevance),)), scheme)
        for cells in members
    ]
    row = VoteRow(
        "E1", tuple(Counter(m[place] for m in members) for place in (0, 1)), credibility, relevance
    )
    mean = [sum(scores[place] for scores in each) / len(each) for place in (0, 1)]
    assert class_inconsistency([row], scheme) == pytest.approx(mean)


def test_rows_add_up_and_cells_nobody_rated_add_nothing() -> None:
    rows = [VoteRow("E1", ({I: 1}, {})), VoteRow("E2", ({II: 1, N: 1}, {I: 3, NA: 1}))]
    assert class_inconsistency(rows, Scheme.COUNT) == (2, 0.75)
    assert class_inconsistency([], Scheme.COUNT) == ()


def test_votes_that_make_no_sense_are_refused() -> None:
    for measure in (consensus, dispute, dispute_band, is_opposed):
        with pytest.raises(InvalidInput, match=r"^A number of votes is not below zero\.$"):
            measure({C: 2, I: -1})
    with pytest.raises(InvalidInput, match=r"^All rows must have the same number of hypotheses\.$"):
        class_inconsistency([VoteRow("E1", ({}, {})), VoteRow("E2", ({},))], Scheme.COUNT)


def test_the_spread_of_a_class_is_taken_over_mean_votes(row: Callable[..., Row]) -> None:
    assert class_spread(VoteRow("E1", ({C: 1}, {I: 1}))) == 1
    assert class_spread(VoteRow("E1", ({CC: 1}, {II: 1}, {N: 1}))) == pytest.approx(1.6329931619)
    assert class_spread(VoteRow("E1", ({C: 3, N: 1}, {}, {I: 2}))) == pytest.approx(0.875)
    assert class_spread(VoteRow("E1", ({NA: 2}, {CC: 1}))) == 1
    assert class_spread(VoteRow("E1", ({}, {}))) == Undefined(Reason.NO_DATA)
    for one, other in product(Code, repeat=2):
        assert class_spread(VoteRow("E1", ({one: 2}, {other: 5}))) == spread(row(f"{one} {other}"))
