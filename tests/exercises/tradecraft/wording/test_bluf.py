"""Hints on an answer-first paragraph."""

import pytest

from exercises.tradecraft.wording import Rule, bluf_hints, count_words
from exercises.tradecraft.wording.text import Span

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
REST = " Our confidence is low because the sources are unnamed."


def rules(text: str, *terms: str) -> list[Rule]:
    return [note.rule for note in bluf_hints(text, question_terms=terms)]


def test_the_model_answer_of_the_case_has_no_hint() -> None:
    assert bluf_hints(MODEL, question_terms=["HTS", "drones"]) == ()
    assert 110 <= count_words(MODEL) <= 120


def test_the_weak_answer_of_the_case_has_three() -> None:
    weak = (
        "Multiple sources confirm that Ukraine may be cooperating with terrorists, which is part "
        "of a broader pattern."
    )
    assert rules(weak) == [Rule.NO_LIKELIHOOD_FIRST, Rule.NO_CONFIDENCE, Rule.NO_GAP]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("A deal is unlikely.", []),
        ("There is a 30 % chance of a deal.", []),
        ("A deal was made.", [Rule.NO_LIKELIHOOD_FIRST]),
        ("Is a deal likely?", [Rule.QUESTION_FIRST]),
        ("“Is a deal likely?”", [Rule.QUESTION_FIRST]),
        ("This report finds a deal unlikely.", [Rule.SCENE_FIRST]),
        ("**In recent months** a deal became likely.", [Rule.SCENE_FIRST]),
        ("On 3 March a deal became likely.", [Rule.SCENE_FIRST]),
        ("A deal is likely in this case.", []),
        ("A deal is likely " + "so " * 36 + ".", []),
        ("A deal is likely " + "so " * 37 + ".", [Rule.LONG_FIRST]),
    ],
)
def test_the_first_sentence_answers(first: str, expected: list[Rule]) -> None:
    assert rules(first + REST) == expected


def test_the_first_sentence_takes_up_the_question() -> None:
    text = "A deal is unlikely." + REST
    assert rules(text, "meeting", "sources") == [Rule.OFF_QUESTION_FIRST]
    assert rules(text, "meeting", "Deal") == []
    assert rules(text, "", " ") == []
    assert rules(text, "", "meeting") == [Rule.OFF_QUESTION_FIRST]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (" The origin is unknown.", [Rule.NO_CONFIDENCE]),
        (" We have low confidence. The origin is unknown.", [Rule.CONFIDENCE_WITHOUT_REASON]),
        (" We have low confidence: the origin is unknown.", []),
        (
            " We have low confidence. That is because the origin is unknown.",
            [Rule.CONFIDENCE_WITHOUT_REASON],
        ),
        (" Our confidence is high because X was seen.", [Rule.NO_GAP]),
        (" Low confidence, given that no date, place or name is given.", []),
        (" Low confidence. High confidence as we don't know Y.", []),
        (" Low confidence since we cannot tell.", []),
    ],
)
def test_confidence_has_a_reason_and_a_gap_is_named(rest: str, expected: list[Rule]) -> None:
    assert rules("A deal is unlikely." + rest) == expected


def test_hints_stand_where_they_belong() -> None:
    text = "A deal was made. We have low confidence."
    first, second, third = bluf_hints(text)
    assert (first.rule, first.quote) == (Rule.NO_LIKELIHOOD_FIRST, "A deal was made.")
    assert (second.rule, second.quote) == (
        Rule.CONFIDENCE_WITHOUT_REASON,
        "We have low confidence.",
    )
    assert (third.rule, third.quote, third.span) == (Rule.NO_GAP, "", Span(len(text), len(text)))


def test_the_first_confidence_without_a_reason_is_pointed_at() -> None:
    text = "A deal is unlikely. Our confidence is low. We have low confidence. X is unknown."
    (note,) = bluf_hints(text)
    assert (note.rule, note.quote) == (Rule.CONFIDENCE_WITHOUT_REASON, "Our confidence is low.")


def test_a_text_without_words_has_no_hints() -> None:
    assert rules("") == rules("— [¶7].") == []
