"""Key assumptions: recognised by approved wordings, judged, linchpins."""

import pytest

from exercises.tradecraft.assumptions import (
    AssumptionScore,
    AssumptionsScore,
    GivenAssumption,
    KeyAssumption,
    Support,
    score_assumptions,
    score_support,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

SOLID, CAVEAT, UNSUPPORTED = Support

# Three of the demo case's key assumptions.
KEY = [
    KeyAssumption(
        "K1",
        ("representatives state", "delegation offici*"),
        frozenset({UNSUPPORTED}),
        linchpin=True,
    ),
    KeyAssumption(
        "K2", ("three camps three sources", "independent report*"), frozenset({UNSUPPORTED})
    ),
    KeyAssumption("K3", ("kyiv western opinion",), frozenset({CAVEAT, SOLID}), linchpin=True),
]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("“Representatives” means the Ukrainian state.", True),
        ("The STATE sent its representatives", True),
        ("The delegation was official", True),
        ("The delegation were officials.", True),
        ("Officially no delegation", True),
        ("The delegation had no office", False),
        ("A representative of the state", False),
        ("", False),
    ],
)
def test_a_wording_fits_a_text_with_all_its_words(text: str, fits: bool) -> None:
    assert KEY[0].fits(text) is fits


@pytest.mark.parametrize(
    ("given_support", "accepted", "credit"),
    [
        (SOLID, {SOLID}, 1),
        (CAVEAT, {SOLID}, 0.5),
        (UNSUPPORTED, {SOLID}, 0),
        (SOLID, {UNSUPPORTED}, 0),
        (SOLID, {CAVEAT, UNSUPPORTED}, 0.5),
        (UNSUPPORTED, {SOLID, CAVEAT, UNSUPPORTED}, 1),
        (None, {SOLID}, 0),
    ],
)
def test_a_judgement_loses_half_for_each_step(
    given_support: Support | None, accepted: set[Support], credit: float
) -> None:
    assert score_support(given_support, accepted) == credit


def test_each_assumption_of_the_key_is_scored_and_the_rest_left_to_a_person() -> None:
    score = score_assumptions(
        [
            GivenAssumption("HTS needs partners", SOLID),
            GivenAssumption("Kyiv minds Western opinion", UNSUPPORTED),
            GivenAssumption("The delegation was official", UNSUPPORTED),
        ],
        KEY,
    )
    assert score.lines == (
        AssumptionScore("K1", True, 2, 1.0),
        AssumptionScore("K2", False, None, 0.0),
        AssumptionScore("K3", True, 1, 0.5),
    )
    assert score.unrecognised == (0,)
    assert [line.credit for line in score.lines] == [1.0, 0.0, 0.75]
    assert score.credit == pytest.approx(1.75 / 3)
    assert score.linchpin_found is True


def test_naming_without_judging_earns_half() -> None:
    (line, *_) = score_assumptions([GivenAssumption("state representatives")], KEY).lines
    assert line.credit == 0.5


def test_two_answers_that_fit_the_same_are_shared_out() -> None:
    both = GivenAssumption("Independent reports: representatives of the state", SOLID)
    one = GivenAssumption("representatives of the state", SOLID)
    score = score_assumptions([both, one], KEY)
    assert [line.answer for line in score.lines] == [1, 0, None]


def test_linchpins_missed_or_not_there() -> None:
    missed = score_assumptions([GivenAssumption("independent reporting")], KEY)
    assert missed.linchpin_found is False
    one_of_two = score_assumptions([GivenAssumption("Western opinion weighs on Kyiv")], KEY)
    assert one_of_two.linchpin_found is True
    without = score_assumptions([], [KEY[1]])
    assert without.linchpin_found == Undefined(Reason.NO_DATA)
    assert without.credit == 0
    assert score_assumptions([], []) == AssumptionsScore((), ())
    assert score_assumptions([], []).credit == Undefined(Reason.NO_DATA)


def test_a_key_that_recognises_nothing_is_refused() -> None:
    for wordings in ((), ("",), ("a", "— …"), ("*",)):
        with pytest.raises(InvalidInput, match=r"^K9 needs words to know it by\.$"):
            KeyAssumption("K9", wordings, frozenset({SOLID}))
    with pytest.raises(InvalidInput, match=r"^K9 needs an accepted judgement\.$"):
        KeyAssumption("K9", ("a",), frozenset())
    with pytest.raises(InvalidInput, match=r"^Name at least one accepted judgement\.$"):
        score_support(SOLID, set())
    with pytest.raises(InvalidInput, match=r"^Each assumption needs a handle of its own\.$"):
        score_assumptions([], [KEY[0], KEY[0]])
