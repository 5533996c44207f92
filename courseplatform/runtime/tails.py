"""Logs shown as they grow, each line behind the name of its part."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from courseplatform.runtime.say import in_colour, line_of, say


@dataclass
class Tail:
    """Reads what a log has gained since it was last asked."""

    name: str
    path: Path
    _file: BinaryIO | None = field(default=None, repr=False)
    _rest: bytes = b""

    def skip(self) -> None:
        """Go on from the log's present end."""
        self._open()
        if self._file is not None:
            self._file.seek(0, 2)

    def _open(self) -> None:
        if self._file is None and self.path.exists():
            self._file = self.path.open("rb")

    def new_lines(self) -> list[str]:
        """Complete lines that came since the last call."""
        self._open()
        if self._file is None:
            return []
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        return [line.decode("utf-8", errors="replace") for line in whole]


@dataclass
class Tails:
    """The logs of all parts on one terminal; what comes while it is silent is not shown later."""

    tails: list[Tail]
    silent: bool = False

    def __post_init__(self) -> None:
        for tail in self.tails:
            tail.skip()

    def show(self) -> None:
        """Print what all logs have gained since the last call."""
        colour = in_colour()
        for tail in self.tails:
            for line in tail.new_lines():
                if line.strip() and not self.silent:
                    say(line_of(tail.name, line, colour=colour))


def last_lines(path: Path, count: int) -> str:
    """The last lines of a log, indented, to be shown when its writer has failed."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "    (no log)"
    return "\n".join(f"    {line}" for line in text.splitlines()[-count:]) or "    (silence)"
