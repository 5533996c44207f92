"""From boards to the steps of a talk: one finding a screen, revealed one thing at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.kinds.boards import CLASS, PANEL, WHY


@dataclass(frozen=True)
class Step:
    """One screen.

    Attributes:
        number: its place within the task, from 1.
        finding: what it shows, as JSON.
        reveal: how much of it: the class, then the experts, then why.
    """

    number: int
    finding: Mapping[str, Any]
    reveal: int


def steps_of(findings: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Return the steps of one task in order: of each finding the class, the experts, then why."""
    found: list[Step] = []
    for finding in findings:
        for reveal in reveals_of(finding):
            found.append(Step(len(found) + 1, finding, reveal))
    return found


def reveals_of(finding: Mapping[str, Any]) -> list[int]:
    """Return which reveals a finding has; every one has the class."""
    reveals = [CLASS]
    if finding["panel"]:
        reveals.append(PANEL)
    if finding["why"]:
        reveals.append(WHY)
    return reveals


def step_at(steps: Sequence[Step], asked: str) -> Step | None:
    """Return the step of an address, the nearest one for a number beyond; None without any."""
    if not steps:
        return None
    number = int(asked[:5]) if asked.isascii() and asked.isdigit() else 1
    return steps[min(max(number, 1), len(steps)) - 1]
