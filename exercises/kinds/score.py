"""What scoring answers: points out of points, and one remark for each line of reasoning. Pure.

Points are whole hundredths (``_c``), so that every remark adds up exactly to the total. A Score is
stored as it is at hand-in and never recomputed by new code; its sentences keep template and facts
apart, so that they can be shown in the reader's language later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

Fact = str | int


class Verdict(StrEnum):
    """How one line of an answer fared."""

    OK = "ok"
    PARTLY = "partly"
    NO = "no"
    INFO = "info"
    """A remark that carries no points."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why one line got what it got.

    Attributes:
        line: what the remark is about, as the task calls it: ``R``, ``12``, ``E3``.
        verdict: the short form of the remark.
        points_c: hundredths of points earned; below 0 only where a task says that it deducts.
        out_of_c: hundredths of points that could be earned on this line.
        template: a sentence marked for translation, with ``str.format`` fields.
        facts: what fills the fields; words among them are translated too.
        note: the case author's own words about this line, shown as they were written.
        cites: handles of paragraphs or evidence, such as ``¶2``.
    """

    line: str
    verdict: Verdict
    points_c: int
    out_of_c: int
    template: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    note: str = ""
    cites: tuple[str, ...] = ()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in words; pass ``gettext`` for the reader's language."""
        facts = {
            name: translate(value) if isinstance(value, str) and value else value
            for name, value in self.facts.items()
        }
        return translate(self.template).format(**facts)


@dataclass(frozen=True, slots=True)
class Score:
    """Points out of points, in hundredths, with the remarks they are the sum of."""

    points_c: int
    out_of_c: int
    remarks: tuple[Remark, ...] = ()

    @classmethod
    def of(cls, remarks: Iterable[Remark]) -> Self:
        """Add the remarks up. Deductions never take a task below 0."""
        lines = tuple(remarks)
        points = sum(remark.points_c for remark in lines)
        return cls(max(points, 0), sum(remark.out_of_c for remark in lines), lines)

    def to_json(self) -> dict[str, Any]:
        """Return the score as JSON for the column it is stored in."""
        return {
            "points_c": self.points_c,
            "out_of_c": self.out_of_c,
            "remarks": [_remark_to_json(remark) for remark in self.remarks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote."""
        return cls(
            int(data["points_c"]),
            int(data["out_of_c"]),
            tuple(_remark_from_json(each) for each in data["remarks"]),
        )


def earned(credit: float, out_of_c: int) -> int:
    """Hundredths of points for a credit of 0 to 1, rounded half up (never half to even)."""
    return int(credit * out_of_c + 0.5)


def shares(total_c: int, parts: int) -> list[int]:
    """Divide a total into whole hundredths that add up to it; the first ones take what is left."""
    whole, rest = divmod(total_c, parts)
    return [whole + (place < rest) for place in range(parts)]


def verdict_of(points_c: int, out_of_c: int) -> Verdict:
    """All of it, some of it, none of it; a line without points is information."""
    if not out_of_c:
        return Verdict.INFO
    if points_c >= out_of_c:
        return Verdict.OK
    return Verdict.PARTLY if points_c > 0 else Verdict.NO


def _remark_to_json(remark: Remark) -> dict[str, Any]:
    data: dict[str, Any] = {
        "line": remark.line,
        "verdict": remark.verdict.value,
        "points_c": remark.points_c,
        "out_of_c": remark.out_of_c,
        "template": remark.template,
    }
    if remark.facts:
        data["facts"] = dict(remark.facts)
    if remark.note:
        data["note"] = remark.note
    if remark.cites:
        data["cites"] = list(remark.cites)
    return data


def _remark_from_json(data: Mapping[str, Any]) -> Remark:
    return Remark(
        line=data["line"],
        verdict=Verdict(data["verdict"]),
        points_c=int(data["points_c"]),
        out_of_c=int(data["out_of_c"]),
        template=data["template"],
        facts=data.get("facts", {}),
        note=data.get("note", ""),
        cites=tuple(data.get("cites", ())),
    )
