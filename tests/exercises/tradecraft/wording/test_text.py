"""Words and sentences with their places."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.wording import Span, count_words, split_sentences
from exercises.tradecraft.wording.text import find_holder, word_spans


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("We judge it unlikely.", 4),
        ("a follow-up in mid-2024, we don’t know", 7),
        ("5–20 % of 1,400 items, 0.5 each", 6),
        ("Reported twice [¶7] by R [S2 ¶4] and T [E3].", 6),
        ("[¶7]", 0),
        ("[see 7]", 2),
        ("— … !", 0),
        ("snake_case", 2),
    ],
)
def test_words_are_counted_without_citations(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_word_behind_a_citation_is_where_it_was_typed() -> None:
    text = "Reported [¶7] twice [S2 ¶4], denied."
    assert [span.of(text) for span in word_spans(text)] == ["Reported", "twice", "denied"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One", ["One"]),
        ("One. Two? Three! Four…", ["One.", "Two?", "Three!", "Four…"]),
        ("One... Two", ["One...", "Two"]),
        ("“One.” Two (three.) Four", ["“One.”", "Two (three.)", "Four"]),
        ("**One.** Two", ["**One.**", "Two"]),
        ("One [¶7]. Two", ["One [¶7].", "Two"]),
        ("About 0.5 per cent. Next", ["About 0.5 per cent.", "Next"]),
        ("See e.g. this. And Dr. Who.", ["See e.g. this.", "And Dr. Who."]),
        ("The U.S. aid and J. Doe. Next", ["The U.S. aid and J. Doe.", "Next"]),
        ("The plan is B. ", ["The plan is B."]),
        ("Head\n\nBody", ["Head", "Body"]),
        ("one line\nsame sentence", ["one line\nsame sentence"]),
        ("List:\n- one\n- two\n1. three.", ["List:", "- one", "- two", "1. three."]),
        ("example.org is one", ["example.org is one"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="aB .?!\n-1[]¶”*", max_size=60))
def test_sentences_are_in_order_apart_and_lose_only_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_stretch_knows_its_text_and_what_holds_it() -> None:
    assert Span(2, 4).of("abcdef") == "cd"
    assert Span(2, 4).within(Span(2, 4))
    assert Span(2, 4).within(Span(1, 5))
    assert not Span(2, 4).within(Span(3, 5))
    assert not Span(2, 4).within(Span(1, 3))
    assert Span(1, 9) < Span(2, 3)


def test_the_holder_is_found_among_stretches_in_order() -> None:
    among = [Span(2, 5), Span(5, 9), Span(12, 20)]
    for holder in among:
        assert find_holder(holder, among) == holder
        assert find_holder(Span(holder.start + 1, holder.end - 1), among) == holder
    for outside in (Span(0, 1), Span(1, 3), Span(4, 6), Span(9, 12), Span(19, 21), Span(30, 31)):
        assert find_holder(outside, among) is None
    assert find_holder(Span(0, 1), []) is None
