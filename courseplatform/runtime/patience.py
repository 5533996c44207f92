"""How often and how soon a part that died is started again: a pure rule."""

from __future__ import annotations

from dataclasses import dataclass

TRIES = 5
SETTLED_SECONDS = 60.0  # who lived this long begins with a clean sheet
LONGEST_PAUSE = 30.0


@dataclass
class Patience:
    """Counts the deaths of one part that follow closely on each other."""

    deaths: int = 0

    def after_death(self, lived: float) -> float | None:
        """Seconds to wait before the next try; None when it is time to give up."""
        self.deaths = 1 if lived >= SETTLED_SECONDS else self.deaths + 1
        if self.deaths > TRIES:
            return None
        return float(min(2.0 ** (self.deaths - 1) - 1.0, LONGEST_PAUSE))
