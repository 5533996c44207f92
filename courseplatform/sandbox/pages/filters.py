"""How the practice pages write money and time."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from courseplatform.sandbox.stripe import amounts

register = template.Library()

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])")


@register.filter
def money(minor: int | None, currency: str | None) -> str:
    """An amount of the smallest unit with its currency: € 240.00."""
    return amounts.shown(minor or 0, currency or "eur")


@register.filter
def moment(seconds: float | None) -> SafeString | str:
    """An instant as a weekday, a date and a clock time, with the zone said."""
    if seconds is None:
        return ""
    at = datetime.fromtimestamp(seconds, UTC)
    text = f"{at:%A} {at.day} {at:%B %Y, %H:%M} UTC"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text)


@register.filter
def clock(seconds: float | None) -> SafeString | str:
    """The clock time alone, for lists of one day."""
    if seconds is None:
        return ""
    at = datetime.fromtimestamp(seconds, UTC)
    text = f"{at:%Y-%m-%d %H:%M:%S}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text)


@register.filter
def grouped(number: str) -> str:
    """A card or account number in groups of four, as it is printed."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


@register.filter
def linked(text: str) -> SafeString:
    """Plain text whose addresses can be followed; everything else is escaped."""
    pieces = _ADDRESS.split(text)
    shown = [
        f'<a href="{escape(piece)}">{escape(piece)}</a>' if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    ]
    return mark_safe("".join(shown))
