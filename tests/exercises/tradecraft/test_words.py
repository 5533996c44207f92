"""Likelihood words: lookups at shared ends and in gaps, and numbers beside words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.words import (
    CONFIDENCE_LABELS,
    SCALE_LABELS,
    TERMS,
    Confidence,
    Fit,
    Scale,
    Term,
    accepted_terms,
    check_percent,
    check_word,
    find_term,
    terms_for,
)

FIRST, SECOND, PHIA, KENT = Scale


def names(terms: tuple[Term, ...]) -> list[str]:
    return [term.term for term in terms]


# ICD 203 (2015), table as reproduced in wesinator/ICD203-intel-analysis and the MISP taxonomy
# estimative-language; lookups inclusive at both ends.
ICD203_LOOKUPS = {
    1: ["almost no chance"],
    3: ["almost no chance"],
    5: ["almost no chance", "very unlikely"],
    7: ["very unlikely"],
    12: ["very unlikely"],
    20: ["very unlikely", "unlikely"],
    22: ["unlikely"],
    33: ["unlikely"],
    37: ["unlikely"],
    45: ["unlikely", "roughly even chance"],
    50: ["roughly even chance"],
    52: ["roughly even chance"],
    55: ["roughly even chance", "likely"],
    60: ["likely"],
    77: ["likely"],
    80: ["likely", "very likely"],
    85: ["very likely"],
    92: ["very likely"],
    95: ["very likely", "almost certain"],
    99: ["almost certain"],
}
# PHIA yardstick, ranges as reproduced in UK assessments; an empty list is a deliberate gap, and 50
# has no term because "realistic possibility" ends below it.
PHIA_LOOKUPS = {
    1: ["remote chance"],
    3: ["remote chance"],
    5: ["remote chance"],
    7: [],
    12: ["highly unlikely"],
    20: ["highly unlikely"],
    22: [],
    33: ["unlikely"],
    37: [],
    40: ["realistic possibility"],
    45: ["realistic possibility"],
    50: [],
    52: [],
    55: ["likely or probable"],
    60: ["likely or probable"],
    77: [],
    80: ["highly likely"],
    85: ["highly likely"],
    92: [],
    95: ["almost certain"],
    99: ["almost certain"],
}


@pytest.mark.parametrize(("percent", "expected"), ICD203_LOOKUPS.items())
def test_icd203_gives_both_neighbours_at_a_shared_end(percent: int, expected: list[str]) -> None:
    assert names(terms_for(percent, FIRST)) == expected


@pytest.mark.parametrize(("percent", "expected"), PHIA_LOOKUPS.items())
def test_phia_has_no_word_in_its_gaps(percent: int, expected: list[str]) -> None:
    assert names(terms_for(percent, PHIA)) == expected


def test_the_published_ranges_stand_as_published() -> None:
    edges = [(1, 5), (5, 20), (20, 45), (45, 55), (55, 80), (80, 95), (95, 99)]
    assert [(t.low, t.high) for t in TERMS[FIRST]] == edges
    assert [(t.low, t.high) for t in TERMS[SECOND]] == edges
    assert names(TERMS[SECOND]) == [
        "remote",
        "highly improbable",
        "improbable",
        "roughly even odds",
        "probable",
        "highly probable",
        "nearly certain",
    ]
    assert [(t.low, t.high, t.below) for t in TERMS[PHIA]] == [
        (0, 5, False),
        (10, 20, False),
        (25, 35, False),
        (40, 50, True),
        (55, 75, False),
        (80, 90, False),
        (95, 100, False),
    ]


def test_kent_gives_a_middle_and_a_margin() -> None:
    # Kent 1964: 93 give or take 6, 75 (12), 50 (10), 30 (10), 7 (5); certain 100, impossible 0.
    middles = [(t.low + t.high) / 2 for t in TERMS[KENT]]
    margins = [(t.high - t.low) / 2 for t in TERMS[KENT]]
    assert middles == [0, 7, 30, 50, 75, 93, 100]
    assert margins == [0, 5, 10, 10, 12, 6, 0]
    assert names(terms_for(40, KENT)) == ["probably not", "chances about even"]
    assert names(terms_for(87, KENT)) == ["probable", "almost certain"]
    assert [terms_for(gap, KENT) for gap in (1, 15, 61, 99.5)] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (7, ["remote chance"]),
        (7.5, ["remote chance", "highly unlikely"]),
        (22, ["highly unlikely"]),
        (22.5, ["highly unlikely", "unlikely"]),
        (37, ["unlikely"]),
        (50, ["realistic possibility"]),
        (52, ["realistic possibility"]),
        (52.5, ["realistic possibility", "likely or probable"]),
        (77, ["likely or probable"]),
        (77.5, ["likely or probable", "highly likely"]),
        (92, ["highly likely"]),
        (60, ["likely or probable"]),
    ],
)
def test_a_gap_accepts_the_nearest_term_or_both(percent: float, expected: list[str]) -> None:
    assert names(accepted_terms(percent, PHIA)) == expected


def test_the_icd203_table_reaches_neither_end() -> None:
    assert terms_for(0, FIRST) == terms_for(100, FIRST) == ()
    assert names(accepted_terms(0, FIRST)) == ["almost no chance"]
    assert names(accepted_terms(100, FIRST)) == ["almost certain"]


@given(st.floats(0, 100), st.sampled_from(Scale))
def test_every_number_has_an_accepted_term(percent: float, scale: Scale) -> None:
    accepted, held = accepted_terms(percent, scale), terms_for(percent, scale)
    assert 1 <= len(accepted) <= 2
    assert set(held) <= set(accepted)
    assert all(term.distance(percent) == 0 for term in held)
    assert not held or held == accepted


@pytest.mark.parametrize(
    ("percent", "term", "scale", "expected"),
    [
        (62, "likely", FIRST, (Fit.INSIDE, 0, False)),
        (62, "very likely", FIRST, (Fit.OUTSIDE, 18, False)),
        (80, "likely", FIRST, (Fit.SHARED_END, 0, False)),
        (80, "Very  Likely", FIRST, (Fit.SHARED_END, 0, False)),
        (96, "almost certainly", FIRST, (Fit.INSIDE, 0, False)),
        (10, "unlikely", FIRST, (Fit.OUTSIDE, 10, False)),
        (30, "very unlikely", FIRST, (Fit.OUTSIDE, 10, False)),
        (0.5, "almost no chance", FIRST, (Fit.NEAREST, 0.5, True)),
        (12, "highly improbable", SECOND, (Fit.INSIDE, 0, False)),
        (7, "remote chance", PHIA, (Fit.NEAREST, 2, True)),
        (7, "highly unlikely", PHIA, (Fit.OUTSIDE, 3, True)),
        (50, "realistic possibility", PHIA, (Fit.NEAREST, 0, True)),
        (60, "probable", PHIA, (Fit.INSIDE, 0, False)),
    ],
)
def test_a_number_is_checked_against_its_word(
    percent: float, term: str, scale: Scale, expected: tuple[Fit, float, bool]
) -> None:
    checked = check_word(percent, term, scale)
    assert (checked.fit, checked.distance, checked.in_gap) == expected
    assert checked.agrees == (checked.fit is not Fit.OUTSIDE)
    assert checked.term == find_term(term, scale)
    assert checked.expected == accepted_terms(percent, scale)


@pytest.mark.parametrize(
    ("percent", "term", "scale", "sentence"),
    [
        (62, "likely", FIRST, "62 % lies in “likely” (55 to 80)."),
        (62, "very likely", FIRST, "62 % is “likely”; you chose “very likely” (80 to 95)."),
        (20, "unlikely", FIRST, "20 % is a shared end: “very unlikely / unlikely” are both right."),
        (
            7.5,
            "remote chance",
            PHIA,
            "7.5 % lies in a gap of this scale; “remote chance” (0 to 5) is nearest.",
        ),
    ],
)
def test_the_check_speaks_in_one_line(
    percent: float, term: str, scale: Scale, sentence: str
) -> None:
    assert str(check_word(percent, term, scale).sentence) == sentence


def test_what_is_no_chance_or_no_term_is_refused() -> None:
    assert check_percent(0) == 0
    assert check_percent(100) == 100
    for percent in (-0.1, 100.1, float("nan"), float("inf")):
        with pytest.raises(InvalidInput, match=r"^A chance lies between 0 and 100 %\.$"):
            terms_for(percent, FIRST)
    with pytest.raises(InvalidInput, match=r"^“highly likely” is not a term of this scale\.$"):
        find_term("highly likely", FIRST)


def test_scales_and_confidence_have_their_words() -> None:
    assert list(SCALE_LABELS) == list(TERMS) == list(Scale)
    assert list(CONFIDENCE_LABELS) == list(Confidence) == ["low", "moderate", "high"]
