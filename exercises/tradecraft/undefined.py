"""A result that does not exist, as a value that says why."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.labels import N_, Sentence


class Reason(StrEnum):
    """Why a result does not exist."""

    NO_DATA = "no_data"
    TOO_FEW = "too_few"
    NO_PAIRS = "no_pairs"
    NO_VARIATION = "no_variation"
    NO_SIGNAL = "no_signal"
    OPPOSED = "opposed"


SENTENCES = MappingProxyType(
    {
        Reason.NO_DATA: N_("There is nothing to compute this from yet."),
        Reason.TOO_FEW: N_("Shown from {needed} on; there are {have} so far."),
        Reason.NO_PAIRS: N_("Nothing was judged by two people, so nothing can be compared."),
        Reason.NO_VARIATION: N_(
            "All values are the same, so agreement cannot be told from chance."
        ),
        Reason.NO_SIGNAL: N_("The differences are no larger than the noise, so no figure exists."),
        Reason.OPPOSED: N_("Opinions are opposed; a middle value would be nobody's."),
    }
)


@dataclass(frozen=True, slots=True)
class Undefined:
    """The result of a valid question that has no answer.

    It stands where a number would stand, is neither zero nor NaN, and cannot be added to
    anything by accident. Tell it apart with `isinstance(result, Undefined)`, never by truth
    value: 0.0 is a perfectly good result. `have` and `needed` are counts, given where the
    reason is `TOO_FEW`.
    """

    reason: Reason
    have: int | None = None
    needed: int | None = None

    @property
    def sentence(self) -> Sentence:
        """The reason in words, facts apart."""
        if self.reason is Reason.TOO_FEW:
            return Sentence.of(SENTENCES[self.reason], have=self.have, needed=self.needed)
        return Sentence(SENTENCES[self.reason])

    def __str__(self) -> str:
        return str(self.sentence)


def too_few(have: int, needed: int) -> Undefined:
    """There are `have` values where `needed` are wanted before anything is shown."""
    return Undefined(Reason.TOO_FEW, have, needed)
