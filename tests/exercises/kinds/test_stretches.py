"""Stretches of a text marked in its HTML."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.kinds.stretches import mark_up, plain

REFERENCE = '<a class="note-mark">1</a>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>A ship &amp; a crew.</p>", "A ship & a crew."),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "\none\ntwo\n"),
        ('<p>A <a href="/x?a=1&amp;b=2">link</a><br>and more</p>', "A linkand more"),
        ("<p>5 &lt; 6 &gt; 4</p>", "5 < 6 > 4"),
    ],
)
def test_plain_is_what_a_browser_reads(html: str, text: str) -> None:
    assert plain(html) == text
    assert mark_up(html, [], []) == html


@pytest.mark.parametrize(
    ("html", "stretches", "marked"),
    [
        ("<p>abcdef</p>", [(1, 3)], "<p>a<mark>bc</mark>def</p>"),
        ("<p>abcdef</p>", [(0, 6)], "<p><mark>abcdef</mark></p>"),
        ("<p>ab<em>cd</em>ef</p>", [(1, 5)],
         "<p>a<mark>b</mark><em><mark>cd</mark></em><mark>e</mark>f</p>"),
        ("<p>abcdef</p>", [(0, 3), (2, 5)],
         "<p><mark>ab</mark><mark>c</mark><mark>de</mark>f</p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", [(1, 4)],
         "<ul>\n<li><mark>a</mark></li>\n<li><mark>b</mark></li>\n</ul>"),
        ("<p>a &amp; b</p>", [(2, 3)], "<p>a <mark>&amp;</mark> b</p>"),
    ],
)  # fmt: skip
def test_a_mark_never_crosses_a_tag(
    html: str, stretches: list[tuple[int, int]], marked: str
) -> None:
    assert mark_up(html, stretches, []) == marked


def test_a_reference_stands_behind_its_stretch() -> None:
    html = mark_up("<p>abcdef</p>", [(1, 3)], [(3, REFERENCE)])
    assert html == f"<p>a<mark>bc</mark>{REFERENCE}def</p>"


def test_a_reference_in_a_link_waits_for_its_end() -> None:
    html = mark_up('<p><a href="/x">abc</a> d</p>', [(0, 2)], [(2, REFERENCE)])
    assert html == f'<p><a href="/x"><mark>ab</mark>c</a>{REFERENCE} d</p>'


def test_a_reference_beyond_the_text_is_put_last_and_never_dropped() -> None:
    assert mark_up("<p>ab</p>", [], [(9, REFERENCE)]) == f"<p>ab</p>{REFERENCE}"


PIECES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from(["p", "em", "li"]), PIECES), max_size=5),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_marks_change_no_text_and_cover_what_was_asked(
    pieces: list[tuple[str, str]], edges: list[tuple[int, int]]
) -> None:
    html = "".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in pieces)
    text = plain(html)
    stretches = [(min(pair), max(pair)) for pair in edges if max(pair) <= len(text)]
    marked = mark_up(html, stretches, [(end, "") for _start, end in stretches])
    assert plain(marked) == text
    assert re.sub("</?mark>", "", marked) == html
    covered = {at for start, end in stretches for at in range(start, end)}
    wanted = "".join(text[at] for at in sorted(covered)).split()
    inside = "".join(re.findall("<mark>(.*?)</mark>", marked, re.DOTALL))
    assert "".join(unescape(re.sub("<[^>]*>", "", inside)).split()) == "".join(wanted)
