"""Times people agreed on, moments, lengths, deadlines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courseplatform.kit import wording

register = template.Library()


@register.simple_tag
def when(
    start: datetime,
    end: datetime | None = None,
    zone: str = "UTC",
    viewer_zone: str = "",
    *,
    inline: bool = False,
) -> SafeString:
    """A time people agreed on: weekday, date, from, to, zone; then the same in the reader's zone.

    Args:
        start: aware.
        end: aware; None for a moment.
        zone: the zone the people agreed in.
        viewer_zone: the reader's zone. Empty on pages that may be cached: then the page's script
            adds the second line from the browser.
        inline: keep the second line in the sentence, in brackets.
    """
    yours: SafeString | str = ""
    if viewer_zone and wording.differ(start, zone, viewer_zone):
        yours = _yours(start, end, zone, viewer_zone, inline)
    return format_html(
        '<span class="when"{}{}><time datetime="{}">{}, <span class="nowrap">{}</span></time> '
        '<span class="when__zone" title="{}">{}</span>{}</span>',
        mark_safe(" data-inline") if inline else "",
        "" if viewer_zone else _for_script(end, zone),
        wording.stamp(start),
        wording.day(wording.date_in(start, zone)),
        wording.hours(start, end, zone),
        wording.zone_title(start, zone),
        wording.zone_name(zone),
        yours,
    )


def _for_script(end: datetime | None, zone: str) -> SafeString:
    """What the page's script needs to write the second line itself."""
    return format_html(
        ' data-when data-zone="{}"{}',
        zone,
        format_html(' data-end="{}"', wording.stamp(end)) if end else "",
    )


def _yours(
    start: datetime, end: datetime | None, zone: str, viewer_zone: str, inline: bool
) -> SafeString:
    words = pgettext("the reader's own time", "%(hours)s for you (%(zone)s)") % {
        "hours": wording.hours_alone(start, end, viewer_zone),
        "zone": wording.city(viewer_zone),
    }
    if inline:
        words = pgettext("the reader's own time", "%s for you") % (
            wording.hours_alone(start, end, viewer_zone)
        )
    shift = wording.day_shift(start, zone, viewer_zone)
    mark: SafeString | str = ""
    if shift:
        mark = format_html(
            ', <span class="when__shift">{}</span>',
            _("the next day") if shift > 0 else _("the day before"),
        )
    line = format_html('<span class="when__yours">{}{}</span>', words, mark)
    return format_html(" ({})", line) if inline else line


@register.simple_tag
def at(instant: datetime | None, zone: str = "UTC", *, named: bool = True) -> SafeString | str:
    """One moment in one zone: "Sat 14 Mar 2026, 10:00 Kyiv time". Empty for None."""
    if instant is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>{}',
        wording.stamp(instant),
        wording.span(instant, None, zone),
        f" {wording.zone_name(zone)}" if named else "",
    )


@register.simple_tag
def clock_time(instant: datetime | None, zone: str = "UTC") -> SafeString | str:
    """The hour and minute alone: "14:02". Empty for None."""
    if instant is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>',
        wording.stamp(instant),
        wording.hours(instant, None, zone),
    )


@register.simple_tag
def stamp(instant: datetime) -> str:
    """An instant for scripts: "2026-03-14T08:00Z"."""
    return wording.stamp(instant)


@register.simple_tag
def day(value: date | datetime | None, zone: str = "UTC") -> SafeString | str:
    """A calendar date: "Sat 14 Mar 2026". A datetime is read in ``zone``. Empty for None."""
    if value is None:
        return ""
    on = wording.date_in(value, zone)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), wording.day(on))


@register.simple_tag
def zone_name(zone: str) -> str:
    """The zone as people say it: "Kyiv time"."""
    return wording.zone_name(zone)


@register.simple_tag
def minutes(count: int) -> str:
    """A length: "45 min", "2 h", "1 h 30 min"."""
    return wording.length(count)


@register.inclusion_tag("ui/countdown.html")
def countdown(deadline: datetime, zone: str, now: datetime, gone: str = "") -> dict[str, Any]:
    """A deadline first, what is left second; ``gone`` says what follows.

    The deadline is a clock time alone on its own day, with the date before that.
    """
    left = int((deadline - now).total_seconds())
    return {
        "deadline": deadline,
        "zone": zone,
        "gone": gone,
        "left": wording.left(left),
        "now": now.isoformat(timespec="seconds"),
        "other_day": wording.date_in(deadline, zone) != wording.date_in(now, zone),
        "over": left <= 0,
    }
