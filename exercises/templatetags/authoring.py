"""Controls of the authors' forms: ``{% load authoring %}``, ``{% control part %}``."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exercises.authoring.editor.shown import Shown
from exercises.templatetags.kinds import wrong

register = template.Library()

PARAGRAPHS = "paragraphs"  # the id of the page's list of handles
_MOST_LINES = 14
_A_LINE = 72
_WIDTHS = {
    "line": "long", "whole": "number", "points": "number", "number": "number", "choice": "medium",
    "handle": "number", "handles": "medium", "words": "medium", "pairs": "medium",
}  # fmt: skip
_MODES = {"whole": "numeric", "points": "decimal", "number": "decimal"}


@register.simple_tag
def control(part: Shown, focus: str = "") -> SafeString:
    """One control whole: label, hint, error, control, in that order.

    Args:
        part: what to draw.
        focus: the name of the entry whose first control takes the focus.
    """
    hint = format_html(
        '<div class="field__hint" id="id_{}_hint">{}</div>', part.name, part.hint
    ) if part.hint else ""  # fmt: skip
    error = wrong(part.name, part.error)
    first = mark_safe(" autofocus") if focus and part.name == focus else ""
    if part.control == "switch":
        return _switch(part, hint, error)
    if part.control == "boxes":
        return _boxes(part, hint, error)
    return format_html(
        '<div class="field"{}><label class="field__label" for="id_{}">{}{}</label>{}{}{}</div>',
        _width(part),
        part.name,
        part.label,
        _optional(part),
        hint,
        error,
        _typed(part, first),
    )


def _width(part: Shown) -> SafeString | str:
    width = _WIDTHS.get(part.control, "long")
    return format_html(' data-width="{}"', width)


def _optional(part: Shown) -> SafeString | str:
    if not part.optional or part.control in {"points", "choice"}:
        return ""
    return format_html(' <span class="field__optional">{}</span>', _("(optional)"))


def _described(part: Shown) -> SafeString | str:
    ids = [
        f"id_{part.name}_{what}"
        for what, there in (("hint", part.hint), ("error", part.error))
        if there
    ]
    if not ids:
        return ""
    invalid = mark_safe(' aria-invalid="true"') if part.error else ""
    return format_html(' aria-describedby="{}"{}', " ".join(ids), invalid)


def _typed(part: Shown, first: SafeString | str) -> SafeString:
    if part.control == "choice":
        return _select(part, first)
    if part.control in {"text", "lines", "grid"}:
        return format_html(
            '<textarea name="{0}" id="id_{0}" rows="{1}"{2}{3}{4}>\n{5}</textarea>',
            part.name,
            _lines(part),
            mark_safe(' data-grid spellcheck="false"') if part.control == "grid" else "",
            _described(part),
            first,
            part.value,
        )
    mode = _MODES.get(part.control, "")
    listed = part.control == "handle"
    return format_html(
        '<input type="text" name="{0}" id="id_{0}" value="{1}" autocomplete="off"{2}{3}{4}{5}{6}>',
        part.name,
        part.value,
        format_html(' inputmode="{}"', mode) if mode else "",
        format_html(' list="{}"', PARAGRAPHS) if listed else "",
        mark_safe(" data-handles") if part.control in {"handle", "handles"} else "",
        _described(part),
        first,
    )


def _lines(part: Shown) -> int:
    """As high as what stands in it, and a line to go on."""
    if part.control in {"lines", "grid"}:
        return max(3, min(part.value.count("\n") + 2, _MOST_LINES))
    folded = sum(1 + len(line) // _A_LINE for line in part.value.split("\n"))
    return max(2, min(folded, _MOST_LINES))


def _select(part: Shown, first: SafeString | str) -> SafeString:
    chosen = any(each.chosen for each in part.offered)
    blank = part.optional or not chosen
    strange = [] if chosen or not part.value else [(part.value, mark_safe(" selected"), part.value)]
    options = [
        (each.value, mark_safe(" selected") if each.chosen else "", each.label)
        for each in part.offered
    ]
    empty = [("", "", _("– choose –") if not part.optional else "–")] if blank else []
    return format_html(
        '<select name="{0}" id="id_{0}"{1}{2}>{3}</select>',
        part.name,
        _described(part),
        first,
        format_html_join("", '<option value="{}"{}>{}</option>', [*empty, *strange, *options]),
    )


def _switch(part: Shown, hint: SafeString | str, error: SafeString | str) -> SafeString:
    return format_html(
        '<div class="field">{0}<label class="field__choice"><input type="checkbox" name="{1}" '
        'id="id_{1}" value="yes"{2}{3}><span>{4}</span></label>{5}</div>',
        error,
        part.name,
        mark_safe(" checked") if part.value == "True" else "",
        _described(part),
        part.label,
        hint,
    )


def _boxes(part: Shown, hint: SafeString | str, error: SafeString | str) -> SafeString:
    boxes = format_html_join(
        "",
        '<label class="field__choice"><input type="checkbox" name="{}" value="{}"{}>'
        "<span>{}</span></label>",
        (
            (part.name, each.value, mark_safe(" checked") if each.chosen else "", each.label)
            for each in part.offered
        ),
    )
    if not part.offered:
        boxes = format_html('<p class="hint">{}</p>', _("Nothing to choose from yet."))
    return format_html(
        '<fieldset class="field" id="id_{0}"{1}><legend class="field__label">{2}</legend>{3}{4}'
        '<div class="field__choices authoring-boxes">{5}</div></fieldset>',
        part.name,
        _described(part),
        part.label,
        hint,
        error,
        boxes,
    )
