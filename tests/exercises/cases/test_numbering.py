"""Paragraphs and their numbers: written and read back the same, followed wherever they are cited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.cases.numbering import (
    HEADING_MOST,
    Block,
    blocks_of,
    cited_in,
    identities,
    number_anew,
    recite,
    written,
)
from exercises.tradecraft.invalid import InvalidInput

PAGE = "## News\n\n¶1 The ship sailed.\n\nIt may\ncome back.\n\n\n¶7 ¶1 says so.\n"
LINES = (
    st.text(st.sampled_from("ab ¶1.,"), min_size=1)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith(("¶", "#")))
)


def test_a_source_is_read_block_by_block() -> None:
    assert blocks_of(PAGE) == [
        Block(3, 1, "News", "The ship sailed."),
        Block(5, None, "", "It may\ncome back."),
        Block(9, 7, "", "¶1 says so."),
    ]
    assert blocks_of(" \n\n") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("## News", "Line 1: a heading needs a paragraph behind it."),
        ("A.\n\n## One\n\n## Two\n\nB.", "Line 3: a heading needs a paragraph behind it."),
        ("## News\nThe ship.", "Line 1: leave an empty line behind a heading."),
        (f"# {'x' * (HEADING_MOST + 1)}\n\nA.", "Line 1: a heading has at most 160 characters."),
        ("A.\n\n¶2", "Line 3: ¶2 has no text."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        blocks_of(text)
    assert str(fault.value.sentence) == sentence


@given(st.lists(st.tuples(st.sampled_from(["", "News", "More"]), LINES), max_size=6))
def test_what_is_written_is_read_back_the_same(said: list[tuple[str, str]]) -> None:
    rows = [(number, heading, text) for number, (heading, text) in enumerate(said, start=1)]
    read = [(block.mark, block.heading, block.text) for block in blocks_of(written(rows))]
    assert read == rows


def test_a_mark_says_which_paragraph_it_is_once() -> None:
    blocks = [Block(1, mark, "", "A.") for mark in (2, None, 2, 9, 1)]
    assert identities(blocks, [1, 2]) == [2, None, None, None, 1]


@pytest.mark.parametrize(
    ("layout", "first", "numbers", "moved", "gone"),
    [
        ([[1, 2], [3]], 1, ((1, 2), (3,)), {}, ()),
        ([[1, None, 2], [3]], 1, ((1, 2, 3), (4,)), {2: 3, 3: 4}, ()),
        ([[3], [1]], 1, ((1,), (2,)), {3: 1, 1: 2}, (2,)),
        ([[1, 2, 3]], 0, ((0, 1, 2),), {1: 0, 2: 1, 3: 2}, ()),
        ([[], []], 1, ((), ()), {}, (1, 2, 3)),
    ],
)
def test_numbers_run_through_all_sources_without_a_gap(
    layout: list[list[int | None]],
    first: int,
    numbers: tuple[tuple[int, ...], ...],
    moved: dict[int, int],
    gone: tuple[int, ...],
) -> None:
    found = number_anew(layout, [1, 2, 3], first)
    assert (found.numbers, found.moved, found.gone) == (numbers, moved, gone)


def test_citations_go_with_their_paragraph_and_what_is_gone_is_marked() -> None:
    text = "See ¶1, ¶12 and ¶2; ¶12345 is none."
    assert cited_in(text) == {1, 12, 2}
    assert recite(text, {1: 3, 12: 1}, [2]) == "See ¶3, ¶1 and ¶?; ¶12345 is none."


@given(st.permutations(range(1, 7)))
def test_moving_there_and_back_changes_no_citation(order: list[int]) -> None:
    moved = dict(enumerate(order, start=1))
    back = {new: old for old, new in moved.items()}
    text = " ".join(f"¶{number}" for number in range(1, 7))
    assert recite(recite(text, moved), back) == text
