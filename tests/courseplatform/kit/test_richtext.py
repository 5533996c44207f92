"""Rich text: what people type becomes a small safe set of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit import richtext
from courseplatform.kit.refusals import Refusal


def test_raw_html_is_shown_as_typed() -> None:
    html = richtext.render("Hello <script>alert(1)</script> <b>x</b>").html
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "javascript:alert(1)", "data:text/html,x", "ftp://a.b"],
)
def test_a_link_elsewhere_than_http_mailto_or_this_site_loses_its_target(target: str) -> None:
    html = richtext.render(f"[here]({target})").html
    assert 'href="//' not in html
    assert 'href="/\\' not in html
    for scheme in ("javascript:", "data:", "ftp:"):
        assert f'href="{scheme}' not in html
    assert "here" in html


@pytest.mark.parametrize(
    "target",
    ["https://example.org/a?b=1", "http://example.org", "mailto:a@b.org", "/reports/", "#p3"],
)
def test_an_honest_link_stays(target: str) -> None:
    assert f'href="{target}"' in richtext.render(f"[here]({target})").html


def test_a_picture_of_another_site_becomes_its_words_and_our_own_stays() -> None:
    html = richtext.render("![a map](https://evil.example/x.png) ![ours](/media/x.png)").html
    assert "evil.example" not in html
    assert "a map" in html
    assert '<img src="/media/x.png" alt="ours">' in html


def test_our_own_picture_cannot_climb_out_of_its_folder() -> None:
    assert "<img src" not in richtext.render("![x](/media/../admin/x.png)").html


def test_headings_start_below_the_page_title_and_are_listed_with_anchors() -> None:
    text = richtext.render("# What is *claimed*\n\n## Who says so")
    assert '<h2 id="s1">' in text.html
    assert '<h3 id="s2">' in text.html
    assert [(h.level, h.anchor, h.text) for h in text.headings] == [
        (2, "s1", "What is claimed"),
        (3, "s2", "Who says so"),
    ]


def test_a_text_that_begins_with_smaller_headings_loses_no_level_of_the_page() -> None:
    text = richtext.render("## One\n\n#### Two")
    assert [heading.level for heading in text.headings] == [2, 4]


def test_paragraphs_are_numbered_outside_lists_and_quotes() -> None:
    text = richtext.render("One.\n\n> quoted\n\n- item\n\nTwo.", numbered=True)
    assert text.paragraphs == ("One.", "Two.")
    assert 'id="p2"' in text.html
    assert 'href="#p2"' in text.html
    assert 'id="p3"' not in text.html


def test_without_asking_no_paragraph_is_numbered() -> None:
    text = richtext.render("One.")
    assert text.paragraphs == ()
    assert text.html.strip() == "<p>One.</p>"


def test_a_table_carries_no_inline_style_and_says_what_its_heads_are() -> None:
    html = richtext.render("| a | b |\n|---|--:|\n| 1 | 2 |").html
    assert "style" not in html
    assert '<th scope="col">' in html
    assert 'data-align="right"' in html


def test_a_text_over_the_limit_is_refused_with_its_length() -> None:
    with pytest.raises(Refusal, match="100,001"):
        richtext.render("x" * (richtext.MOST_SOURCE + 1))
    assert richtext.render("x" * richtext.MOST_SOURCE).html


def test_a_table_of_too_many_columns_is_refused() -> None:
    columns = richtext.MOST_COLUMNS + 1
    head = "|" + "a|" * columns
    with pytest.raises(Refusal, match="40 columns"):
        richtext.render(f"{head}\n|{'-|' * columns}")
    fewer = richtext.MOST_COLUMNS
    assert "<table>" in richtext.render(f"|{'a|' * fewer}\n|{'-|' * fewer}").html


def test_a_text_that_grows_too_large_when_rendered_is_refused() -> None:
    row = "|" * 39 + "\n"
    head = "|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n"
    with pytest.raises(Refusal, match="Divide"):
        richtext.render(head + row * 2_000)


def test_nul_never_reaches_the_database() -> None:
    assert "\x00" not in richtext.render("a\x00b").html


def test_plain_gives_the_words_on_one_line() -> None:
    assert richtext.plain("# Head\n\nOne *two*\n[three](/x/)") == "Head One two three"


def test_lines_keep_breaks_and_escape_everything() -> None:
    assert richtext.lines("a <b>\r\nc\n\n\n d ") == "<p>a &lt;b&gt;<br>c</p><p>d</p>"


@given(st.text(max_size=400))
def test_whatever_is_typed_gives_no_active_html(source: str) -> None:
    html = richtext.render(source).html.lower()
    for sign in ("<script", "<iframe", "<svg", "<style", 'href="javascript', " onload=", "<form"):
        assert sign not in html
