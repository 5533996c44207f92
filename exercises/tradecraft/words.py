"""Words of likelihood and the numbers they stand for.

Four published scales, in per cent. Two traps decide how they are used here:

- ICD 203 rows share their end points (20 % is both "very unlikely" and "unlikely"): at a shared
  end either neighbour is right.
- The PHIA yardstick leaves gaps on purpose (7 % has no word): a number in a gap is warned about
  and the nearest term, or both where they are equally near, is accepted.

Sources: ICD 203 (2 January 2015), two term sets over the same ranges; UK Professional Head of
Intelligence Assessment, probability yardstick (approximate ranges, as reproduced in UK
assessments); Sherman Kent 1964, "Words of Estimative Probability".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label, Sentence


class Scale(StrEnum):
    """Which agreed words are in use. A product keeps to one of them."""

    ICD203_FIRST = "icd203_first"
    ICD203_SECOND = "icd203_second"
    PHIA = "phia"
    KENT = "kent"


SCALE_LABELS: Mapping[Scale, Label] = MappingProxyType(
    {
        Scale.ICD203_FIRST: Label(
            N_("ICD 203, first term set"), N_("Seven rows, from “almost no chance” up.")
        ),
        Scale.ICD203_SECOND: Label(
            N_("ICD 203, second term set"), N_("The same seven rows, from “remote” up.")
        ),
        Scale.PHIA: Label(
            N_("PHIA probability yardstick"), N_("Seven ranges with gaps between them on purpose.")
        ),
        Scale.KENT: Label(
            N_("Kent, 1964"), N_("The first proposal; its bands leave gaps and touch.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its range in per cent, both ends included unless `below` is set.

    `below` means that `high` itself is outside ("40 to under 50"). `variants` are other ways to
    write the term in running text; the term itself is not repeated there.
    """

    term: str
    low: float
    high: float
    variants: tuple[str, ...] = ()
    below: bool = False

    def holds(self, percent: float) -> bool:
        """Whether the number lies in the range."""
        return self.low <= percent < self.high if self.below else self.low <= percent <= self.high

    def distance(self, percent: float) -> float:
        """Points from the number to the nearest edge of the range; 0 inside."""
        return max(self.low - percent, percent - self.high, 0.0)


TERMS: Mapping[Scale, tuple[Term, ...]] = MappingProxyType(
    {
        Scale.ICD203_FIRST: (
            Term(N_("almost no chance"), 1, 5),
            Term(N_("very unlikely"), 5, 20),
            Term(N_("unlikely"), 20, 45),
            Term(N_("roughly even chance"), 45, 55, ("even chance",)),
            Term(N_("likely"), 55, 80),
            Term(N_("very likely"), 80, 95),
            Term(N_("almost certain"), 95, 99, ("almost certainly",)),
        ),
        Scale.ICD203_SECOND: (
            Term(
                N_("remote"),
                1,
                5,
                (
                    "remote chance",
                    "remote possibility",
                    "remote likelihood",
                    "remote prospect",
                    "chance is remote",
                    "chances are remote",
                    "possibility is remote",
                    "likelihood is remote",
                ),
            ),
            Term(N_("highly improbable"), 5, 20, ("highly improbably",)),
            Term(N_("improbable"), 20, 45, ("improbably",)),
            Term(N_("roughly even odds"), 45, 55, ("even odds",)),
            Term(N_("probable"), 55, 80, ("probably",)),
            Term(N_("highly probable"), 80, 95, ("highly probably",)),
            Term(N_("nearly certain"), 95, 99, ("nearly certainly",)),
        ),
        Scale.PHIA: (
            Term(N_("remote chance"), 0, 5),
            Term(N_("highly unlikely"), 10, 20),
            Term(N_("unlikely"), 25, 35),
            Term(N_("realistic possibility"), 40, 50, ("realistic probability",), below=True),
            Term(N_("likely or probable"), 55, 75, ("likely", "probable", "probably")),
            Term(N_("highly likely"), 80, 90, ("highly probable",)),
            Term(N_("almost certain"), 95, 100, ("almost certainly",)),
        ),
        Scale.KENT: (
            Term(N_("impossible"), 0, 0),
            Term(N_("almost certainly not"), 2, 12),
            Term(N_("probably not"), 20, 40),
            Term(N_("chances about even"), 40, 60, ("about even",)),
            Term(N_("probable"), 63, 87, ("probably",)),
            Term(N_("almost certain"), 87, 99, ("almost certainly",)),
            Term(N_("certain"), 100, 100),
        ),
    }
)


class Fit(StrEnum):
    """How a number and a term sit together."""

    INSIDE = "inside"
    SHARED_END = "shared_end"
    NEAREST = "nearest"
    OUTSIDE = "outside"


def check_percent(percent: float) -> float:
    """Return the number. Raises InvalidInput unless it lies from 0 to 100."""
    if not 0 <= percent <= 100:
        raise InvalidInput(N_("A chance lies between 0 and 100 %."))
    return percent


def terms_for(percent: float, scale: Scale) -> tuple[Term, ...]:
    """Terms whose range holds the number: one, two at a shared end point, none in a gap.

    Raises InvalidInput outside 0 to 100.
    """
    check_percent(percent)
    return tuple(term for term in TERMS[scale] if term.holds(percent))


def accepted_terms(percent: float, scale: Scale) -> tuple[Term, ...]:
    """Terms that may stand for the number: those that hold it, else the nearest one or two.

    Never empty. Raises InvalidInput outside 0 to 100.
    """
    held = terms_for(percent, scale)
    if held:
        return held
    nearest = min(term.distance(percent) for term in TERMS[scale])
    return tuple(term for term in TERMS[scale] if term.distance(percent) == nearest)


def find_term(term: str, scale: Scale) -> Term:
    """The entry of a scale by its word or one of its variants, in any case.

    Raises InvalidInput when the scale has no such word.
    """
    wanted = " ".join(term.lower().split())
    for entry in TERMS[scale]:
        if wanted == entry.term or wanted in entry.variants:
            return entry
    raise InvalidInput(N_("“{term}” is not a term of this scale."), term=term)


@dataclass(frozen=True, slots=True)
class WordCheck:
    """A number beside a word.

    `distance` is how many points the number lies from the nearest edge of the word's range, 0
    inside. `expected` are the terms that may stand for the number. `in_gap` warns that the scale
    has no word for this number.
    """

    percent: float
    term: Term
    fit: Fit
    distance: float
    expected: tuple[Term, ...]
    in_gap: bool

    @property
    def agrees(self) -> bool:
        """Whether the word may stand for the number."""
        return self.fit is not Fit.OUTSIDE

    @property
    def sentence(self) -> Sentence:
        """The check in one line, for the person who typed both."""
        facts: dict[str, object] = {
            "percent": f"{self.percent:g}",
            "term": self.term.term,
            "low": f"{self.term.low:g}",
            "high": f"{self.term.high:g}",
            "expected": " / ".join(term.term for term in self.expected),
        }
        return Sentence.of(_SENTENCES[self.fit], **facts)


_SENTENCES: Mapping[Fit, str] = MappingProxyType(
    {
        Fit.INSIDE: N_("{percent} % lies in “{term}” ({low} to {high})."),
        Fit.SHARED_END: N_("{percent} % is a shared end: “{expected}” are both right."),
        Fit.NEAREST: N_(
            "{percent} % lies in a gap of this scale; “{term}” ({low} to {high}) is nearest."
        ),
        Fit.OUTSIDE: N_("{percent} % is “{expected}”; you chose “{term}” ({low} to {high})."),
    }
)


def check_word(percent: float, term: str, scale: Scale) -> WordCheck:
    """Whether a word may stand for a number on a scale.

    Raises InvalidInput for a number outside 0 to 100 and for a word the scale does not have.
    """
    entry, held = find_term(term, scale), terms_for(percent, scale)
    expected = accepted_terms(percent, scale)
    if entry not in expected:
        fit = Fit.OUTSIDE
    elif not held:
        fit = Fit.NEAREST
    else:
        fit = Fit.SHARED_END if len(held) > 1 else Fit.INSIDE
    return WordCheck(percent, entry, fit, entry.distance(percent), expected, in_gap=not held)


class Confidence(StrEnum):
    """How good the basis of a judgement is. It says nothing about the chance of the event."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


CONFIDENCE_LABELS: Mapping[Confidence, Label] = MappingProxyType(
    {
        Confidence.LOW: Label(
            N_("low"), N_("Thin, doubtful or dependent sources; large gaps; shaky reasoning.")
        ),
        Confidence.MODERATE: Label(
            N_("moderate"), N_("Credible and plausible, but not well enough supported for more.")
        ),
        Confidence.HIGH: Label(
            N_("high"), N_("Good sources that do not depend on each other, and sound reasoning.")
        ),
    }
)
