"""What a sheet repeats line after line: boxes, options and cells, written in Python and escaped."""

from __future__ import annotations

from types import SimpleNamespace

from exercises.kinds.choices import Option
from exercises.templatetags.kinds import boxes, rated, select_options


def test_each_box_is_a_radio_button_named_by_its_term_and_one_is_checked() -> None:
    html = boxes("c-1", [Option("RF", "reported fact"), Option("AA", "allegation")], "AA")
    first, second = html.strip().split("\n")
    assert first == (
        '<label class="segment__option" data-code="RF" title="reported fact"><input type="radio" '
        'name="c-1" value="RF" aria-label="reported fact"><span aria-hidden="true">RF</span></label>'
    )
    assert 'value="AA" aria-label="allegation" checked>' in second


def test_no_box_is_checked_before_anybody_chose() -> None:
    assert "checked" not in boxes("c-1", [Option("RF", "reported fact")], "")


def test_boxes_of_two_lines_share_nothing_but_what_is_the_same() -> None:
    choices = [Option("RF", "reported fact")]
    assert 'name="c-1"' in boxes("c-1", choices, "RF")
    second = boxes("c-2", choices, "")
    assert 'name="c-2"' in second
    assert "checked" not in second


def test_names_and_words_are_escaped() -> None:
    html = boxes('a"><b>', [Option("<i>", 'a "term"')], "<i>")
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'name="a&quot;&gt;&lt;b&gt;"' in html
    assert 'title="a &quot;term&quot;"' in html
    assert select_options([("<i>", "<b>")], "<i>") == (
        '<option value="&lt;i&gt;" selected>&lt;b&gt;</option>'
    )
    cell = {"hypothesis": SimpleNamespace(id="<H>"), "code": '"'}
    assert rated([cell]) == (
        '<td role="cell" class="rating" data-h="&lt;H&gt;" data-code="&quot;">&quot;</td>'
    )


def test_a_cell_that_is_not_rated_is_empty() -> None:
    cell = {"hypothesis": SimpleNamespace(id="H1"), "code": ""}
    assert rated([cell]) == '<td role="cell" class="rating" data-h="H1"></td>'
