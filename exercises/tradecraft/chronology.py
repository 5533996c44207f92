"""Chronology: events in order, dated as precisely as the dossier allows and no more.

Order is scored pair by pair, so one event out of place costs little. A date finer than what is
known is false precision and costs more than leaving it coarse.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from itertools import combinations
from types import MappingProxyType

from exercises.tradecraft.agreement.tau import kendall_tau_b
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined


@dataclass(frozen=True, slots=True)
class OrderScore:
    """Pairs of events that the key puts in an order: right, wrong, and not ordered by the person.

    `misplaced` are undated events of the key that were put in order all the same.
    """

    right: int
    wrong: int
    open: int
    misplaced: tuple[str, ...]
    tau: float | Undefined

    @property
    def credit(self) -> float | Undefined:
        """Share of the pairs that are right, 0 to 1; undefined when the key orders none."""
        pairs = self.right + self.wrong + self.open
        return self.right / pairs if pairs else Undefined(Reason.NO_DATA)


def score_order(
    given: Sequence[Set[str]], key: Sequence[Set[str]], undated: Set[str]
) -> OrderScore:
    """Compare two orders of events.

    Each is a list of groups, earliest first; events in one group have no order among them. `undated`
    are events the dossier does not let one place: putting one in order is named, and its pairs are
    not scored. `tau` is Kendall's tau-b over the events both sides order, -1 to 1. Raises InvalidInput
    when an event stands twice or is not in the key.
    """
    mine, theirs = _places(given), _places(key)
    known = theirs.keys() | undated
    for event in mine:
        if event not in known:
            raise InvalidInput(N_("There is no event {event}."), event=event)
    if theirs.keys() & undated:
        raise InvalidInput(N_("An event is either in order or undated."))
    right = wrong = left = 0
    for one, other in combinations(theirs, 2):
        if theirs[one] == theirs[other]:
            continue
        if one not in mine or other not in mine or mine[one] == mine[other]:
            left += 1
        elif (mine[one] < mine[other]) == (theirs[one] < theirs[other]):
            right += 1
        else:
            wrong += 1
    both = [event for event in theirs if event in mine]
    tau = kendall_tau_b([mine[event] for event in both], [theirs[event] for event in both])
    return OrderScore(right, wrong, left, tuple(e for e in mine if e in undated), tau)


def _places(groups: Sequence[Set[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, group in enumerate(groups):
        for event in sorted(group):
            if event in places:
                raise InvalidInput(N_("{event} stands in two places."), event=event)
            places[event] = place
    return places


class Season(StrEnum):
    """A quarter of a year as reports name it; which months it means depends on who writes."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Precision(IntEnum):
    """How finely an event is dated; a higher number is finer."""

    UNKNOWN = 0
    YEAR = 1
    SEASON = 2
    MONTH = 3
    DAY = 4


class Basis(StrEnum):
    """Whether the dossier gives the date or the reader works it out."""

    STATED = "stated"
    INFERRED = "inferred"


SEASON_LABELS: Mapping[Season, Label] = MappingProxyType(
    {
        Season.SPRING: Label(N_("spring")),
        Season.SUMMER: Label(N_("summer")),
        Season.AUTUMN: Label(N_("autumn")),
        Season.WINTER: Label(N_("winter")),
    }
)
PRECISION_LABELS: Mapping[Precision, Label] = MappingProxyType(
    {
        Precision.UNKNOWN: Label(N_("not known")),
        Precision.YEAR: Label(N_("year")),
        Precision.SEASON: Label(N_("season")),
        Precision.MONTH: Label(N_("month")),
        Precision.DAY: Label(N_("day")),
    }
)
BASIS_LABELS: Mapping[Basis, Label] = MappingProxyType(
    {
        Basis.STATED: Label(N_("stated"), N_("The dossier gives this date.")),
        Basis.INFERRED: Label(N_("inferred"), N_("Worked out from something else.")),
    }
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known; nothing at all is a date that is not known.

    Raises InvalidInput for a part without the coarser ones it needs, for a season beside a month,
    and for a day the calendar does not have.
    """

    year: int | None = None
    season: Season | None = None
    month: int | None = None
    day: int | None = None
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        finer = (self.season, self.month, self.day)
        if self.year is None and any(part is not None for part in finer):
            raise InvalidInput(N_("A month, day or season needs its year."))
        if self.day is not None and self.month is None:
            raise InvalidInput(N_("A day needs its month."))
        if self.season is not None and self.month is not None:
            raise InvalidInput(N_("Give a season or a month, not both."))
        if self.year is not None:
            try:
                date(self.year, self.month or 1, self.day or 1)
            except (ValueError, OverflowError):
                raise InvalidInput(N_("The calendar has no such day.")) from None

    @property
    def precision(self) -> Precision:
        """The finest part that is given."""
        if self.day is not None:
            return Precision.DAY
        if self.month is not None:
            return Precision.MONTH
        if self.season is not None:
            return Precision.SEASON
        return Precision.UNKNOWN if self.year is None else Precision.YEAR


class DateVerdict(StrEnum):
    """How a date fared."""

    RIGHT = "right"
    OVERSTATED = "overstated"
    COARSE = "coarse"
    LEFT_OPEN = "left_open"
    WRONG = "wrong"
    FALSE_PRECISION = "false_precision"


DATE_VERDICT_LABELS: Mapping[DateVerdict, Label] = MappingProxyType(
    {
        DateVerdict.RIGHT: Label(N_("right"), N_("As precise as the dossier allows.")),
        DateVerdict.OVERSTATED: Label(
            N_("overstated"), N_("Right, but the dossier does not state it; it is inferred.")
        ),
        DateVerdict.COARSE: Label(N_("coarse"), N_("Right, but the dossier is more precise.")),
        DateVerdict.LEFT_OPEN: Label(N_("left open"), N_("The dossier gives a date.")),
        DateVerdict.WRONG: Label(N_("wrong"), N_("The dossier gives another date.")),
        DateVerdict.FALSE_PRECISION: Label(
            N_("false precision"), N_("Nothing in the dossier is as precise as this.")
        ),
    }
)

DATE_CREDIT: Mapping[DateVerdict, float] = MappingProxyType(
    {
        DateVerdict.RIGHT: 1.0,
        DateVerdict.OVERSTATED: 0.5,
        DateVerdict.COARSE: 0.5,
        DateVerdict.LEFT_OPEN: 0.0,
        DateVerdict.WRONG: 0.0,
        DateVerdict.FALSE_PRECISION: -0.5,
    }
)
"""Credit for each verdict, -0.5 to 1 (our own rule); floor the sum at 0."""


def judge_date(given: PartialDate, key: PartialDate) -> DateVerdict:
    """Compare a date with the key's, part by part.

    A part the key has must agree; a part beyond the key's is false precision, also where the key
    has no date at all; a part short of it is coarse. A season is never compared with a month: the
    calendar does not tie them, the writer does.
    """
    if given.precision is Precision.UNKNOWN:
        known = key.precision is not Precision.UNKNOWN
        return DateVerdict.LEFT_OPEN if known else DateVerdict.RIGHT
    if _contradicts(given, key):
        return DateVerdict.WRONG
    if given.precision > key.precision:
        return DateVerdict.FALSE_PRECISION
    if given.precision < key.precision:
        return DateVerdict.COARSE
    if given.basis is Basis.STATED and key.basis is Basis.INFERRED:
        return DateVerdict.OVERSTATED
    return DateVerdict.RIGHT


def _contradicts(given: PartialDate, key: PartialDate) -> bool:
    pairs = (
        (given.year, key.year),
        (given.season, key.season),
        (given.month, key.month),
        (given.day, key.day),
    )
    return any(one is not None and other is not None and one != other for one, other in pairs)
