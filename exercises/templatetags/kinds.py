"""What templates of kinds share: remarks in the reader's language, points, fields' errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from courseplatform.templatetags.ui_icons import ICONS
from exercises.kinds.choices import Option
from exercises.kinds.contract import Passage
from exercises.kinds.score import Remark

register = template.Library()

SIGNS = {"ok": "tick", "partly": "warn", "no": "cross", "info": "info"}


@register.filter
def say(remark: Remark) -> str:
    """Return a remark's sentence in the reader's language."""
    return remark.render(gettext)


@register.filter
def in_points(hundredths: int) -> str:
    """Return hundredths of points as a figure: 950 is 9.5, 1200 is 12."""
    whole, rest = divmod(abs(hundredths), 100)
    places = 0 if not rest else 1 if rest % 10 == 0 else 2
    figure = number_format(abs(hundredths) / 100, places) if rest else number_format(whole)
    return f"−{figure}" if hundredths < 0 else figure


@register.filter
def with_minus(figure: str) -> str:
    """Return a formatted figure with a minus that is as wide as a plus."""
    return figure.replace("-", "−")


@register.filter
def sign(verdict: str) -> SafeString:
    """Return the icon of a verdict; the words beside it say the same."""
    return ICONS[SIGNS[verdict]]


@register.filter
def verdict_word(verdict: str) -> str:
    """Return a verdict in a word, for those who do not see its icon."""
    return {"ok": _("right"), "partly": _("partly right"), "no": _("not right"), "info": _("note")}[
        verdict
    ]


@register.simple_tag
def remarks(given: Iterable[Remark]) -> str:
    """Return the remarks on one line as a list; nothing where there are none."""
    found = list(given)
    return render_to_string("kinds/remarks.html", {"remarks": found}) if found else ""


@register.simple_tag
def wrong(name: str, sentence: str) -> SafeString | str:
    """Return what is wrong with the field ``name``, for the place between label and control."""
    if not sentence:
        return ""
    return format_html(
        '<div class="field__error" id="id_{}_error">{}<span><span class="visually-hidden">{} </span>'
        "{}</span></div>",
        name,
        ICONS["warn"],
        _("Error:"),
        sentence,
    )


@register.simple_tag
def boxes(name: str, choices: Iterable[Option], chosen: str) -> SafeString:
    """Return a segment's boxes that show a sign and are named by its term, one radio button each.

    All sheets repeat the same few boxes, line after line: each is written once.
    """
    return _joined(_box(name, each.value, each.term, each.value == chosen) for each in choices)


@register.simple_tag
def rated(cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the cells of one row of a matrix with their codes; they are repeated as ``boxes`` are."""
    return _joined(_cell(cell["hypothesis"].id, cell["code"]) for cell in cells)


@register.simple_tag
def select_options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Return the options of a select from values and words; repeated as ``boxes`` are."""
    return _joined(_option(value, words, value == chosen) for value, words in choices)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


@lru_cache(maxsize=2048)
def _box(name: str, value: str, term: str, chosen: bool) -> SafeString:
    return format_html(
        '\n<label class="segment__option" data-code="{value}" title="{term}"><input type="radio" '
        'name="{name}" value="{value}" aria-label="{term}"{mark}><span aria-hidden="true">{value}'
        "</span></label>",
        name=name,
        value=value,
        term=term,
        mark=" checked" if chosen else "",
    )


@lru_cache(maxsize=512)
def _cell(hypothesis: str, code: str) -> SafeString:
    mark = format_html(' data-code="{}"', code) if code else ""
    cell = '<td role="cell" class="rating" data-h="{}"{}>{}</td>'
    return format_html(cell, hypothesis, mark, code)


@lru_cache(maxsize=1024)
def _option(value: str, words: str, chosen: bool) -> SafeString:
    mark = " selected" if chosen else ""
    return format_html('<option value="{}"{}>{}</option>', value, mark, words)


@register.simple_tag
def described(name: str, sentence: str, hint: str = "") -> SafeString | str:
    """Return the attributes that tie a control to its hint and its error."""
    ids = [hint] if hint else []
    if sentence:
        ids.append(f"id_{name}_error")
    if not ids:
        return ""
    invalid = ' aria-invalid="true"' if sentence else ""
    return format_html(' aria-describedby="{}"{}', " ".join(ids), SafeString(invalid))


@register.filter
def sorted_codes(codes: Iterable[object]) -> str:
    """Return accepted codes in their order, such as "D / E"."""
    return " / ".join(sorted(str(each) for each in codes))


@register.filter
def unlocalized(number: float) -> str:
    """Return a figure for an SVG attribute: a point, whatever the reader's language."""
    return f"{number:g}"


@register.simple_tag(takes_context=True)
def cited(context: Context, handles: Iterable[str]) -> SafeString:
    """Return handles as links to their paragraphs of the dossier; as words where it is not at hand."""
    passages = context["sheet"].passages
    return format_html_join(
        " ", "{}", ((_cited(handle, passages.get(handle)),) for handle in handles)
    )


def _cited(handle: str, passage: Passage | None) -> SafeString:
    if passage is None:
        return format_html('<span class="citation">[{}]</span>', handle)
    return format_html('<a class="citation" href="#{}">[{}]</a>', passage.anchor, handle)


@register.filter
def with_number(name: str, number: int) -> str:
    """Return the name of a field in a list: ``text-`` and 3 give ``text-3``."""
    return f"{name}{number}"
