"""Choosing a time zone: the names people can pick, and what they may type instead."""

from __future__ import annotations

from functools import cache

from courseplatform.kit import walltime

_REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
)  # fmt: skip


@cache
def offered() -> tuple[str, ...]:
    """Return the zones offered in a list: places, by name, and UTC first."""
    places = (name for name in walltime.zone_names() if name.split("/")[0] in _REGIONS)
    return ("UTC", *sorted(place for place in places if "/" in place))


@cache
def _by_city() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name in offered():
        found.setdefault(_plain(name.rsplit("/", 1)[-1]), []).append(name)
    # A city twice on one continent is one place under an old and a new name; the new one is longer.
    return {
        city: max(names, key=len)
        for city, names in found.items()
        if len({name.split("/")[0] for name in names}) == 1
    }


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").lower().split())


def find(typed: str) -> str:
    """Return the zone for what was typed: a full name, whatever its case, or a city; else empty."""
    name = "_".join(typed.split())
    if walltime.is_zone(name):
        return name
    by_case = {zone.lower(): zone for zone in walltime.zone_names()}
    return by_case.get(name.lower()) or _by_city().get(_plain(typed), "")
