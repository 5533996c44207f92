"""Countries to choose from, in the reader's words, and a guess from the reader's zone."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global


@lru_cache(maxsize=16)
def choices(language: str) -> list[tuple[str, str]]:
    """Return (two letters, name) of every country, by name."""
    try:
        names = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").territories
    codes = set(get_global("territory_languages")) & set(names)
    return sorted(
        ((code, names[code]) for code in codes if len(code) == 2 and code.isalpha()),
        key=lambda pair: pair[1],
    )


def of_zone(zone: str) -> str:
    """Return the country that a zone such as Europe/Rome lies in, or nothing."""
    found = str(get_global("zone_territories").get(zone, ""))
    return found if len(found) == 2 and found.isalpha() else ""
