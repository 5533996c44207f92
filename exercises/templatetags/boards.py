"""What the templates of class boards share: ``{% load boards %}``.

Everything here draws the JSON of ``kinds.boards`` and nothing else; what may be told was decided when
it was counted. The experts' marks are drawn only at a reveal that shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from courseplatform.templatetags.ui_words import claim_chip
from exercises.kinds.boards import PANEL

register = template.Library()

_STEPS = {code: str(step) for scale in ("ABCDE", "12345") for step, code in enumerate(scale, 1)}
FEW_NAMES = 6  # hypotheses whose names fit above their columns on a screen
SHORT = 28  # characters of a label that should not break
_LOUD = {"large": "~", "extreme": "≁", "opposed": "≠"}


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
    rows = format_html_join(
        "\n",
        "<tr{}{}><th scope=row><span class=board-bars__label{}>{}<span>{}</span></span></th>"
        "<td data-kind=number>{}</td><td>{}</td><td>{}{}</td></tr>",
        (
            (
                mark_safe(" data-you") if row["code"] in mine else "",
                mark_safe(" data-apart") if row["apart"] else "",
                mark_safe(" data-short") if len(row["label"]) <= SHORT else "",
                _sign(row["sign"], row["code"]),
                in_language(row["label"]),
                _figure(row),
                _bar(100 * (row["share"] or 0) / highest, you=row["code"] in mine),
                format_html('<span class="board-bars__you">▸ {}</span> ', _("you"))
                if row["code"] in mine
                else "",
                _experts() if row["panel"] and reveal >= PANEL else "",
            )
            for row in drawn["rows"]
        ),
    )
    return format_html(
        '<table class="bars board-bars"><caption>{}</caption><colgroup><col data-of="label">'
        '<col data-of="share"><col data-of="bar"><col data-of="whose"></colgroup>'
        '<thead class="visually-hidden"><tr>'
        "<th scope=col>{}</th><th scope=col>{}</th><th scope=col>{}</th><th scope=col>{}</th></tr>"
        "</thead><tbody>{}</tbody></table>",
        caption,
        _("Answer"),
        _("Share"),
        _("Bar"),
        _("Whose"),
        rows,
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

    Codes and signs come from fixed vocabularies, so cells are joined as text: there may be 500.
    """
    words = _dispute_words()
    panel = reveal >= PANEL
    body = []
    for row in facts["rows"]:
        cells = "".join(_cell(cell, words, panel=panel) for cell in row["cells"])
        body.append(
            format_html(
                '<tr><th scope="row"><span class="board__id">{}</span> '
                '<span class="board__text">{}</span></th>{}<td class="board__spread">{}</td></tr>',
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
        '<svg viewBox="0 0 100 12" width="200" height="14" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="chart__{}" width="{}" height="12"/></svg>',
        "panel" if kind == "panel" else "bar",
        f"{share:.1f}",
    )


@register.filter
def with_code(codes: Iterable[str], id_: str) -> str:
    """Return the code that ``id:code`` gives ``id_``; empty without one."""
    return next((each.split(":", 1)[1] for each in codes if each.startswith(f"{id_}:")), "")


def _dispute_words() -> dict[str, str]:
    return {
        "large": _("large dispute"),
        "extreme": _("extreme dispute"),
        "opposed": _("opposed votes"),
    }


def _cell(cell: Sequence[str], words: Mapping[str, str], *, panel: bool) -> str:
    code, loud, theirs = cell
    sign = (
        f'<span class="board__sign" aria-hidden="true">{_LOUD[loud]}</span>'
        f'<span class="visually-hidden"> {words[loud]}</span>'
        if loud
        else ""
    )
    below = f'<span class="board__panel">{theirs}</span>' if panel and theirs else ""
    return f'<td class="rating" data-code="{code}">{code}{sign}{below}</td>'


def _figure(row: Mapping[str, Any]) -> SafeString | str:
    if row["words"]:
        return in_language(row["words"])
    if row["share"] is None:
        return "–"
    if row["count"] is None:
        return f"{row['share']} %"
    return format_html(
        '{} % <span class="meta board-bars__count">({})</span>', row["share"], row["count"]
    )


def _bar(share: float, *, you: bool = False) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 100 12" width="300" height="18" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="{}" width="{}" height="12"/></svg>',
        "chart__you" if you else "chart__bar",
        f"{share:.1f}",
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
