"""What follows an exercise elsewhere: links that rooms above offer for its page and its feedback.

A room that has something to show for an exercise (a debrief, open forecasts) has a file
``afterwards.py`` with an ``Afterwards``. Rooms above are found by the registry, so nothing here knows
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from courseplatform.kit import registry
from exercises.cohorts.models import Allotment


@dataclass(frozen=True)
class Link:
    """One way on: its words, its address, and a few words on where things stand."""

    words: str
    url: str
    state: str = ""


@dataclass(frozen=True)
class Afterwards:
    """What one room offers.

    Attributes:
        name: the room's name for it, for reading code; also orders the links.
        links: given an allotment with its cohort and version, the links for its member; at most
            two queries.
    """

    name: str
    links: Callable[[Allotment], Sequence[Link]]


def links_of(allotment: Allotment) -> list[Link]:
    """Return every room's links for one allotment."""
    offers = sorted(registry.instances("afterwards", Afterwards), key=lambda each: each.name)
    return [link for offer in offers for link in offer.links(allotment)]
