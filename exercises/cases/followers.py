"""What cites paragraphs of a dossier and must know when their numbers move.

Tasks cite paragraphs, and tasks live in a room above. Such a room has a file ``cites.py`` with a
``Follower``; rooms above are found by the registry, so nothing here knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from courseplatform.kit import registry
from exercises.cases.models import CaseEdition
from exercises.cases.numbering import Numbering


@dataclass(frozen=True)
class Citing:
    """One thing that cites paragraphs: what it is called, where it is, and which ones it cites."""

    title: str
    url: str
    numbers: frozenset[int]


@dataclass(frozen=True)
class Follower:
    """What a room above does for its citations.

    Attributes:
        name: what cites, for reading code and tests.
        citing: returns what cites one of some paragraphs of an edition and can still be changed.
        follow: lets the citations go with their paragraphs; inside the caller's transaction.
        unsettle: takes back what was declared finished on an edition whose words change; returns
            how many things it took back.
    """

    name: str
    citing: Callable[[CaseEdition, Collection[int]], Sequence[Citing]]
    follow: Callable[[CaseEdition, Numbering], None]
    unsettle: Callable[[CaseEdition], int]


def _every() -> list[Follower]:
    return registry.instances("cites", Follower)


def citing(edition: CaseEdition, numbers: Collection[int]) -> list[Citing]:
    """Return everything that cites one of these paragraphs and would be moved by a new numbering."""
    if not numbers:
        return []
    return [found for follower in _every() for found in follower.citing(edition, numbers)]


def follow(edition: CaseEdition, numbering: Numbering) -> None:
    """Let every citation go with its paragraph."""
    if numbering.moved or numbering.gone:
        for follower in _every():
            follower.follow(edition, numbering)


def unsettle(edition: CaseEdition) -> int:
    """Take back what was declared finished on words that change; return how many things it was."""
    return sum(follower.unsettle(edition) for follower in _every())
