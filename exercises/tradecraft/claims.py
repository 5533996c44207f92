"""Claim triage: what kind of statement is this, and who stands behind it?

Six classes in three families. A statement may accept a second class for full or part credit,
because experts do differ on some. Macro-F1 shows which classes a person confuses where accuracy
would hide a rare class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined


class ClaimClass(StrEnum):
    """The kinds of statement a dossier makes."""

    RF = "RF"
    AA = "AA"
    AJ = "AJ"
    AS = "AS"
    SP = "SP"
    CX = "CX"


class Family(StrEnum):
    """What the classes have in common: told as so, told by others, or reasoned."""

    REPORTED = "reported"
    ALLEGED = "alleged"
    REASONED = "reasoned"


LABELS: Mapping[ClaimClass, Label] = MappingProxyType(
    {
        ClaimClass.RF: Label(
            N_("reported fact"),
            N_("Stated flatly as so, or the plain existence of a report."),
        ),
        ClaimClass.AA: Label(
            N_("attributed allegation"),
            N_("Someone other than the author says it, and it is not shown."),
        ),
        ClaimClass.AJ: Label(
            N_("analytic judgement"),
            N_("The author concludes it from something."),
        ),
        ClaimClass.AS: Label(
            N_("assumption"),
            N_("Taken as given without support, while something else rests on it."),
        ),
        ClaimClass.SP: Label(
            N_("speculation"),
            N_("Put forward as a possibility: may, might, could."),
        ),
        ClaimClass.CX: Label(
            N_("context"),
            N_("Background that the reader needs and nobody here disputes."),
        ),
    }
)
FAMILIES: Mapping[ClaimClass, Family] = MappingProxyType(
    {
        ClaimClass.RF: Family.REPORTED,
        ClaimClass.CX: Family.REPORTED,
        ClaimClass.AA: Family.ALLEGED,
        ClaimClass.AJ: Family.REASONED,
        ClaimClass.AS: Family.REASONED,
        ClaimClass.SP: Family.REASONED,
    }
)
FAMILY_LABELS: Mapping[Family, Label] = MappingProxyType(
    {
        Family.REPORTED: Label(N_("reported"), N_("Told as so.")),
        Family.ALLEGED: Label(N_("alleged"), N_("Told as what others say.")),
        Family.REASONED: Label(N_("reasoned"), N_("The author's own thought.")),
    }
)


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """The class experts give a statement, and others they accept with their credit.

    `also` maps each further class to a credit above 0 and up to 1. Raises InvalidInput for a
    credit outside that range or for naming the main class again.
    """

    main: ClaimClass
    also: Mapping[ClaimClass, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.main in self.also:
            raise InvalidInput(N_("The second class must differ from the first."))
        if not all(0 < credit <= 1 for credit in self.also.values()):
            raise InvalidInput(N_("The credit for a second class is above 0 and at most 1."))

    @property
    def accepted(self) -> frozenset[ClaimClass]:
        """Every class that earns something."""
        return frozenset({self.main, *self.also})


class Verdict(StrEnum):
    """How an answer stands to the key."""

    RIGHT = "right"
    ALTERNATIVE = "alternative"
    SAME_FAMILY = "same_family"
    WRONG = "wrong"
    UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """Credit for one statement, 0 to 1. Being in the right family is told, not paid."""

    credit: float
    verdict: Verdict


def score_claim(given: ClaimClass | None, key: ClaimKey) -> ClaimScore:
    """Credit for one statement; None means that it was left unsorted."""
    if given is None:
        return ClaimScore(0.0, Verdict.UNSORTED)
    if given is key.main:
        return ClaimScore(1.0, Verdict.RIGHT)
    if given in key.also:
        return ClaimScore(key.also[given], Verdict.ALTERNATIVE)
    near = FAMILIES[given] is FAMILIES[key.main]
    return ClaimScore(0.0, Verdict.SAME_FAMILY if near else Verdict.WRONG)


def accuracy(given: Sequence[ClaimClass | None], keys: Sequence[ClaimKey]) -> float | Undefined:
    """Mean credit over all statements, 0 to 1; unsorted statements count with 0.

    Undefined without statements. Raises InvalidInput when the lengths differ.
    """
    _check_lengths(given, keys)
    if not keys:
        return Undefined(Reason.NO_DATA)
    earned = [score_claim(answer, key).credit for answer, key in zip(given, keys, strict=True)]
    return sum(earned) / len(earned)


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How one class fared: rightly used, wrongly used, and missed."""

    hits: int
    false_alarms: int
    misses: int

    @property
    def f1(self) -> float | Undefined:
        """Harmonic mean of precision and recall: 2h / (2h + f + m), 0 to 1.

        Undefined when the class is neither wanted nor used. (van Rijsbergen 1979, ch. 7.)
        """
        whole = 2 * self.hits + self.false_alarms + self.misses
        return 2 * self.hits / whole if whole else Undefined(Reason.NO_DATA)


def count_by_class(
    given: Sequence[ClaimClass | None], keys: Sequence[ClaimKey]
) -> Mapping[ClaimClass, ClassCount]:
    """Hits, false alarms and misses of every class.

    An accepted answer is a hit of the class answered, whatever its credit; a wrong one is a false
    alarm of the class answered and a miss of the main class; an unsorted statement is a miss of
    the main class. Raises InvalidInput when the lengths differ.
    """
    _check_lengths(given, keys)
    counts = {each: [0, 0, 0] for each in ClaimClass}
    for answer, key in zip(given, keys, strict=True):
        if answer is not None and answer in key.accepted:
            counts[answer][0] += 1
            continue
        counts[key.main][2] += 1
        if answer is not None:
            counts[answer][1] += 1
    return {each: ClassCount(*three) for each, three in counts.items()}


def macro_f1(given: Sequence[ClaimClass | None], keys: Sequence[ClaimKey]) -> float | Undefined:
    """Plain mean of F1 over the classes that are wanted or used, 0 to 1.

    Undefined without statements. Raises InvalidInput when the lengths differ.
    (Macro-averaging: Sokolova & Lapalme 2009, Information Processing & Management 45.)
    """
    scores = [count.f1 for count in count_by_class(given, keys).values()]
    defined = [score for score in scores if not isinstance(score, Undefined)]
    return sum(defined) / len(defined) if defined else Undefined(Reason.NO_DATA)


def _check_lengths(given: Sequence[ClaimClass | None], keys: Sequence[ClaimKey]) -> None:
    if len(given) != len(keys):
        raise InvalidInput(
            N_("There are {answers} answers for {claims} statements."),
            answers=len(given),
            claims=len(keys),
        )
