"""Scoring the links a person drew against the key's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.lineage.graph import Link, Status, check_once
from exercises.tradecraft.undefined import Reason, Undefined


class Verdict(StrEnum):
    """How one link fared."""

    RIGHT = "right"
    HEDGED = "hedged"
    OVERSTATED = "overstated"
    GUESSED = "guessed"
    UNKNOWN_AS_FACT = "unknown_as_fact"
    MISSED = "missed"
    REVERSED = "reversed"
    INVENTED = "invented"
    IDLE = "idle"


VERDICT_LABELS: Mapping[Verdict, Label] = MappingProxyType(
    {
        Verdict.RIGHT: Label(N_("right"), N_("The link and what it rests on are right.")),
        Verdict.HEDGED: Label(
            N_("too careful"), N_("The link is right, but rests on more than you say.")
        ),
        Verdict.OVERSTATED: Label(
            N_("overstated"), N_("The link is right, but the dossier does not state it.")
        ),
        Verdict.GUESSED: Label(
            N_("guessed"), N_("The dossier does not let you tell; this is unknown.")
        ),
        Verdict.UNKNOWN_AS_FACT: Label(
            N_("unknown drawn as fact"), N_("The dossier does not say so; this is unknown.")
        ),
        Verdict.MISSED: Label(N_("missed"), N_("This link is not in your drawing.")),
        Verdict.REVERSED: Label(N_("wrong way round"), N_("It goes the other way.")),
        Verdict.INVENTED: Label(N_("invented"), N_("Nothing in the dossier speaks of this link.")),
        Verdict.IDLE: Label(N_("not in question"), N_("Nothing hangs on this link.")),
    }
)

_TABLE: Mapping[tuple[Status, Status], Verdict] = MappingProxyType(
    {
        (Status.STATED, Status.STATED): Verdict.RIGHT,
        (Status.STATED, Status.INFERRED): Verdict.HEDGED,
        (Status.STATED, Status.UNKNOWN): Verdict.HEDGED,
        (Status.INFERRED, Status.STATED): Verdict.OVERSTATED,
        (Status.INFERRED, Status.INFERRED): Verdict.RIGHT,
        (Status.INFERRED, Status.UNKNOWN): Verdict.HEDGED,
        (Status.UNKNOWN, Status.STATED): Verdict.UNKNOWN_AS_FACT,
        (Status.UNKNOWN, Status.INFERRED): Verdict.GUESSED,
        (Status.UNKNOWN, Status.UNKNOWN): Verdict.RIGHT,
    }
)
"""Status in the key, status drawn: the verdict."""

POINTS: Mapping[Verdict, int] = MappingProxyType(
    {
        Verdict.RIGHT: 1,
        Verdict.HEDGED: 0,
        Verdict.OVERSTATED: 0,
        Verdict.GUESSED: 0,
        Verdict.UNKNOWN_AS_FACT: -1,
        Verdict.MISSED: 0,
        Verdict.REVERSED: -1,
        Verdict.INVENTED: -1,
        Verdict.IDLE: 0,
    }
)


@dataclass(frozen=True, slots=True)
class LinkScore:
    """One link, as drawn or (if it was missed) as in the key, with its verdict and points."""

    link: Link
    verdict: Verdict

    @property
    def points(self) -> int:
        """1, 0 or -1."""
        return POINTS[self.verdict]


@dataclass(frozen=True, slots=True)
class LineageScore:
    """All links: first those drawn, in their order, then those missed, in the order of the key."""

    links: tuple[LinkScore, ...]
    out_of: int

    @property
    def points(self) -> int:
        """Sum of the points, but not below 0; at most `out_of`, one for each link of the key."""
        return max(0, sum(each.points for each in self.links))

    def _count(self, *verdicts: Verdict) -> int:
        return sum(each.verdict in verdicts for each in self.links)

    @property
    def precision(self) -> float | Undefined:
        """Share of the links drawn that are right, 0 to 1; undefined when nothing was drawn."""
        drawn = len(self.links) - self._count(Verdict.MISSED)
        return self._count(Verdict.RIGHT) / drawn if drawn else Undefined(Reason.NO_DATA)

    @property
    def recall(self) -> float | Undefined:
        """Share of the key's links that are right, 0 to 1; undefined when the key has none."""
        return (
            self._count(Verdict.RIGHT) / self.out_of if self.out_of else Undefined(Reason.NO_DATA)
        )


def score_links(given: Sequence[Link], key: Sequence[Link]) -> LineageScore:
    """Score a drawing: +1 for each link with the right status, -1 for what is not known but drawn.

    A link the key calls unknown and the drawing calls stated costs a point, and so does a link
    the key does not have, or has the other way round, unless it was drawn as unknown. The right
    link with a wrong status earns nothing. Raises InvalidInput when either side lists a link twice.
    """
    check_once(given)
    check_once(key)
    expected = {link.identity: link.status for link in key}
    drawn = {link.identity for link in given}
    scored = [LinkScore(link, _judge(link, expected)) for link in given]
    missed = [LinkScore(link, Verdict.MISSED) for link in key if link.identity not in drawn]
    return LineageScore((*scored, *missed), len(key))


def _judge(link: Link, expected: Mapping[tuple[str, str, bool], Status]) -> Verdict:
    if link.identity in expected:
        return _TABLE[expected[link.identity], link.status]
    if link.status is Status.UNKNOWN:
        return Verdict.IDLE
    return Verdict.REVERSED if link.reversed_identity in expected else Verdict.INVENTED
