"""What can be printed: the table against the fonts themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit import glyphs
from courseplatform.kit.typesetting import CannotTypeset, typeset

AT = datetime(2026, 2, 2, tzinfo=UTC)
SHEET = """#let d = json(bytes(sys.inputs.d))
#set document(title: "Sheet")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), fallback: false, lang: "en")
= Sheet
#d.text
"""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "sheet.typ"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_every_character_of_the_table_can_be_set(sheet: Path) -> None:
    signs = sorted(glyphs.SHOWN)
    assert len(signs) > 1900
    for start in range(0, len(signs), 200):
        typeset(sheet, {"text": " a ".join(signs[start : start + 200])}, AT)


@pytest.mark.parametrize("sign", ["王", "あ", "한", "ع", "ไ", "द", "🙂", "𝔄"])
def test_what_the_table_leaves_out_is_refused_by_the_fonts_or_better_left_out(
    sheet: Path, sign: str
) -> None:
    assert glyphs.missing(sign) == sign
    if sign != "ع":  # one of the families has it, but sets it unreadably
        with pytest.raises(CannotTypeset):
            typeset(sheet, {"text": sign}, AT)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Zoë O'Brien #*_$", ""),
        ("Łukasz Đorđević", ""),
        ("Жанна Їжак", ""),
        ("Ελένη", ""),
        ("יעל", ""),
        ("თამარ", ""),
        ("王小明 (Wang)", "王小明"),
        ("two\nlines\r\nthree", ""),
        ("a王b王", "王"),
    ],
)
def test_names_are_checked_character_by_character(typed: str, wrong: str) -> None:
    assert glyphs.missing(typed) == wrong


def test_what_cannot_be_shown_is_written_plainly_or_stood_in_for() -> None:
    assert glyphs.shown("ＡＢＣ ①") == "ABC 1"
    assert glyphs.shown("王 Wang") == "? Wang"
    assert glyphs.shown("Zoe\u0308") == "Zoë"


def test_control_and_direction_marks_go_and_lines_stay() -> None:
    assert glyphs.shown("A\u202edcba\x00\n1\tb") == "Adcba\n1 b"


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_set_afterwards(sheet: Path, text: str) -> None:
    written = glyphs.shown(text)
    assert glyphs.missing(written) == ""
    typeset(sheet, {"text": f"x{written}"}, AT)


@given(st.text(alphabet=sorted(glyphs.SHOWN), max_size=80))
def test_any_mixture_of_what_can_be_shown_can_be_set(sheet: Path, text: str) -> None:
    typeset(sheet, {"text": f"x{text}"}, AT)


def test_the_same_data_gives_the_same_bytes_and_is_never_read_as_typst(sheet: Path) -> None:
    text = '#read("/etc/passwd") \\ $x$ *b*'
    assert typeset(sheet, {"text": text}, AT) == typeset(sheet, {"text": text}, AT)


def test_every_text_in_data_is_shown_and_nothing_else_is_touched() -> None:
    data = {"王": ["王 Wang", 7, None], "lines": [["①", True]]}
    assert glyphs.shown_all(data) == {"王": ["? Wang", 7, None], "lines": [["1", True]]}
