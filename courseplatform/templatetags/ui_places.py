"""Sums of money and places of a session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit import money as sums

register = template.Library()


@register.simple_tag
def money(minor: int | None, currency: str = "") -> str:
    """A sum: "€ 240.00"; nothing for None."""
    return "" if minor is None else sums.show(minor, currency)


@register.inclusion_tag("ui/price_lines.html")
def price_lines(lines: Iterable[Any], currency: str, caption: str = "") -> dict[str, Any]:
    """The small table of a price or refund.

    Each line has ``label``, ``amount_minor`` and may have ``kind`` (``discount``, ``tax``,
    ``total``) and ``note``.
    """
    return {"lines": lines, "currency": currency, "caption": caption}


@register.simple_tag
def seat_meter(taken: int, held: int, capacity: int) -> SafeString:
    """Places as a sentence and a bar.

    Args:
        taken: places that are gone, those being paid for included (``Session.taken``).
        held: how many of ``taken`` are being paid for; 0 where that is not told.
        capacity: all places.
    """
    taken = min(max(taken, 0), capacity)
    held = min(max(held, 0), taken)
    free = capacity - taken
    words = _places_words(free, held, capacity)
    return format_html(
        '<div class="seat-meter"><p class="seat-meter__words">{}</p>{}</div>',
        words,
        _places_bar(taken - held, held, capacity) if capacity else "",
    )


def _places_words(free: int, held: int, capacity: int) -> str:
    if free:
        words = ngettext(
            "%(free)s of %(capacity)s places left", "%(free)s of %(capacity)s places left", free
        ) % {"free": free, "capacity": capacity}
    else:
        words = ngettext(
            "The one place is taken", "All %(capacity)s places are taken", capacity
        ) % {"capacity": capacity}
    if held:
        words += _(", %(held)s being paid for") % {"held": held}
    return words


def _places_bar(taken: int, held: int, capacity: int) -> SafeString:
    """One box a place while boxes can be told apart; three lengths above 40 places."""
    width, height, gap = 240.0, 12, 2.0
    if capacity > 40:
        taken, held, capacity, gap = (
            round(40 * taken / capacity),
            round(40 * held / capacity),
            40,
            0.0,
        )
    step = (width + gap) / capacity
    box = step - gap
    solid, hatched, outline, hatch = [], [], [], []
    for place in range(capacity):
        x = place * step
        path = f"M{x + 0.5:.1f} .5h{box - 1:.1f}v{height - 1}h-{box - 1:.1f}z"
        if place < taken:
            solid.append(path)
        elif place < taken + held:
            hatched.append(path)
            strokes = max(1, int(box // 5))
            for stroke in range(strokes):
                left = x + box * stroke / strokes
                hatch.append(f"M{left:.1f} {height}L{left + box / strokes:.1f} 0")
        else:
            outline.append(path)
    return format_html(
        '<svg class="seat-meter__bar" viewBox="0 0 240 12" width="240" height="12" '
        'aria-hidden="true"><path class="seat-meter__taken" d="{}"/>'
        '<path class="seat-meter__held" d="{}"/><path class="seat-meter__free" d="{}"/></svg>',
        "".join(solid),
        "".join([*hatched, *hatch]),
        "".join(outline),
    )
