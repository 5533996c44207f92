"""Claim classes: accepted sets, families, macro-F1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from exercises.tradecraft.claims import (
    FAMILIES,
    FAMILY_LABELS,
    LABELS,
    ClaimClass,
    ClaimKey,
    ClaimScore,
    ClassCount,
    Family,
    Verdict,
    accuracy,
    count_by_class,
    macro_f1,
    score_claim,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

RF, AA, AJ, AS, SP, CX = ClaimClass


def test_every_class_has_words_and_a_family() -> None:
    assert list(LABELS) == list(ClaimClass)
    assert list(FAMILY_LABELS) == list(Family)
    assert {family: {c for c in ClaimClass if FAMILIES[c] is family} for family in Family} == {
        Family.REPORTED: {RF, CX},
        Family.ALLEGED: {AA},
        Family.REASONED: {AJ, AS, SP},
    }


@pytest.mark.parametrize(
    ("answer", "key", "expected"),
    [
        (AJ, ClaimKey(AJ), ClaimScore(1.0, Verdict.RIGHT)),
        (SP, ClaimKey(AJ, {SP: 0.5}), ClaimScore(0.5, Verdict.ALTERNATIVE)),
        (RF, ClaimKey(CX, {RF: 1.0}), ClaimScore(1.0, Verdict.ALTERNATIVE)),
        (AS, ClaimKey(AJ, {SP: 0.5}), ClaimScore(0.0, Verdict.SAME_FAMILY)),
        (RF, ClaimKey(AA), ClaimScore(0.0, Verdict.WRONG)),
        (None, ClaimKey(AA), ClaimScore(0.0, Verdict.UNSORTED)),
    ],
)
def test_a_statement_scores_by_its_accepted_classes(
    answer: ClaimClass | None, key: ClaimKey, expected: ClaimScore
) -> None:
    assert score_claim(answer, key) == expected


def test_a_key_names_each_class_once_with_a_credit_that_is_one() -> None:
    assert ClaimKey(AJ, {SP: 1, AS: 0.1}).accepted == {AJ, SP, AS}
    with pytest.raises(InvalidInput, match=r"^The second class must differ from the first\.$"):
        ClaimKey(AJ, {AJ: 0.5})
    for credit in (0, -0.5, 1.01):
        with pytest.raises(
            InvalidInput, match=r"^The credit for a second class is above 0 and at most 1\.$"
        ):
            ClaimKey(AJ, {SP: credit})


def test_accuracy_is_the_mean_credit_and_unsorted_counts_nothing() -> None:
    keys = [ClaimKey(AJ, {SP: 0.5}), ClaimKey(RF), ClaimKey(AA), ClaimKey(CX)]
    assert accuracy([SP, RF, None, AA], keys) == 0.375


def test_counts_follow_what_was_answered_inside_the_set_and_the_main_class_outside() -> None:
    keys = [ClaimKey(AJ, {SP: 0.5}), ClaimKey(AJ, {SP: 0.5}), ClaimKey(AA), ClaimKey(RF)]
    counts = count_by_class([SP, RF, None, RF], keys)
    assert counts[SP] == ClassCount(1, 0, 0)
    assert counts[AJ] == ClassCount(0, 0, 1)
    assert counts[RF] == ClassCount(1, 1, 0)
    assert counts[AA] == ClassCount(0, 0, 1)
    assert counts[CX] == ClassCount(0, 0, 0)
    assert counts[RF].f1 == pytest.approx(2 / 3)
    assert counts[CX].f1 == Undefined(Reason.NO_DATA)
    assert macro_f1([SP, RF, None, RF], keys) == pytest.approx((1 + 0 + 2 / 3 + 0) / 4)


def test_statements_of_one_class_add_up() -> None:
    keys = [ClaimKey(RF)] * 5 + [ClaimKey(AA)] * 3
    counts = count_by_class([RF, RF, RF, None, AA, RF, RF, AA], keys)
    assert counts[RF] == ClassCount(hits=3, false_alarms=2, misses=2)
    assert counts[AA] == ClassCount(hits=1, false_alarms=1, misses=2)


def test_nothing_to_sort_is_named_and_unequal_numbers_are_refused() -> None:
    assert accuracy([], []) == Undefined(Reason.NO_DATA)
    assert macro_f1([], []) == Undefined(Reason.NO_DATA)
    for measure in (accuracy, macro_f1, count_by_class):
        with pytest.raises(InvalidInput, match=r"^There are 1 answers for 2 statements\.$"):
            measure([RF], [ClaimKey(RF), ClaimKey(AA)])


@given(
    st.lists(
        st.tuples(st.sampled_from(ClaimClass), st.sampled_from(ClaimClass)), min_size=1, max_size=40
    )
)
def test_macro_f1_agrees_with_scikit_learn(pairs: list[tuple[ClaimClass, ClaimClass]]) -> None:
    answers, truth = [a for a, _ in pairs], [t for _, t in pairs]
    expected = f1_score([t.value for t in truth], [a.value for a in answers], average="macro")
    assert macro_f1(answers, [ClaimKey(t) for t in truth]) == pytest.approx(expected)


@given(st.lists(st.sampled_from(ClaimClass), min_size=1, max_size=30))
def test_answering_the_key_earns_everything(truth: list[ClaimClass]) -> None:
    keys = [ClaimKey(each) for each in truth]
    assert accuracy(truth, keys) == 1
    assert macro_f1(truth, keys) == pytest.approx(1)
