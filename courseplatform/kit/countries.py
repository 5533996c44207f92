"""Countries to choose from, in the reader's words, and a guess from the reader's zone."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Two letters that Unicode names and ISO 3166-1 gives to no country: islands and towns that belong to
# one, which payment services and tax tables do not know, and "unknown".
_NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "IC", "TA", "ZZ"}


@lru_cache(maxsize=16)
def choices(language: str) -> list[tuple[str, str]]:
    """Return (two letters, name) of every country, by name, with Åland among the A."""
    try:
        names = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").territories
    codes = (set(get_global("territory_languages")) & set(names)) - _NO_COUNTRY
    return sorted(
        ((code, names[code]) for code in codes if len(code) == 2 and code.isalpha()),
        key=lambda pair: (_plain(pair[1]), pair[1]),
    )


def _plain(name: str) -> str:
    """Return the letters of a name without their accents and case, to sort by."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")


def of_zone(zone: str) -> str:
    """Return the country that a zone such as Europe/Rome lies in, or nothing."""
    found = str(get_global("zone_territories").get(zone, ""))
    known = len(found) == 2 and found.isalpha() and found not in _NO_COUNTRY
    return found if known else ""
