"""Finding planted flaws: hits, misses, false alarms.

A finding points at paragraphs and names a kind of flaw. It hits a planted flaw when a paragraph
and, where the key insists, the kind agree. Source of the exercise: the "flaws" method of rating
reasoning (Van Gelder 2019); F1 as in van Rijsbergen 1979.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.matching import match_one_to_one
from exercises.tradecraft.undefined import Reason, Undefined


class FlawKind(StrEnum):
    """Kinds of flaw in a text that reasons from reports."""

    UNANSWERED = "unanswered"
    SLIPPAGE = "slippage"
    LUMPED_SOURCES = "lumped_sources"
    CIRCULAR = "circular"
    OFF_SUBJECT = "off_subject"
    CATEGORY_SHIFT = "category_shift"
    UNSUPPORTED = "unsupported"
    UNCLEAR_REFERENCE = "unclear_reference"
    PRESUPPOSITION = "presupposition"
    NO_UNCERTAINTY = "no_uncertainty"
    INTEREST = "interest"
    OTHER = "other"


KIND_LABELS: Mapping[FlawKind, Label] = MappingProxyType(
    {
        FlawKind.UNANSWERED: Label(
            N_("question left open"), N_("The text promises an answer and gives none.")
        ),
        FlawKind.SLIPPAGE: Label(
            N_("slippage"), N_("What was “if true” becomes true along the way.")
        ),
        FlawKind.LUMPED_SOURCES: Label(
            N_("lumped sources"), N_("Sources are unnamed, or thrown together as if they were one.")
        ),
        FlawKind.CIRCULAR: Label(
            N_("circular support"), N_("Two doubtful things hold each other up.")
        ),
        FlawKind.OFF_SUBJECT: Label(
            N_("off the subject"), N_("Evidence about something else is offered for this.")
        ),
        FlawKind.CATEGORY_SHIFT: Label(
            N_("shift of meaning"), N_("A word means one thing here and another there.")
        ),
        FlawKind.UNSUPPORTED: Label(
            N_("unsupported premise"), N_("A conclusion rests on something nobody showed.")
        ),
        FlawKind.UNCLEAR_REFERENCE: Label(
            N_("unclear reference"), N_("It is not clear what is meant by “this” or “they”.")
        ),
        FlawKind.PRESUPPOSITION: Label(
            N_("presupposition"), N_("The sentence takes for granted what is in question.")
        ),
        FlawKind.NO_UNCERTAINTY: Label(
            N_("no uncertainty"), N_("Likelihood or confidence is missing where it belongs.")
        ),
        FlawKind.INTEREST: Label(
            N_("interest"), N_("Whoever says it gains from it, and the text does not weigh that.")
        ),
        FlawKind.OTHER: Label(N_("another flaw"), N_("None of these; say what.")),
    }
)


@dataclass(frozen=True, slots=True)
class PlantedFlaw:
    """A flaw of the key: where it can be seen, and under which kinds it may be filed.

    No kinds means that any will do. Raises InvalidInput without a paragraph.
    """

    handle: str
    paragraphs: frozenset[str]
    kinds: frozenset[FlawKind] = frozenset()

    def __post_init__(self) -> None:
        if not self.paragraphs:
            raise InvalidInput(N_("{handle} needs at least one paragraph."), handle=self.handle)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person reports: where, and which kind of flaw, if they said."""

    paragraphs: frozenset[str]
    kind: FlawKind | None = None

    def fits(self, flaw: PlantedFlaw) -> bool:
        """Whether this may be that flaw."""
        return bool(self.paragraphs & flaw.paragraphs) and (
            not flaw.kinds or self.kind in flaw.kinds
        )


@dataclass(frozen=True, slots=True)
class FlawScore:
    """How the findings fared.

    `hits` gives the flaw of each finding, by the finding's index; `missed` are handles; findings
    that fit no flaw are `false_alarms`; those that fit only flaws already hit are `repeats`, which
    cost nothing.
    """

    hits: Mapping[int, str]
    missed: tuple[str, ...]
    false_alarms: tuple[int, ...]
    repeats: tuple[int, ...]

    @property
    def precision(self) -> float | Undefined:
        """Share of the findings that are flaws, 0 to 1; undefined without findings."""
        return _share(len(self.hits), len(self.hits) + len(self.false_alarms))

    @property
    def recall(self) -> float | Undefined:
        """Share of the flaws that were found, 0 to 1; undefined when none was planted."""
        return _share(len(self.hits), len(self.hits) + len(self.missed))

    @property
    def f1(self) -> float | Undefined:
        """2h / (2h + false alarms + misses), 0 to 1; undefined with nothing planted or found."""
        twice = 2 * len(self.hits)
        return _share(twice, twice + len(self.false_alarms) + len(self.missed))


def _share(part: int, whole: int) -> float | Undefined:
    return part / whole if whole else Undefined(Reason.NO_DATA)


def score_findings(findings: Sequence[Finding], planted: Sequence[PlantedFlaw]) -> FlawScore:
    """Match findings with planted flaws, one to one, so that most findings hit.

    The order of the findings does not change how many hit. Raises InvalidInput when two planted
    flaws share a handle.
    """
    if len({flaw.handle for flaw in planted}) != len(planted):
        raise InvalidInput(N_("Each planted flaw needs a handle of its own."))
    fitting = [
        [place for place, flaw in enumerate(planted) if finding.fits(flaw)] for finding in findings
    ]
    matched = match_one_to_one(fitting)
    left = [number for number, place in enumerate(matched) if place is None]
    return FlawScore(
        hits={n: planted[place].handle for n, place in enumerate(matched) if place is not None},
        missed=tuple(flaw.handle for n, flaw in enumerate(planted) if n not in matched),
        false_alarms=tuple(number for number in left if not fitting[number]),
        repeats=tuple(number for number in left if fitting[number]),
    )
