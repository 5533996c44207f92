"""What letters say in one way: times with their zone, sums, addresses. ``{% load letter %}``.

A letter's context holds instants as ISO text and money as minor units. The reader's zone is the
current one while a letter is rendered (``zone`` in the context; empty when nobody knows it). Each tag
serves the text and the page of a letter alike.
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.kit import money as sums
from courseplatform.kit import wording

register = template.Library()


@register.simple_tag(takes_context=True)
def when(context: Context, start: str, end: str = "", zone: str = "") -> str:
    """A time people agreed on in ``zone``, then the same on the reader's clock where it differs.

    "Saturday 14 March 2026, 10:00–17:00 Kyiv time (UTC+02:00)", new line,
    "09:00–16:00 for you (Rome time, UTC+01:00)".
    """
    first, last = instant(start), instant(end) if end else None
    home = zone or str(context.get("zone") or "") or "UTC"
    lines = [f"{wording.span(first, last, home, long=True)} {_named(first, home)}"]
    yours = str(context.get("zone") or "")
    if yours and wording.differ(first, home, yours):
        lines.append(_yours(first, last, home, yours))
    return _lines(context, lines)


@register.simple_tag(takes_context=True)
def moment(context: Context, at: str, zone: str = "") -> str:
    """One instant on the reader's clock, or in ``zone`` where that is not known."""
    place = str(context.get("zone") or "") or zone or "UTC"
    return f"{wording.span(instant(at), None, place, long=True)} {_named(instant(at), place)}"


@register.filter
def instant(text: str | datetime) -> datetime:
    """Read an ISO instant out of a letter's context."""
    found = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError(f"“{text}” has no zone; letters hold instants in UTC.")
    return found


@register.filter
def day(text: str) -> str:
    """Read an ISO date out of a letter's context: "Saturday 14 March 2026"."""
    return wording.day(date.fromisoformat(text), long=True)


@register.filter
def money(minor: int, currency: str) -> str:
    """A sum: "€ 240.00"."""
    return sums.show(int(minor), currency)


@register.simple_tag(takes_context=True)
def full(context: Context, path: str) -> str:
    """The full address of a path of this site; a full address stays as it is."""
    found = path if "://" in path else f"{context['site_url']}{path}"
    return found if not context.autoescape else conditional_escape(found)


def _named(at: datetime, zone: str) -> str:
    offset = wording.zone_title(at, zone).rsplit(", ", 1)[-1]
    name = wording.zone_name(zone)
    return name if name == "UTC" else f"{name} ({offset})"


def _yours(first: datetime, last: datetime | None, home: str, yours: str) -> str:
    shift = wording.day_shift(first, home, yours)
    hours = wording.hours(first, last, yours)
    if shift:
        hours = f"{wording.day(wording.date_in(first, yours), long=True)}, {hours}"
    offset = wording.zone_title(first, yours).rsplit(", ", 1)[-1]
    return _("%(hours)s for you (%(zone)s, %(offset)s)") % {
        "hours": hours,
        "zone": wording.zone_name(yours),
        "offset": offset,
    }


def _lines(context: Context, lines: list[str]) -> str | SafeString:
    if not context.autoescape:
        return "\n".join(lines)
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
