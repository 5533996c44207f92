"""Names of controls in a form, and of the same places in sentences about faults. Pure.

A control is called by its way through the data, ``items.0.title`` or ``statements.S1.main``; a key
that holds a dot or a blank is written with its code. ``items[0].title`` says the same in a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"%([0-9A-F]{2})")


def quoted(key: str) -> str:
    """Return a mapping's key as one step of a name."""
    return key.replace("%", "%25").replace(".", "%2E").replace(" ", "%20")


def unquoted(step: str) -> str:
    """Return the key that a step of a name stands for."""
    return _QUOTED.sub(lambda found: chr(int(found[1], 16)), step)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: ``name`` in the form, ``at`` in the sentence about a fault."""

    name: str = ""
    at: str = ""

    def field(self, name: str) -> Place:
        """A field of the dataclass that stands here."""
        return Place(self._joined(name), f"{self.at}.{name}" if self.at else name)

    def entry(self, number: int) -> Place:
        """An entry of the list that stands here."""
        return Place(self._joined(str(number)), f"{self.at}[{number}]")

    def row(self, key: str) -> Place:
        """A row of the mapping that stands here."""
        return Place(self._joined(quoted(key)), f"{self.at}.{key}")

    def _joined(self, step: str) -> str:
        return f"{self.name}.{step}" if self.name else step


TOP = Place()
"""The whole form."""
