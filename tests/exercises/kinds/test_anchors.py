"""Where a comment or a note belongs in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.kinds.anchors import Anchor, Place, paragraphs_of, place

TEXT = {
    1: "We judge it very likely that the ship sails tonight.",
    2: "Sources agree. Other sources do not. “Multiple” sources – three – confirm it.",
}


def one(quote: str, paragraph: int = 2, before: str = "") -> Place | None:
    places, _unplaced = place(TEXT, [Anchor(1, paragraph, quote, before)])
    return places[0] if places else None


def words(found: Place | None) -> str:
    assert found is not None
    return TEXT[found.paragraph][found.start : found.end]


def test_paragraphs_are_parted_by_blank_lines_only() -> None:
    assert paragraphs_of("One\nline.\n\n  \nTwo.\n\n\n\n") == ["One\nline.", "Two."]
    assert paragraphs_of(" \n ") == []


def test_the_quoted_words_are_found_in_their_paragraph() -> None:
    assert words(one("Sources agree.")) == "Sources agree."


def test_spaces_quotation_marks_and_dashes_of_any_make_are_alike() -> None:
    assert (
        words(one('"Multiple"   sources - three -\nconfirm'))
        == "“Multiple” sources – three – confirm"
    )


def test_words_in_the_wrong_paragraph_are_found_where_they_stand() -> None:
    found = one("the ship sails", paragraph=2)
    assert found is not None
    assert found.paragraph == 1


def test_what_stands_before_tells_equal_words_apart() -> None:
    first, second = one("ources"), one("ources", before="Other s")
    assert first is not None
    assert second is not None
    assert TEXT[2][: second.start].endswith("Other s")
    assert first.start < second.start


def test_context_that_fits_nowhere_does_not_lose_the_place() -> None:
    assert words(one("sources", before="nowhere")) == "sources"


def test_words_that_are_not_there_are_unplaced_and_never_dropped() -> None:
    places, unplaced = place(TEXT, [Anchor(7, 1, "a word that is not there")])
    assert (places, unplaced) == ([], [7])


def test_a_comment_without_words_belongs_to_its_paragraph() -> None:
    assert one("", paragraph=1) == Place(1, 1, 0, 0)


@pytest.mark.parametrize("paragraph", [0, 3, 99])
def test_without_words_a_paragraph_that_does_not_exist_is_unplaced(paragraph: int) -> None:
    assert place(TEXT, [Anchor(1, paragraph, " ")]) == ([], [1])


def test_places_come_in_reading_order_with_whole_paragraphs_last() -> None:
    anchors = [
        Anchor(1, 2, ""),
        Anchor(2, 2, "Other"),
        Anchor(3, 1, "ship"),
        Anchor(4, 2, "Sources"),
    ]
    assert [each.key for each in place(TEXT, anchors)[0]] == [3, 4, 2, 1]


@given(st.text(max_size=200), st.text(max_size=40), st.integers(-3, 9), st.text(max_size=9))
def test_any_text_and_any_anchor_is_placed_or_listed(
    text: str, quote: str, paragraph: int, before: str
) -> None:
    paragraphs = dict(enumerate(paragraphs_of(text), start=1))
    places, unplaced = place(paragraphs, [Anchor(1, paragraph, quote, before)])
    assert len(places) + len(unplaced) == 1
    for each in places:
        assert 0 <= each.start <= each.end <= len(paragraphs[each.paragraph])
