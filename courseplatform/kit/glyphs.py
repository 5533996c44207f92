"""PURE: which characters the fonts of our printed sheets can show.

The sheets are set in the two families that come with typst, so that they look the same on every machine.
Those hold the letters of Latin, Greek, Cyrillic, Hebrew, Armenian and Georgian. Whatever else somebody
types is found here before it is stored, and is stood in for where it is too late to ask.
"""

from __future__ import annotations

import unicodedata
from typing import Any

FAMILIES = ("Libertinus Serif", "DejaVu Sans Mono")
STAND_IN = "?"

# First and last code point of each run, found by asking typst for every character one by one.
_RUNS = (
    "20-7E A0-AC AE-2E4 2EA-36F 374-375 37A-37E 384-38A 38C 38E-3A1 3A3-3CE 3D0-3E1 3F0-3F6 3F8-3F9 "
    "3FB 3FD-477 47C-47F 483 48C-4C4 4C7-4CC 4D0-4F9 531-556 559-55F 561-587 589-58A 5B0-5C3 5C6 "
    "5D0-5EA 5F0-5F4 10D0-10FB 1E00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D "
    "1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-200A "
    "2010-2027 202F-2037 2039-203E 2042 2044 2070-2071 2074-208E 20A0-20B5 20B8-20BA 20BD 20BF 2116 "
    "2120 2122 2126-2127 212A-212B 2153-2184 2190 2192 2212"
)


def _all(runs: str) -> frozenset[str]:
    found: set[str] = set()
    for run in runs.split():
        first, _dash, last = run.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


SHOWN = _all(_RUNS)


def tidy(text: str) -> str:
    """Return ``text`` composed (NFC), without control and direction marks; line ends stay."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        sign for sign in composed if sign == "\n" or unicodedata.category(sign)[0] != "C"
    )


def missing(text: str) -> str:
    """Return the characters of ``text`` that no sheet can show, each once, in their order."""
    return "".join(dict.fromkeys(sign for sign in tidy(text) if sign not in SHOWN and sign != "\n"))


def shown(text: str) -> str:
    """Return ``text`` with what cannot be shown written otherwise, or stood in for by "?".

    Full-width and other compatibility forms become the plain ones; a blank stays a blank.
    """
    return "".join(_shown(sign) for sign in tidy(text))


def shown_all(data: Any) -> Any:
    """Return JSON-able data with every text in it as ``shown``; names of fields stay."""
    if isinstance(data, str):
        return shown(data)
    if isinstance(data, list):
        return [shown_all(part) for part in data]
    if isinstance(data, dict):
        return {name: shown_all(part) for name, part in data.items()}
    return data


def _shown(sign: str) -> str:
    if sign in SHOWN or sign == "\n":
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    return plain if all(part in SHOWN for part in plain) else STAND_IN
