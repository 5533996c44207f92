"""Key assumptions check: what is taken as given, how well it is supported, what hangs on it.

An assumption a person wrote is recognised by wordings the instructors approved; what is not
recognised is left to a person and costs nothing. Method: US Government, A Tradecraft Primer (2009),
key assumptions check.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.matching import match_one_to_one
from exercises.tradecraft.undefined import Reason, Undefined
from exercises.tradecraft.wordings import fits_any, has_words


class Support(StrEnum):
    """How well an assumption stands, best first."""

    SOLID = "solid"
    CAVEAT = "caveat"
    UNSUPPORTED = "unsupported"


SUPPORT_LABELS: Mapping[Support, Label] = MappingProxyType(
    {
        Support.SOLID: Label(N_("solid"), N_("Well supported; you would build on it.")),
        Support.CAVEAT: Label(
            N_("with a caveat"), N_("Right under conditions that should be spelled out.")
        ),
        Support.UNSUPPORTED: Label(
            N_("unsupported"), N_("Nothing shown carries it; a key uncertainty.")
        ),
    }
)

FOUND_CREDIT = 0.5
"""Part of an assumption's credit for naming it; the other part is for judging its support."""


@dataclass(frozen=True, slots=True)
class KeyAssumption:
    """An assumption of the key.

    `wordings` are ways to recognise it: a wording fits a text that holds all its words, in any
    order and case; a word that ends with * fits any word that begins so. `support` are the accepted
    judgements. A `linchpin` is one that would change the conclusion if it were wrong. Raises
    InvalidInput without a wording, for a wording without words, or without an accepted judgement.
    """

    handle: str
    wordings: tuple[str, ...]
    support: frozenset[Support]
    linchpin: bool = False

    def __post_init__(self) -> None:
        if not self.wordings or not all(has_words(wording) for wording in self.wordings):
            raise InvalidInput(N_("{handle} needs words to know it by."), handle=self.handle)
        if not self.support:
            raise InvalidInput(N_("{handle} needs an accepted judgement."), handle=self.handle)

    def fits(self, text: str) -> bool:
        """Whether a text states this assumption, by one of its wordings."""
        return fits_any(text, self.wordings)


@dataclass(frozen=True, slots=True)
class GivenAssumption:
    """An assumption a person wrote, with their judgement of its support, if they gave one."""

    text: str
    support: Support | None = None


def score_support(given: Support | None, accepted: Set[Support]) -> float:
    """Credit for judging how well an assumption stands: 1, 0.5 one step off, 0 two steps off.

    None (no judgement) earns 0. Raises InvalidInput for an empty set. The steps are our own rule.
    """
    if not accepted:
        raise InvalidInput(N_("Name at least one accepted judgement."))
    if given is None:
        return 0.0
    order = list(Support)
    return 1 - min(abs(order.index(given) - order.index(each)) for each in accepted) / 2


@dataclass(frozen=True, slots=True)
class AssumptionScore:
    """How one assumption of the key fared.

    `answer` is the index of the person's assumption that states it, None where none does.
    """

    handle: str
    linchpin: bool
    answer: int | None
    support: float

    @property
    def credit(self) -> float:
        """0 where it was not found; else half for naming it and half by `score_support`."""
        return 0.0 if self.answer is None else FOUND_CREDIT + (1 - FOUND_CREDIT) * self.support


@dataclass(frozen=True, slots=True)
class AssumptionsScore:
    """All assumptions of the key in their order; `unrecognised` answers wait for a person."""

    lines: tuple[AssumptionScore, ...]
    unrecognised: tuple[int, ...]

    @property
    def credit(self) -> float | Undefined:
        """Mean credit, 0 to 1; undefined when the key is empty."""
        if not self.lines:
            return Undefined(Reason.NO_DATA)
        return sum(line.credit for line in self.lines) / len(self.lines)

    @property
    def linchpin_found(self) -> bool | Undefined:
        """Whether at least one linchpin was named; undefined when the key has none."""
        linchpins = [line for line in self.lines if line.linchpin]
        if not linchpins:
            return Undefined(Reason.NO_DATA)
        return any(line.answer is not None for line in linchpins)


def score_assumptions(
    given: Sequence[GivenAssumption], key: Sequence[KeyAssumption]
) -> AssumptionsScore:
    """Recognise a person's assumptions in the key, one to one, and score each of the key's.

    Where a choice exists, the larger number of matches wins. Raises InvalidInput when two
    assumptions of the key share a handle.
    """
    if len({each.handle for each in key}) != len(key):
        raise InvalidInput(N_("Each assumption needs a handle of its own."))
    fitting = [[n for n, each in enumerate(key) if each.fits(answer.text)] for answer in given]
    matched = match_one_to_one(fitting)
    answer_of = {item: answer for answer, item in enumerate(matched) if item is not None}
    lines = []
    for place, each in enumerate(key):
        answer = answer_of.get(place)
        support = 0.0 if answer is None else score_support(given[answer].support, each.support)
        lines.append(AssumptionScore(each.handle, each.linchpin, answer, support))
    left = tuple(answer for answer, item in enumerate(matched) if item is None)
    return AssumptionsScore(tuple(lines), left)
