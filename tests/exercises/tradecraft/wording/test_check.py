"""The wording check: each rule where it should speak, and where it should not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.wording import RULE_LABELS, Note, Rule, Span, check_wording
from exercises.tradecraft.words import Scale

MODEL = (
    "We judge it **very unlikely (5–20 %)** that Kyiv and HTS had agreed to exchange drones for "
    "detained Chechen and Georgian fighters, and **unlikely (20–45 %)** that Ukrainian state "
    "representatives met HTS at all. The material does not let us tell unofficial contact, "
    "invention and honest error apart. **Our confidence is low**: no outlet, participant, place "
    "or date is named; we cannot show that the Turkish, Kurdish and Russian reports are "
    "independent; accusers and deniers both have a stake. Learning who published first would "
    "move us most. Whatever its truth, the story can cost Kyiv support in Washington and "
    "Brussels, so we recommend asking Kyiv directly and tracing first publication before anyone "
    "cites it."
)
WEAK = (
    "Multiple sources confirm that Ukraine may be cooperating with terrorists, which is part of "
    "a broader pattern."
)
WATCH = ["met HTS", "exchange drones", "cooperating with terrorists"]


def quotes(text: str, rule: Rule, **options: object) -> list[str]:
    notes = check_wording(text, **options)  # type: ignore[arg-type]
    return [note.quote for note in notes if note.rule is rule]


def test_the_model_answer_of_the_case_has_no_remark() -> None:
    assert check_wording(MODEL, scale=Scale.ICD203_FIRST, watch=WATCH, limit=120) == ()


def test_the_weak_answer_of_the_case_has_its_three() -> None:
    notes = check_wording(WEAK, scale=Scale.ICD203_FIRST, watch=WATCH)
    assert [(note.rule, note.quote) for note in notes] == [
        (Rule.CONFIRMED, "confirm"),
        (Rule.VAGUE, "may"),
        (Rule.BARE_ALLEGATION, "cooperating with terrorists"),
    ]
    for note in notes:
        assert note.span.of(WEAK) == note.quote
        assert str(note.sentence) == RULE_LABELS[note.rule].meaning


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It might rain.", ["might"]),
        ("MIGHT it?", ["MIGHT"]),
        ("They may go and could win, perhaps.", ["may", "could", "perhaps"]),
        ("It cannot  be\nruled out.", ["cannot  be\nruled out"]),
        ("There is a serious possibility.", ["serious possibility"]),
        ("In May they met. May 2024 was calm.", []),
        ("We could not verify it.", []),
        ("The mighty maybe-man dismays.", []),
        ("It seems to hold, it appears to last.", ["It seems", "it appears"]),
        ("A realistic possibility.", []),
    ],
)
def test_vague_words(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.VAGUE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It may possibly hold.", ["may possibly"]),
        ("It might be likely.", ["might be likely"]),
        ("It could well be probable.", ["could well be probable"]),
        ("It is very possible.", ["very possible"]),
        ("Perhaps unlikely.", ["Perhaps unlikely"]),
        ("It may be highly likely.", ["may be highly likely"]),
        ("It may be good.", []),
        ("It is possible.", []),
    ],
)
def test_stacked_hedges_are_one_remark(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.STACKED) == found
    if found:
        assert quotes(text, Rule.VAGUE) == []


@pytest.mark.parametrize(
    ("text", "scale", "found"),
    [
        ("Very likely A. Highly probable B. Unlikely C.", None, ["Highly probable"]),
        ("Probable A. Improbable B. Unlikely C.", None, ["Unlikely"]),
        ("Very likely A, unlikely B.", None, []),
        ("Very likely A, unlikely B.", Scale.ICD203_FIRST, []),
        ("Very likely A, unlikely B.", Scale.PHIA, ["Very likely"]),
        ("Probably A.", Scale.ICD203_FIRST, ["Probably"]),
        ("A remote village, a remote chance.", Scale.ICD203_FIRST, ["remote chance"]),
        ("Highly likely A, almost certainly B.", None, []),
        ("Unlikely A, improbable B.", None, ["improbable"]),
        ("Improbable A, unlikely B.", None, ["unlikely"]),
        ("Likely A, then very likely B, then highly likely C.", None, ["highly likely"]),
        ("Likely A, then highly likely B, then very likely C.", None, ["very likely"]),
    ],
)
def test_two_sets_of_terms_in_one_text(text: str, scale: Scale | None, found: list[str]) -> None:
    assert quotes(text, Rule.MIXED_TERMS, scale=scale) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We judge with high confidence that it is likely.", ["high confidence"]),
        ("It is likely. We have high confidence because of X.", []),
        ("It is unlikely, and our confidence in this is low.", ["confidence in this is low"]),
        ("We are moderately confident that a 30 % chance exists.", ["moderately confident"]),
        (
            "The chance of 30 % holds with low to moderate confidence.",
            ["low to moderate confidence"],
        ),
        ("We are confident. The probability is about 30 per cent.", []),
        ("Low confidence applies to 30 % of the reports.", []),
    ],
)
def test_likelihood_and_confidence_in_one_sentence(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.LIKELIHOOD_WITH_CONFIDENCE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is likely (62 %).", []),
        ("It is likely (30 %).", ["likely (30 %"]),
        ("It is very unlikely (5–20 %).", []),
        ("It is very unlikely (5 to 25%).", ["very unlikely (5 to 25%"]),
        ("It is very unlikely: 3–20 per cent.", ["very unlikely: 3–20 per cent"]),
        ("It is very unlikely, about 90 percent, that.", ["very unlikely, about 90 percent"]),
        ("It is unlikely, 12,5 %", ["unlikely, 12,5 %"]),
        ("It is unlikely that 90 % leave.", []),
        ("It is likely. 90 % leave.", []),
        ("It is likely (999 %).", []),
        ("It is likely (101 %).", []),
        ("It is likely (100 %).", ["likely (100 %"]),
        ("It is likely (999 to 30 %).", ["likely (999 to 30 %"]),
        ("It is likely that A, and B is unlikely (90 %).", ["unlikely (90 %"]),
        (
            "It is improbable (90 %), likely (9 %), unlikely (90 %).",
            ["likely (9 %", "unlikely (90 %"],
        ),
        ("Improbable (90 %), very likely (85 %), unlikely (30 %).", []),
    ],
)
def test_a_number_behind_its_word(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.NUMBER_DISAGREES) == found


def test_a_number_is_read_in_the_set_the_whole_text_keeps_to() -> None:
    # Only PHIA has both words, and its "probable" ends at 75; in the second set of ICD 203 at 80.
    text = "It is almost certain that A. B is probable (80 %)."
    assert quotes(text, Rule.NUMBER_DISAGREES) == ["probable (80 %"]
    assert quotes(text, Rule.NUMBER_DISAGREES, scale=Scale.ICD203_SECOND) == []


def test_the_disagreement_is_told_with_its_ranges() -> None:
    (note,) = check_wording("It is likely (30 %).")
    assert str(note.sentence) == "30 % is “unlikely”; you chose “likely” (55 to 80)."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sources confirmed it.", ["confirmed"]),
        ("This confirms A. Confirmation came.", ["confirms", "Confirmation"]),
        ("It is unconfirmed.", []),
        ("It is not yet confirmed. Nobody has so far confirmed it.", []),
        ("It wasn't confirmed, if confirmed, to confirm.", []),
        ("It was not seen by anybody there, and X confirmed it.", ["confirmed"]),
        ("They did not. X confirmed it.", ["confirmed"]),
        ("They did not\n\nconfirmed", ["confirmed"]),
        ("Reconfirmed.", ["Reconfirmed"]),
    ],
)
def test_confirmed_anywhere(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.CONFIRMED) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kyiv met HTS.", ["met HTS"]),
        ("Kyiv allegedly met HTS.", []),
        ("Reports say that Kyiv met  hts.", []),
        ("According to R, Kyiv met HTS.", []),
        ("It is unlikely that Kyiv met HTS.", []),
        ("We do not know whether Kyiv met HTS.", []),
        ("R reported it. Kyiv met HTS.", ["met HTS"]),
        ("Kyiv met HTSX.", []),
        ("Kyiv met HTS. That is alleged.", ["met HTS"]),
        ("Nobody was named. R reports that Kyiv met HTS.", []),
        ("Kyiv met\nHTS and MET HTS.", ["met\nHTS", "MET HTS"]),
    ],
)
def test_allegations_told_as_fact(text: str, found: list[str]) -> None:
    assert quotes(text, Rule.BARE_ALLEGATION, watch=["met HTS"]) == found


def test_nothing_is_watched_unless_named() -> None:
    assert quotes("Kyiv met HTS.", Rule.BARE_ALLEGATION, watch=["", "  "]) == []
    longer = ["met HTS", "met HTS leaders", "leaders"]
    assert quotes("He met HTS leaders.", Rule.BARE_ALLEGATION, watch=longer) == ["met HTS leaders"]
    assert quotes("A (b) met HTS.", Rule.BARE_ALLEGATION, watch=["(b) met"]) == ["(b) met"]


def test_the_limit_marks_what_is_over() -> None:
    assert quotes("one two three", Rule.OVER_LIMIT, limit=3) == []
    (note,) = check_wording("one two three four.", limit=2)
    assert note.quote == "three four"
    assert str(note.sentence) == "The text has 4 words; 2 are allowed."
    (note,) = check_wording("one", limit=0)
    assert note.span == Span(0, 3)


def test_remarks_come_in_the_order_of_their_places() -> None:
    notes = check_wording("Perhaps confirmed. It might be probable, improbable, likely.", limit=1)
    assert [note.span.start for note in notes] == sorted(note.span.start for note in notes)
    assert len({note.rule for note in notes}) == 5


def test_an_empty_text_has_no_remarks() -> None:
    assert check_wording("", watch=WATCH, limit=0) == ()


PIECES = [
    "may",
    "likely",
    "unlikely",
    "probable",
    "high confidence",
    "confirmed",
    "not",
    "met HTS",
    "30 %",
    "(5–20 %)",
    ".",
    "\n\n",
    "alleged",
    "very",
    "[¶7]",
    "May",
    "𝔘",
    "could not",
]
pieces = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)


@given(pieces)
def test_every_remark_quotes_its_place(text: str) -> None:
    for note in check_wording(text, watch=["met HTS"], limit=5):
        assert note == Note(
            note.rule, note.span, text[note.span.start : note.span.end], note.detail
        )
        assert note.quote.strip() == note.quote != ""


@pytest.mark.parametrize(
    ("piece", "remarks"),
    [
        ("We may judge it very likely (85 %) that the ship was not confirmed to be there. ", 1),
        ("may possibly ", 1),
        ("confirmed ", 1),
        ("not confirmed [¶7] ", 0),
        ("likely high confidence. ", 1),
    ],
)
def test_a_very_long_text_is_checked_to_its_end(piece: str, remarks: int) -> None:
    times = 4_000
    assert len(check_wording(piece * times, watch=["ship"])) == remarks * times
