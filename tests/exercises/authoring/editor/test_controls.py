"""From typed text to stored values and back: nothing typed is lost, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.authoring.editor.controls import ABSENT, as_handle, text_of, tidy, value_of
from exercises.authoring.editor.schema import Control, Leaf
from exercises.tradecraft.labels import Label

SCALE = {"AJ": Label("judgement"), "SP": Label("speculation")}


@pytest.mark.parametrize(
    ("leaf", "typed", "value"),
    [
        (Leaf(Control.LINE), "  two \n words ", "two words"),
        (Leaf(Control.TEXT), "a\r\n\r\nb\x00\x07 ", "a\n\nb"),
        (Leaf(Control.WHOLE), " 12 ", 12),
        (Leaf(Control.WHOLE), "twelve", "twelve"),
        (Leaf(Control.WHOLE), "٣", "٣"),
        (Leaf(Control.POINTS), "1.5", 150),
        (Leaf(Control.POINTS), "1,25", 125),
        (Leaf(Control.POINTS), "-3", -300),
        (Leaf(Control.POINTS), "1.255", "1.255"),
        (Leaf(Control.POINTS), "many", "many"),
        (Leaf(Control.NUMBER), "0,5", 0.5),
        (Leaf(Control.NUMBER), "half", "half"),
        (Leaf(Control.CHOICE), "AJ", "AJ"),
        (Leaf(Control.HANDLE), "¶ 7", "¶7"),
        (Leaf(Control.HANDLE), "7", "¶7"),
        (Leaf(Control.HANDLE), "E3", "E3"),
        (Leaf(Control.HANDLES), "2, ¶5;¶ 7 2", ["¶2", "¶5", "¶7"]),
        (Leaf(Control.WORDS), "Q1, Q2  Q3", ["Q1", "Q2", "Q3"]),
        (Leaf(Control.WORDS, whole=True), "40 60 x", [40, 60, "x"]),
        (Leaf(Control.LINES), "one  line\n\n another ", ["one line", "another"]),
        (Leaf(Control.GRID, SCALE), "aj sp\n\nSP XX", [["AJ", "SP"], ["SP", "XX"]]),
        (Leaf(Control.PAIRS, SCALE), "aj 0.5, SP 1", {"AJ": 0.5, "SP": 1.0}),
        (Leaf(Control.PAIRS, SCALE), "AJ, SP half", {"AJ": "", "SP": "half"}),
        (Leaf(Control.PAIRS, SCALE), " , ", ABSENT),
        (Leaf(Control.LINES), " \n ", ABSENT),
    ],
)
def test_what_is_typed_becomes_a_value_or_stays_as_it_is(
    leaf: Leaf, typed: str, value: Any
) -> None:
    assert value_of(leaf, typed) == value


@pytest.mark.parametrize(
    ("leaf", "value", "text"),
    [
        (Leaf(Control.POINTS), 150, "1.5"),
        (Leaf(Control.POINTS), 1200, "12"),
        (Leaf(Control.POINTS), -325, "-3.25"),
        (Leaf(Control.POINTS), "many", "many"),
        (Leaf(Control.NUMBER), 0.5, "0.5"),
        (Leaf(Control.HANDLES), ["¶2", "¶5"], "¶2 ¶5"),
        (Leaf(Control.HANDLES), "¶2", "¶2"),
        (Leaf(Control.LINES), ["a b", "c"], "a b\nc"),
        (Leaf(Control.LINES), 7, "7"),
        (Leaf(Control.GRID), [["C", "N"], ["I"]], "C N\nI"),
        (Leaf(Control.GRID), ["CN"], "['CN']"),
        (Leaf(Control.PAIRS), {"AJ": 0.5, "SP": ""}, "AJ 0.5, SP"),
        (Leaf(Control.PAIRS), ["AJ"], "['AJ']"),
        (Leaf(Control.LINE), None, ""),
        (Leaf(Control.LINE), ABSENT, ""),
    ],
)
def test_a_stored_value_is_shown_whatever_its_shape(leaf: Leaf, value: Any, text: str) -> None:
    assert text_of(leaf, value) == text


@pytest.mark.parametrize("control", [each for each in Control if each not in {"switch", "boxes"}])
@given(typed=st.text(max_size=60))
def test_what_was_typed_is_stored_shown_and_read_alike_again(control: Control, typed: str) -> None:
    leaf = Leaf(control, SCALE if control in {"pairs", "grid"} else {})
    value = value_of(leaf, typed)
    again = value_of(leaf, text_of(leaf, value))
    assert again == value
    if not tidy(typed):
        assert value is ABSENT


def test_absence_says_what_it_is() -> None:
    assert repr(ABSENT) == "ABSENT"
    assert as_handle("¶0012") == "¶12"
