"""What the templates of class boards share: ``{% load boards %}``.

Everything here draws the JSON of ``kinds.boards`` and nothing else; what may be told was decided when
it was counted. The experts' marks are drawn only at a reveal that shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from courseplatform.templatetags.ui_words import claim_chip
from exercises.kinds.boards import PANEL

register = template.Library()

_STEPS = {code: str(step) for scale in ("ABCDE", "12345") for step, code in enumerate(scale, 1)}
FEW_NAMES = 6  # hypotheses whose names fit above their columns on a screen
SHORT = 28  # characters of a label that should not break


@register.filter
def told(sentence: Mapping[str, Any] | None) -> str:
    """Return a sentence of a finding in the reader's language; words among its facts too."""
    if not sentence:
        return ""
    facts = {
        name: gettext(value) if isinstance(value, str) and value else value
        for name, value in sentence["facts"].items()
    }
    return gettext(sentence["template"]).format(**facts)


@register.filter
def in_language(words: str | None) -> str:
    """Return words of a scale in the reader's language; an author's words stay as they are."""
    return gettext(words) if words else ""


@register.simple_tag
def board_bars(
    drawn: Mapping[str, Any], caption: str, reveal: int, mine: Sequence[str] = ()
) -> SafeString:
    """A distribution as a table with one bar a row; a sentence where it is not told.

    Args:
        drawn: JSON of ``kinds.boards.bars`` or ``parts``.
        caption: what is counted.
        reveal: what the experts accept is marked from ``PANEL`` on.
        mine: codes of the reader's own answer, marked by a caret and the word "you".
    """
    if drawn["hidden"]:
        return format_html('<p class="meta">{}</p>', told(drawn["hidden"]))
    highest = max((row["share"] or 0 for row in drawn["rows"]), default=0) or 100
    rows = [
        _bar_row(row, highest, you=row["code"] in mine, experts=reveal >= PANEL and row["panel"])
        for row in drawn["rows"]
    ]
    return format_html(
        '<table class="bars board-bars"><caption>{}</caption><colgroup><col data-of=label>'
        "<col data-of=share><col data-of=bar><col data-of=whose></colgroup>"
        "<thead class=visually-hidden><tr>"
        "<th scope=col>{}</th><th scope=col>{}</th><th scope=col>{}</th><th scope=col>{}</th></tr>"
        "</thead><tbody>{}</tbody></table>",
        caption,
        _("Answer"),
        _("Share"),
        _("Bar"),
        _("Whose"),
        mark_safe("\n".join(rows)),
    )


@register.simple_tag
def share_of(row: Mapping[str, Any]) -> SafeString | str:
    """A share in a cell with its bar; words or a dash where no figure is told."""
    if row.get("words"):
        return in_language(row["words"])
    if row.get("share") is None:
        return "–"
    return format_html('<span class="share">{} %{}</span>', row["share"], _bar(row["share"]))


@register.simple_tag
def code_sign(sign: str, code: str) -> SafeString | str:
    """The sign of a code: a square, a circle, a chip; the words stand beside it."""
    return _sign(sign, code)


@register.simple_tag
def heat_map(facts: Mapping[str, Any], reveal: int) -> SafeString:
    """The matrix of a class as a real table: its code, a sign for dispute, the experts' code below.

    There may be 500 cells, so they are short: the words of a dispute stand in the page and the style
    sheet shows its sign instead. Codes come from fixed vocabularies and are joined as text.
    """
    words = _cell_words()
    panel = reveal >= PANEL
    body = []
    for row in facts["rows"]:
        cells = "".join([_cell(cell, words, panel=panel) for cell in row["cells"]])
        body.append(
            format_html(
                "<tr><th scope=row><span class=board__id>{}</span> {}</th>{}"
                "<td class=board__spread>{}</td></tr>",
                row["id"],
                row["text"],
                mark_safe(cells),
                row["spread"] or "–",
            )
        )
    heads = format_html_join(
        "",
        '<th scope="col">{}<span class="board__name">{}</span></th>',
        ((each["id"], each["name"]) for each in facts["hypotheses"]),
    )
    return format_html(
        '<table class="board board-map"{}><caption class="visually-hidden">{}</caption><thead><tr>'
        '<th scope="col">{}</th>{}<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        mark_safe(" data-many") if len(facts["hypotheses"]) > FEW_NAMES else "",
        _("The class's ratings, evidence against hypotheses"),
        _("Evidence"),
        heads,
        _("Spread"),
        mark_safe("\n".join(body)),
    )


@register.simple_tag
def pair_bar(share: float, kind: str) -> SafeString:
    """One bar of a pair, ``class`` or ``panel``, ``share`` in per cent of the longest."""
    return format_html(
        '<svg viewBox="0 0 100 12" width=200 height=14 preserveAspectRatio=none aria-hidden=true>'
        '<rect class="chart__{}" width="{}" height=12 /></svg>',
        "panel" if kind == "panel" else "bar",
        f"{share:.1f}",
    )


@register.filter
def with_code(codes: Iterable[str], id_: str) -> str:
    """Return the code that ``id:code`` gives ``id_``; empty without one."""
    return next((each.split(":", 1)[1] for each in codes if each.startswith(f"{id_}:")), "")


def _cell_words() -> dict[str, str]:
    return {
        "large": conditional_escape(_("large dispute")),
        "extreme": conditional_escape(_("extreme dispute")),
        "opposed": conditional_escape(_("opposed")),
        "experts": conditional_escape(_("experts")),
    }


def _cell(cell: Sequence[str], words: Mapping[str, str], *, panel: bool) -> str:
    code, loud, theirs = cell
    held = f"data-code={code}" if code else 'data-code=""'
    mark = f" data-loud={loud}" if loud else ""
    sign = f"<b>{words[loud]}</b>" if loud else ""
    below = f"<i><b>{words['experts']} </b>{theirs}</i>" if panel and theirs else ""
    return f"<td class=rating {held}{mark}>{code}{sign}{below}</td>"


def _bar_row(row: Mapping[str, Any], highest: float, *, you: bool, experts: bool) -> str:
    """One row of a distribution. Joined as text, since a page may have a hundred: only the label can
    hold what an author wrote, and it is escaped here."""
    label = in_language(row["label"])
    marks = f"{' data-you' if you else ''}{' data-apart' if row['apart'] else ''}"
    short = " data-short" if len(row["label"]) <= SHORT else ""
    return (
        f"<tr{marks}><th scope=row><span class=board-bars__label{short}>"
        f"{_sign(row['sign'], row['code'])}<span>{escape(label)}</span></span></th>"
        f"<td data-kind=number>{_figure(row)}</td>"
        f"<td>{_bar(100 * (row['share'] or 0) / highest, you=you)}</td>"
        f"<td>{_you() if you else ''}{_experts() if experts else ''}</td></tr>"
    )


def _you() -> SafeString:
    return format_html('<span class="board-bars__you">▸ {}</span> ', _("you"))


def _figure(row: Mapping[str, Any]) -> str:
    if row["words"]:
        return escape(in_language(row["words"]))
    if row["share"] is None:
        return "–"
    if row["count"] is None:
        return f"{row['share']} %"
    return f'{row["share"]} % <span class="meta board-bars__count">({row["count"]})</span>'


def _bar(share: float, *, you: bool = False) -> SafeString:
    kind = "chart__you" if you else "chart__bar"
    return mark_safe(
        '<svg viewBox="0 0 100 12" width=300 height=18 preserveAspectRatio=none aria-hidden=true>'
        f'<rect class={kind} width="{share:.1f}" height=12 /></svg>'
    )


def _experts() -> SafeString:
    return format_html(
        '<span class="board-bars__panel"><span aria-hidden="true">◆</span> <span>{}</span></span>',
        _("experts"),
    )


def _sign(sign: str, code: str) -> SafeString | str:
    if sign == "claim":
        return format_html("{} ", claim_chip(code))
    if sign == "rating":
        return format_html(
            '<span class="rating board-bars__code" data-code="{}">{}</span> ', code, code
        )
    if sign in {"source", "information"}:
        return format_html(
            '<span class="grade-chip"><span class="grade-chip__{}" data-step="{}">{}</span></span> ',
            "source" if sign == "source" else "info",
            _STEPS.get(code, "unknown"),
            code,
        )
    return ""
