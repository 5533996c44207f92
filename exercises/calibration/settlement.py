"""How a question stands: what its events add up to, and what the clock says. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What was decided about a question."""

    RESOLVED = "resolved"  # it came out so; again, with another outcome, when that was wrong
    VOIDED = "voided"  # it does not count, by its own rule
    REOPENED = "reopened"  # what was decided is taken back, and nothing stands


class Phase(StrEnum):
    """Where a question stands at one instant."""

    DRAFT = "draft"
    OPEN = "open"  # forecasts are taken
    CLOSED = "closed"  # no forecast any more, and the outcome is not expected yet
    DUE = "due"  # the outcome should be known; its owner must say it
    RESOLVED = "resolved"
    VOID = "void"


@dataclass(frozen=True)
class Event:
    """One decision about a question.

    Attributes:
        number: its place, from 1.
        kind: what was decided.
        outcome: the outcome's id, of a resolution.
        known_at: since when the outcome was public, if that was before the question closed.
        at: when it was decided.
    """

    number: int
    kind: str
    outcome: str
    known_at: datetime | None
    at: datetime


@dataclass(frozen=True)
class Settlement:
    """What holds now.

    Attributes:
        kind: ``resolved``, ``voided``, or empty while nothing stands.
        outcome: how it came out, of a resolution.
        known_at: forecasts made from then on do not count; None where the deadline alone decides.
        number: how many decisions there were.
        at: when the decision that stands was taken.
    """

    kind: str = ""
    outcome: str = ""
    known_at: datetime | None = None
    number: int = 0
    at: datetime | None = None

    @property
    def resolved(self) -> bool:
        """Whether there is an outcome."""
        return self.kind == EventKind.RESOLVED

    @property
    def void(self) -> bool:
        """Whether the question does not count."""
        return self.kind == EventKind.VOIDED

    def corrects(self) -> bool:
        """Whether a decision stood here before this one."""
        return self.number > 1


def fold(events: Iterable[Event]) -> Settlement:
    """Return what ``events`` (oldest first) add up to: the newest one holds."""
    held = Settlement()
    for event in events:
        taken_back = event.kind == EventKind.REOPENED
        held = Settlement(
            kind="" if taken_back else event.kind,
            outcome=event.outcome if event.kind == EventKind.RESOLVED else "",
            known_at=event.known_at if event.kind == EventKind.RESOLVED else None,
            number=event.number,
            at=None if taken_back else event.at,
        )
    return held


def phase_of(
    settled: Settlement,
    *,
    opened: bool,
    closes_at: datetime,
    resolves_at: datetime,
    now: datetime,
) -> Phase:
    """Return where a question stands at ``now``; each instant belongs to the phase it starts."""
    if not opened:
        return Phase.DRAFT
    if settled.resolved:
        return Phase.RESOLVED
    if settled.void:
        return Phase.VOID
    if now < closes_at:
        return Phase.OPEN
    return Phase.CLOSED if now < resolves_at else Phase.DUE


def counts_until(settled: Settlement, closes_at: datetime) -> datetime:
    """Return the instant from which on a forecast does not count any more."""
    return min(closes_at, settled.known_at) if settled.known_at else closes_at
