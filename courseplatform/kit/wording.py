"""Times and lengths in the words of the reader's language.

Used by pages and letters alike, so that both name the same moment the same way. Zone arithmetic is
``zoneinfo``'s alone; the words come from Babel's tables.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

# "Sat 14 Mar 2026" for English, as the house writes it; other languages in their own order.
_ENGLISH_DAY = "EEE d MMM y"
_ENGLISH_LONG_DAY = "EEEE d MMMM y"


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    name = {"en": "en_GB"}.get(language, language.replace("-", "_"))
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _language() -> str:
    return get_language() or "en"


def stamp(instant: datetime) -> str:
    """The instant in UTC for ``<time datetime>``: "2026-03-14T08:00Z"."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def date_in(value: date | datetime, zone: str) -> date:
    """The calendar date of ``value``; an instant is read in ``zone``."""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).date()
    return value


@lru_cache(maxsize=2048)
def _day(on: date, language: str, long: bool) -> str:
    locale = _locale(language)
    if locale.language == "en":
        return format_date(on, _ENGLISH_LONG_DAY if long else _ENGLISH_DAY, locale=locale)
    if long:
        return format_date(on, "full", locale=locale)
    return format_skeleton("yMMMEd", datetime.combine(on, datetime.min.time()), locale=locale)


def day(on: date, *, long: bool = False) -> str:
    """A date with its weekday: "Sat 14 Mar 2026"; long: "Saturday 14 March 2026"."""
    return _day(on, _language(), long)


def hours(start: datetime, end: datetime | None, zone: str) -> str:
    """The hours alone: "10:00–17:00", or "10:00"; with the second day where it is another."""
    tz = ZoneInfo(zone)
    first = start.astimezone(tz)
    if end is None or end == start:
        return f"{first:%H:%M}"
    last = end.astimezone(tz)
    if first.date() == last.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%H:%M} – {day(last.date())}, {last:%H:%M}"


def hours_alone(start: datetime, end: datetime | None, zone: str) -> str:
    """The hours without any date, even where the end lies in another day: "23:30–00:30"."""
    tz = ZoneInfo(zone)
    first = f"{start.astimezone(tz):%H:%M}"
    return first if end is None or end == start else f"{first}–{end.astimezone(tz):%H:%M}"


def span(start: datetime, end: datetime | None, zone: str, *, long: bool = False) -> str:
    """Weekday, date and hours: "Sat 14 Mar 2026, 10:00–17:00"."""
    return f"{day(date_in(start, zone), long=long)}, {hours(start, end, zone)}"


def differ(instant: datetime, zone: str, other: str) -> bool:
    """Whether clocks in the two zones show different times at that instant."""
    moment = instant.astimezone(UTC)
    return moment.astimezone(ZoneInfo(zone)).utcoffset() != (
        moment.astimezone(ZoneInfo(other)).utcoffset()
    )


def day_shift(instant: datetime, zone: str, other: str) -> int:
    """By how many calendar days ``other`` is ahead of ``zone`` at that instant: -1, 0 or 1."""
    return (date_in(instant, other) - date_in(instant, zone)).days


@lru_cache(maxsize=1024)
def _city(zone: str, language: str) -> str:
    if "/" not in zone or zone.startswith("Etc/"):
        return zone.removeprefix("Etc/")
    try:
        found = get_timezone_location(zone, locale=_locale(language), return_city=True)
    except LookupError:
        found = ""
    return (found or zone.replace("_", " ")).rsplit("/", 1)[-1]


def city(zone: str) -> str:
    """The place that names a zone: "Kyiv"; "UTC" for itself."""
    return _city(zone, _language())


def zone_name(zone: str) -> str:
    """The zone as people say it: "Kyiv time"; "UTC" for itself."""
    place = city(zone)
    return place if place in {"UTC", "GMT"} else _("%(city)s time") % {"city": place}


def zone_title(instant: datetime, zone: str) -> str:
    """The zone spelled out: "Europe/Kyiv, UTC+02:00"."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    total = int(offset.total_seconds() // 60)
    sign, total = ("−", -total) if total < 0 else ("+", total)
    return f"{zone}, UTC{sign}{total // 60:02}:{total % 60:02}"


def country(code: str) -> str:
    """A country by its two letters: "Italy"; an unknown code stays as it is."""
    return str(_locale(_language()).territories.get(code, code))


def length(minutes: int) -> str:
    """A length of time: "45 min", "2 h", "1 h 30 min"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(count)s min") % {"count": rest}
    if not rest:
        return _("%(count)s h") % {"count": whole}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}


def left(seconds: int) -> str:
    """What is left until a deadline, rounded down: days, then hours, then minutes."""
    if seconds <= 0:
        return _("no time left")
    if seconds < 60:
        return _("less than a minute left")
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%(count)s minute left", "%(count)s minutes left", minutes) % {
            "count": minutes
        }
    if minutes < 48 * 60:
        count = minutes // 60
        return ngettext("%(count)s hour left", "%(count)s hours left", count) % {"count": count}
    count = minutes // (24 * 60)
    return ngettext("%(count)s day left", "%(count)s days left", count) % {"count": count}
