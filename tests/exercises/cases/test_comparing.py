"""Two wordings side by side: every paragraph in one pair, every word kept, went or came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.cases.comparing import Pair, Piece, What, align, changed_words

SAIL, SANK, CALM = "The ship sailed at dawn.", "Somebody sank a barge.", "The sea was calm."
SAILED_LATE = "The ship sailed late at dawn."
WORDS = st.lists(st.sampled_from(["ship", "sailed", "sank", "dawn", "calm", "¶"]), max_size=6)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6)
S, A, R = What.SAME, What.ADDED, What.REMOVED


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([], [], []),
        ([SAIL], [SAIL], [(0, 0)]),
        ([SAIL], [], [(0, None)]),
        ([], [SAIL], [(None, 0)]),
        ([SAIL], [SAILED_LATE], [(0, 0)]),
        ([SAIL], [SANK], [(0, None), (None, 0)]),
        ([SAIL, CALM], [SANK, SAIL, CALM], [(None, 0), (0, 1), (1, 2)]),
        ([SAIL, SANK, CALM], [SAIL, CALM], [(0, 0), (1, None), (2, 1)]),
        ([SAIL, SANK], [SANK, SAILED_LATE], [(0, None), (1, 0), (None, 1)]),
        ([SANK, SAIL], [SAILED_LATE], [(0, None), (1, 0)]),
        ([SAIL], [CALM, SAILED_LATE], [(None, 0), (0, 1)]),
        ([""], ["…"], [(0, None), (None, 0)]),
    ],
)
def test_what_reads_alike_belongs_together_in_order(
    old: list[str], new: list[str], pairs: list[tuple[int | None, int | None]]
) -> None:
    assert align(old, new) == [Pair(*pair) for pair in pairs]


@given(TEXTS, TEXTS)
def test_every_place_stands_in_one_pair_and_in_order(old: list[str], new: list[str]) -> None:
    pairs = align(old, new)
    assert [pair.old for pair in pairs if pair.old is not None] == list(range(len(old)))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))
    assert all(pair != Pair(None, None) for pair in pairs)


@given(TEXTS)
def test_a_text_beside_itself_has_changed_nowhere(texts: list[str]) -> None:
    assert align(texts, texts) == [Pair(place, place) for place in range(len(texts))]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        (SAIL, SAIL, [(S, SAIL)]),
        ("", "New.", [(A, "New.")]),
        ("Old.", "", [(R, "Old.")]),
        ("at dawn", "at noon", [(S, "at "), (R, "dawn"), (A, "noon")]),
        (
            "the old ship sank",
            "the new boat sank",
            [
                (S, "the "), (R, "old"), (A, "new"), (R, " "), (A, " "), (R, "ship"), (A, "boat"),
                (S, " sank"),
            ],
        ),
        (" a", " b", [(S, " "), (R, "a"), (A, "b")]),
    ],
)  # fmt: skip
def test_changes_read_as_phrases(old: str, new: str, pieces: list[tuple[What, str]]) -> None:
    assert changed_words(old, new) == [Piece(*piece) for piece in pieces]


@given(st.text("ab .¶1\n", max_size=30), st.text("ab .¶1\n", max_size=30))
def test_both_texts_can_be_read_back_from_the_pieces(old: str, new: str) -> None:
    pieces = changed_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.what is not A) == old
    assert "".join(piece.text for piece in pieces if piece.what is not R) == new
