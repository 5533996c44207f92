"""Words of panels and item analysis: ``{% load panels %}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from exercises.kinds.panels import PanelLine
from exercises.tradecraft.undefined import Undefined

register = template.Library()


@register.filter
def in_words(source: str) -> str:
    """Return a source string of the rules in the reader's language; an author's text as it is."""
    return gettext(source) if source else ""


@register.filter
def rule(line: PanelLine) -> str:
    """Return the sentence of the rule that decided a line."""
    return gettext(line.why).format(**line.facts)


@register.filter
def why_not(value: Undefined) -> str:
    """Return why a figure does not exist."""
    return value.sentence.render(gettext)


@register.filter
def is_figure(value: float | Undefined) -> bool:
    """Tell whether there is a figure to show."""
    return not isinstance(value, Undefined)


@register.filter
def has_any(texts: Iterable[str]) -> bool:
    """Tell whether any of several texts says something."""
    return any(texts)
