"""What moved in an answer between two states, as every kind says it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing of an answer that is not as it was, in the reader's language.

    Attributes:
        what: which thing: "Q1, number", "E2, H4 Fabrication".
        before, after: what stood there; a dash stands for nothing.
        by: by how much, where that can be said: "−10".
    """

    what: str
    before: str
    after: str
    by: str = ""

    @property
    def sentence(self) -> str:
        """The line in one string, for lists: "Q1, number: 30 %, then 20 % (−10)"."""
        by = f" ({self.by})" if self.by else ""
        return f"{self.what}: {self.before} → {self.after}{by}"


NOTHING = "–"


def shown(value: object) -> str:
    """Return a value as a page shows it; a dash for nothing."""
    return NOTHING if value is None or value == "" else str(value)


def by_how_much(before: float | None, after: float | None, places: int = 0) -> str:
    """Return the signed difference of two numbers; empty where one of them is missing."""
    if before is None or after is None or before == after:
        return ""
    figure = f"{abs(after - before):.{places}f}"
    return f"{'+' if after > before else '−'}{figure}"
