"""Hits, misses and false alarms on planted flaws."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.flaws import (
    KIND_LABELS,
    Finding,
    FlawKind,
    FlawScore,
    PlantedFlaw,
    score_findings,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined


def flaw(handle: str, paragraphs: str, *kinds: FlawKind) -> PlantedFlaw:
    return PlantedFlaw(handle, frozenset(paragraphs.split()), frozenset(kinds))


def finding(paragraphs: str, kind: FlawKind | None = None) -> Finding:
    return Finding(frozenset(paragraphs.split()), kind)


# Part of the demo case's key: paragraphs where each flaw shows.
KEY = [
    flaw("F2", "¶3 ¶8 ¶9", FlawKind.SLIPPAGE),
    flaw("F3", "¶2", FlawKind.LUMPED_SOURCES),
    flaw("F4", "¶7 ¶8 ¶9", FlawKind.CIRCULAR),
    flaw("F6", "¶2 ¶5", FlawKind.CATEGORY_SHIFT, FlawKind.UNSUPPORTED),
    flaw("F11", "¶14"),
]


def test_findings_hit_by_paragraph_and_kind() -> None:
    score = score_findings(
        [
            finding("¶9", FlawKind.CIRCULAR),
            finding("¶2 ¶3", FlawKind.UNSUPPORTED),
            finding("¶14"),
            finding("¶14", FlawKind.INTEREST),
            finding("¶2", FlawKind.OTHER),
            finding("¶12", FlawKind.SLIPPAGE),
        ],
        KEY,
    )
    assert score == FlawScore(
        hits={0: "F4", 1: "F6", 2: "F11"},
        missed=("F2", "F3"),
        false_alarms=(4, 5),
        repeats=(3,),
    )
    assert score.precision == 3 / 5
    assert score.recall == 3 / 5
    assert score.f1 == 6 / (6 + 2 + 2)


def test_a_finding_without_a_kind_hits_only_where_any_kind_will_do() -> None:
    assert not finding("¶2").fits(KEY[1])
    assert finding("¶14").fits(KEY[4])
    assert not finding("¶13").fits(KEY[4])


def test_findings_share_out_so_that_most_hit() -> None:
    key = [flaw("a", "¶1 ¶2"), flaw("b", "¶1")]
    assert score_findings([finding("¶1"), finding("¶2")], key).hits == {0: "b", 1: "a"}


findings = st.lists(st.sets(st.sampled_from("123"), min_size=1).map(frozenset), max_size=5)


@given(findings, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_change_the_figures(
    paragraphs: list[frozenset[str]], random: Random
) -> None:
    key = [flaw("a", "1"), flaw("b", "1 2"), flaw("c", "2")]
    one = score_findings([Finding(each) for each in paragraphs], key)
    random.shuffle(paragraphs)
    other = score_findings([Finding(each) for each in paragraphs], key)
    assert (len(one.hits), one.f1) == (len(other.hits), other.f1)
    assert len(one.hits) + len(one.missed) == len(key)
    assert len(one.hits) + len(one.false_alarms) + len(one.repeats) == len(paragraphs)


def test_nothing_found_or_planted_is_named() -> None:
    nothing = score_findings([], [])
    assert nothing.precision == nothing.recall == nothing.f1 == Undefined(Reason.NO_DATA)
    unfound = score_findings([], KEY)
    assert (unfound.precision, unfound.recall, unfound.f1) == (Undefined(Reason.NO_DATA), 0, 0)
    invented = score_findings([finding("¶1")], [])
    assert (invented.precision, invented.recall, invented.f1) == (0, Undefined(Reason.NO_DATA), 0)


def test_a_key_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^F1 needs at least one paragraph\.$"):
        flaw("F1", "")
    with pytest.raises(InvalidInput, match=r"^Each planted flaw needs a handle of its own\.$"):
        score_findings([], [flaw("a", "1"), flaw("a", "2")])


def test_every_kind_has_its_words() -> None:
    assert list(KIND_LABELS) == list(FlawKind)
