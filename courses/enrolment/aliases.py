"""PURE: cover names. Peers and markers know a participant by one, such as "Heron 4"."""

from __future__ import annotations

from collections.abc import Collection

BIRDS = (
    "Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dunlin", "Falcon", "Finch",
    "Gannet", "Godwit", "Grebe", "Heron", "Hobby", "Ibis", "Jackdaw", "Kestrel", "Kite", "Lapwing",
    "Linnet", "Martin", "Merlin", "Nightjar", "Osprey", "Petrel", "Pipit", "Plover", "Redstart",
    "Robin", "Sandpiper", "Siskin", "Skylark", "Snipe", "Stonechat", "Swift", "Tern", "Thrush",
    "Wagtail", "Warbler", "Wren",
)  # fmt: skip


def free(used: Collection[str]) -> list[str]:
    """Return the unused names of the lowest numbers: at least as many as there are birds.

    Numbers start at 2, so that nobody takes "Heron 1" for the first or best of a session.
    """
    taken = frozenset(used)
    found: list[str] = []
    number = 2
    while len(found) < len(BIRDS):
        found += [name for bird in BIRDS if (name := f"{bird} {number}") not in taken]
        number += 1
    return found
