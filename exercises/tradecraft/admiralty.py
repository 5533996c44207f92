"""The Admiralty scale: how reliable a source is, and how credible one piece of its information.

Two axes, always in two fields. Letters A to E and digits 1 to 5 are grades in order; F and 6 say
"not judged". They stand outside the order and are never treated as the worst grade: working
analysts place them between the good and the bad ones (Mandel, Irwin, Dhami & Budescu 2023,
J. Behavioral Decision Making 36(3), doi 10.1002/bdm.2307).

Scale: NATO STANAG 2511 (2003), AJP-2.1 (2016). The wording below is our own.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Undefined, too_few


class Reliability(StrEnum):
    """How far the source is to be trusted, by its past; values are the letters."""

    COMPLETELY = "A"
    USUALLY = "B"
    FAIRLY = "C"
    NOT_USUALLY = "D"
    UNRELIABLE = "E"
    NOT_JUDGED = "F"


class Credibility(StrEnum):
    """How far this piece of information is to be believed; values are the digits."""

    CONFIRMED = "1"
    PROBABLY_TRUE = "2"
    POSSIBLY_TRUE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    NOT_JUDGED = "6"


RELIABILITY_LABELS: Mapping[Reliability, Label] = MappingProxyType(
    {
        Reliability.COMPLETELY: Label(
            N_("completely reliable"),
            N_("No doubt about who it is or what it can know; it has always been right so far."),
        ),
        Reliability.USUALLY: Label(
            N_("usually reliable"),
            N_("Small doubts remain; most of what it gave has proved right."),
        ),
        Reliability.FAIRLY: Label(
            N_("fairly reliable"),
            N_("Some doubt, yet it has given good information before."),
        ),
        Reliability.NOT_USUALLY: Label(
            N_("not usually reliable"),
            N_("Serious doubt, though now and then it was right."),
        ),
        Reliability.UNRELIABLE: Label(
            N_("unreliable"),
            N_("It is not what it says, or cannot know; it has been wrong before."),
        ),
        Reliability.NOT_JUDGED: Label(
            N_("cannot be judged"),
            N_("Nothing to judge it by: a new or unknown source. This is not a bad grade."),
        ),
    }
)
CREDIBILITY_LABELS: Mapping[Credibility, Label] = MappingProxyType(
    {
        Credibility.CONFIRMED: Label(
            N_("confirmed by other sources"),
            N_("Sources that do not depend on each other say the same; it makes sense and fits."),
        ),
        Credibility.PROBABLY_TRUE: Label(
            N_("probably true"),
            N_("Nobody else has confirmed it, but it makes sense and fits what is known."),
        ),
        Credibility.POSSIBLY_TRUE: Label(
            N_("possibly true"),
            N_("Not confirmed; it makes some sense and fits part of what is known."),
        ),
        Credibility.DOUBTFUL: Label(
            N_("doubtful"),
            N_("Not confirmed; it could be so, but little speaks for it."),
        ),
        Credibility.IMPROBABLE: Label(
            N_("improbable"),
            N_("Not confirmed; it makes no sense and other information speaks against it."),
        ),
        Credibility.NOT_JUDGED: Label(
            N_("cannot be judged"),
            N_("Nothing to judge it by. This is not a bad grade."),
        ),
    }
)

Grade = TypeVar("Grade", Reliability, Credibility)

_RANKS: Mapping[str, int] = MappingProxyType(
    {code: rank for scale in ("ABCDE", "12345") for rank, code in enumerate(scale)}
)
_WIDEST = 4
_ACROSS = 0.5  # a grade where none can be given, or none where one can


def rank(grade: Reliability | Credibility) -> int | None:
    """Place of a grade in its order, 0 (best) to 4; None for F and 6, which have no place."""
    return _RANKS.get(grade.value)


class Verdict(StrEnum):
    """What a score on one axis rests on."""

    ACCEPTED = "accepted"
    OFF = "off"
    GRADED_WITHOUT_BASIS = "graded_without_basis"
    NOT_JUDGED_THOUGH_POSSIBLE = "not_judged_though_possible"
    NOT_A_REPORT = "not_a_report"
    LEFT_UNGRADED = "left_ungraded"


VERDICT_LABELS: Mapping[Verdict, Label] = MappingProxyType(
    {
        Verdict.ACCEPTED: Label(N_("accepted"), N_("The experts accept this grade.")),
        Verdict.OFF: Label(
            N_("off"), N_("The grade lies some steps from the nearest one the experts accept.")
        ),
        Verdict.GRADED_WITHOUT_BASIS: Label(
            N_("graded without basis"), N_("The dossier gives nothing to base a grade on.")
        ),
        Verdict.NOT_JUDGED_THOUGH_POSSIBLE: Label(
            N_("not judged though possible"), N_("The dossier gives enough for a grade.")
        ),
        Verdict.NOT_A_REPORT: Label(
            N_("not a source report"),
            N_("An argument or an absence has no source, so it has no grade."),
        ),
        Verdict.LEFT_UNGRADED: Label(
            N_("left ungraded"), N_("This is a source report and needs a grade.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class AxisScore:
    """Credit on one axis.

    `credit` is 0 to 1, in quarters. `distance` counts steps to the nearest accepted grade and is
    None where no grade can be compared with a grade.
    """

    credit: float
    verdict: Verdict
    distance: int | None = None


def score_axis(given: Grade, accepted: Set[Grade]) -> AxisScore:
    """Credit for one grade against the set the experts accept.

    1 inside the set; otherwise 1 - d/4 for the ordinal distance d to the nearest accepted grade.
    Where F or 6 meets a key of grades only, or a grade meets a key of F or 6 only, the credit is
    0.5. Where the key holds both, a grade is measured against the grades.

    The rule is our own; doctrine has none. Raises InvalidInput for an empty set.
    """
    if not accepted:
        raise InvalidInput(N_("Name at least one accepted grade."))
    if given in accepted:
        return AxisScore(1.0, Verdict.ACCEPTED, 0 if rank(given) is not None else None)
    given_rank = rank(given)
    if given_rank is None:
        return AxisScore(_ACROSS, Verdict.NOT_JUDGED_THOUGH_POSSIBLE)
    distances = [
        abs(given_rank - place) for grade in accepted if (place := rank(grade)) is not None
    ]
    if not distances:
        return AxisScore(_ACROSS, Verdict.GRADED_WITHOUT_BASIS)
    distance = min(distances)
    return AxisScore(1 - distance / _WIDEST, Verdict.OFF, distance)


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's two grades for one piece of evidence."""

    reliability: Reliability
    credibility: Credibility

    def __str__(self) -> str:
        return f"{self.reliability} {self.credibility}"


@dataclass(frozen=True, slots=True)
class RatingKey:
    """The grades experts accept for one piece of evidence, axis by axis.

    Raises InvalidInput when an axis accepts nothing.
    """

    reliability: frozenset[Reliability]
    credibility: frozenset[Credibility]

    def __post_init__(self) -> None:
        if not (self.reliability and self.credibility):
            raise InvalidInput(N_("Name at least one accepted grade."))


@dataclass(frozen=True, slots=True)
class RatingScore:
    """Credit for both axes of one piece of evidence, never mixed into one code."""

    reliability: AxisScore
    credibility: AxisScore

    @property
    def credit(self) -> float:
        """Mean of both axes, 0 to 1."""
        return (self.reliability.credit + self.credibility.credit) / 2


def score_rating(given: Rating | None, key: RatingKey | None) -> RatingScore:
    """Score one piece of evidence on both axes.

    None stands for "this is not a source report": an argument or an absence has nothing to
    grade. Grading one, or not grading a report, earns nothing on either axis.
    """
    if given is None or key is None:
        if given is None and key is None:
            axis = AxisScore(1.0, Verdict.ACCEPTED)
        elif key is None:
            axis = AxisScore(0.0, Verdict.NOT_A_REPORT)
        else:
            axis = AxisScore(0.0, Verdict.LEFT_UNGRADED)
        return RatingScore(axis, axis)
    return RatingScore(
        score_axis(given.reliability, key.reliability),
        score_axis(given.credibility, key.credibility),
    )


@dataclass(frozen=True, slots=True)
class DiagonalCheck:
    """How many graded pairs sit on the diagonal A 1, B 2, C 3, D 4, E 5."""

    on_diagonal: int
    pairs: int
    warns: bool

    @property
    def share(self) -> float:
        """Share of pairs on the diagonal, 0 to 1."""
        return self.on_diagonal / self.pairs


def check_diagonal(
    ratings: Iterable[Rating], *, minimum: int = 10, threshold: float = 0.8
) -> DiagonalCheck | Undefined:
    """Warn when a class lets one axis follow the other.

    Pairs with F or 6 are left out: a source that cannot be judged says nothing about the habit.
    Warns above `threshold` (a share, 0 to 1). Undefined under `minimum` graded pairs.

    Source of the sign: Baker, McKendry & Mace (1968), 87 % of ratings in over 1,400 field reports
    lay on the diagonal. The threshold of 80 % and the minimum are our own.
    """
    places = [(rank(each.reliability), rank(each.credibility)) for each in ratings]
    graded = [pair for pair in places if None not in pair]
    needed = max(minimum, 1)
    if len(graded) < needed:
        return too_few(len(graded), needed)
    on_diagonal = sum(source == information for source, information in graded)
    return DiagonalCheck(on_diagonal, len(graded), on_diagonal / len(graded) > threshold)
