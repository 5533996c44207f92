"""What has to be installed, and whether it already is: pure rules over texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Layer = Literal["site", "embedded", "tests"]

REQUIREMENT_FILES: Mapping[Layer, str] = {
    "site": "requirements.txt",
    "embedded": "requirements-embedded.txt",
    "tests": "tests/requirements.txt",
}


@dataclass(frozen=True)
class Wheel:
    """A pinned requirement and, when its wheel fits no platform like ours, the next best."""

    choices: tuple[str, ...]


def pins(text: str) -> list[str]:
    """The requirement lines of a file, without comments and blank lines."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def wheels(text: str) -> list[Wheel]:
    """The embedded servers: `pin  # or: other pin` names what to try when the first has no wheel."""
    found = []
    for line in text.splitlines():
        first, _, comment = line.partition("#")
        if not first.strip():
            continue
        others = comment.strip().removeprefix("or:") if comment.strip().startswith("or:") else ""
        found.append(Wheel((first.strip(), *(pin.strip() for pin in others.split(",") if pin))))
    return found


def fingerprint(text: str, python: str) -> str:
    """A short hash of what a requirement file asks for under one minor version of Python."""
    asked = "\n".join([python, *sorted(pins(text))])
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def missing(
    wanted: Iterable[Layer], texts: Mapping[Layer, str], record: Mapping[str, object], python: str
) -> list[Layer]:
    """The layers whose requirements are not what the environment's record says it holds."""
    return [layer for layer in wanted if record.get(layer) != fingerprint(texts[layer], python)]
