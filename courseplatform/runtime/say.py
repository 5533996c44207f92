"""How the commands speak on the terminal."""

from __future__ import annotations

import os
import sys

COLOURS = {"web": 36, "worker": 35, "beat": 34, "sandbox": 33, "postgres": 32, "valkey": 31}


def say(text: str) -> None:
    """A step, told at once."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Something that does not stop us but should be known."""
    print(text, file=sys.stderr, flush=True)


def in_colour() -> bool:
    """Colour only for eyes: a terminal, and nobody who asked for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def line_of(name: str, line: str, *, colour: bool) -> str:
    """One line of a part's output behind the part's name."""
    label = f"{name:>8} |"
    return f"\033[{COLOURS.get(name, 37)}m{label}\033[0m {line}" if colour else f"{label} {line}"
