"""Marking a product on the nine analytic tradecraft standards, level by level.

Standards: ICD 203 (2 January 2015). Levels 1 Poor to 4 Excellent and the plain sum follow the use
of the IC Rating Scale in the SWARM experiments (Hunt-Laboratory/huntr, commit cf57c5d), which
leaves out the seventh standard: eight criteria, 8 to 32. 0 is kept for "not attempted" only. The
wording of the levels is our own; the official text is not public.

One marker alone is not reliable on such a rubric (Marcoci et al. 2019, Frontiers in Psychology
9:2634, advise at least three). Nothing here hides that markers differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label


class Level(IntEnum):
    """A marker's level; the number is what is summed."""

    NOT_ATTEMPTED = 0
    POOR = 1
    FAIR = 2
    GOOD = 3
    EXCELLENT = 4


LEVEL_LABELS: Mapping[Level, Label] = MappingProxyType(
    {
        Level.NOT_ATTEMPTED: Label(N_("not attempted"), N_("There is nothing to judge.")),
        Level.POOR: Label(N_("poor"), N_("The standard is missed, or worked against.")),
        Level.FAIR: Label(N_("fair"), N_("The standard shows, with gaps that mislead.")),
        Level.GOOD: Label(N_("good"), N_("The standard is met, with gaps that do not mislead.")),
        Level.EXCELLENT: Label(N_("excellent"), N_("The standard is met in full.")),
    }
)


class Standard(StrEnum):
    """The nine standards, in their official order."""

    SOURCES = "sources"
    UNCERTAINTY = "uncertainty"
    DISTINCTION = "distinction"
    ALTERNATIVES = "alternatives"
    RELEVANCE = "relevance"
    LOGIC = "logic"
    CHANGE = "change"
    ACCURACY = "accuracy"
    VISUALS = "visuals"


STANDARD_LABELS: Mapping[Standard, Label] = MappingProxyType(
    {
        Standard.SOURCES: Label(
            N_("Sources"), N_("Describes how good its sources, data and methods are.")
        ),
        Standard.UNCERTAINTY: Label(
            N_("Uncertainty"), N_("Says how sure it is, and why it is not surer.")
        ),
        Standard.DISTINCTION: Label(
            N_("Information and judgement"),
            N_("Keeps information apart from assumptions and judgements."),
        ),
        Standard.ALTERNATIVES: Label(
            N_("Alternatives"), N_("Weighs other explanations, and does not merely list them.")
        ),
        Standard.RELEVANCE: Label(
            N_("Relevance"), N_("Answers the customer's question and says what follows.")
        ),
        Standard.LOGIC: Label(N_("Argument"), N_("Argues clearly, and its steps hold.")),
        Standard.CHANGE: Label(
            N_("Change"), N_("Explains what changed since the last judgement, or why nothing did.")
        ),
        Standard.ACCURACY: Label(
            N_("Accuracy"), N_("Judges as precisely as the evidence allows, and proves right.")
        ),
        Standard.VISUALS: Label(
            N_("Visuals"), N_("Uses a picture or table where it carries the argument.")
        ),
    }
)

EIGHT_STANDARDS: tuple[Standard, ...] = tuple(s for s in Standard if s is not Standard.CHANGE)
"""The criteria of the IC Rating Scale as applied: all but the seventh, which needs an update."""

_EXCELLENT, _GOOD, _FAIR, _POOR = Level.EXCELLENT, Level.GOOD, Level.FAIR, Level.POOR
DESCRIPTORS: Mapping[Standard, Mapping[Level, str]] = MappingProxyType(
    {
        Standard.SOURCES: {
            _EXCELLENT: N_(
                "Tells each source's access, record and interest, what is unnamed, and which "
                "sources may depend on each other."
            ),
            _GOOD: N_("Names the sources and their weak points; dependence is not followed up."),
            _FAIR: N_("Speaks of sources in general, as “mixed” or “several”."),
            _POOR: N_("Counts repetitions as confirmations, or gives no sources."),
        },
        Standard.UNCERTAINTY: {
            _EXCELLENT: N_(
                "Likelihood in agreed words that fit the number; confidence apart, with its "
                "reasons; what would change it."
            ),
            _GOOD: N_("The right words and a confidence level, with thin reasons."),
            _FAIR: N_("Vague words such as “may” or “could”."),
            _POOR: N_("No uncertainty, or likelihood and confidence run together."),
        },
        Standard.DISTINCTION: {
            _EXCELLENT: N_(
                "Every allegation, assumption and inference is marked as what it is, throughout."
            ),
            _GOOD: N_("Mostly marked; no slip that misleads."),
            _FAIR: N_("Several slips: what was “if true” early is treated as true later."),
            _POOR: N_("Tells allegations as facts."),
        },
        Standard.ALTERNATIVES: {
            _EXCELLENT: N_(
                "Explanations that exclude each other and cover the field, each tested against "
                "the evidence."
            ),
            _GOOD: N_("Three or more explanations, compared."),
            _FAIR: N_("Two explanations: true or false."),
            _POOR: N_("One explanation."),
        },
        Standard.RELEVANCE: {
            _EXCELLENT: N_(
                "Says what follows for the customer whichever way it turns out, what to do, and "
                "by when."
            ),
            _GOOD: N_("Says what follows for the customer."),
            _FAIR: N_("Talks of risks in general."),
            _POOR: N_("Does not answer the question asked."),
        },
        Standard.LOGIC: {
            _EXCELLENT: N_(
                "Every step holds; names the item the judgement hangs on and what if it is wrong."
            ),
            _GOOD: N_("Coherent; the reader can follow from evidence to judgement."),
            _FAIR: N_("Steps are missing; the reader must guess."),
            _POOR: N_("Circular, or contradicts itself."),
        },
        Standard.CHANGE: {
            _EXCELLENT: N_("Says what moved, by how much, and which new item moved it."),
            _GOOD: N_("Says that the judgement changed, or why it did not."),
            _FAIR: N_("Gives a new number and no word about the old one."),
            _POOR: N_("Is silent about the new information."),
        },
        Standard.ACCURACY: {
            _EXCELLENT: N_("As precise as the evidence allows, and borne out."),
            _GOOD: N_("Borne out, though less precise than it could be."),
            _FAIR: N_("So open that it could hardly fail, or partly wrong."),
            _POOR: N_("Wrong where the evidence allowed better, or not checkable at all."),
        },
        Standard.VISUALS: {
            _EXCELLENT: N_("A table or picture that carries a step of the argument."),
            _GOOD: N_("Correct and readable, but the argument would stand without it."),
            _FAIR: N_("Decoration."),
            _POOR: N_("Missing where one was needed, or wrong."),
        },
    }
)

DIFFERENCE_TO_TALK_ABOUT = 2
Levels = Mapping[str, int]
"""Criterion to level, 0 to 4. Criteria are standards or an author's own names."""


def _check(levels: Levels) -> None:
    if not levels:
        raise InvalidInput(N_("A rubric needs at least one criterion."))
    if any(level not in tuple(Level) for level in levels.values()):
        raise InvalidInput(N_("A level is a whole number from 0 to 4."))


def total(levels: Levels) -> int:
    """Plain sum of one marker's levels. Raises InvalidInput for a level off the scale."""
    _check(levels)
    return sum(levels.values())


def bounds(criteria: int) -> tuple[int, int]:
    """Lowest and highest sum when every criterion is attempted: 8 criteria give 8 and 32."""
    return criteria * Level.POOR, criteria * Level.EXCELLENT


@dataclass(frozen=True, slots=True)
class Combined:
    """What several markers make of one criterion.

    `levels` are theirs in order; `mean` is their mean; `half_steps` is that mean in half levels,
    rounded to the nearest half and upward from the middle (2.5 is 5), so that it can be stored as
    a whole number. `difference` is the widest gap between two of them.
    """

    levels: tuple[int, ...]
    mean: float
    half_steps: int
    difference: int

    @property
    def attempt_disputed(self) -> bool:
        """Some say "not attempted" and others gave a level: 0 is no step of the scale."""
        return 0 in self.levels and any(self.levels)

    @property
    def needs_talk(self) -> bool:
        """The markers are two or more levels apart, or differ about there being an attempt."""
        return self.difference >= DIFFERENCE_TO_TALK_ABOUT or self.attempt_disputed


@dataclass(frozen=True, slots=True)
class Outcome:
    """All markers together.

    `totals` are each marker's sum. `mean_total` is their mean, exact. `half_step_total` is the sum
    of the criteria in half steps: equal to it for one or two markers, and within a quarter level
    per criterion of it for more.
    """

    criteria: Mapping[str, Combined]
    totals: tuple[int, ...]

    @property
    def mean_total(self) -> float:
        """Mean of the markers' sums."""
        return sum(self.totals) / len(self.totals)

    @property
    def half_step_total(self) -> float:
        """Sum of the criteria, each rounded to half a level."""
        return sum(each.half_steps for each in self.criteria.values()) / 2

    @property
    def differences(self) -> tuple[str, ...]:
        """Criteria the markers should talk about before anything is released."""
        return tuple(name for name, each in self.criteria.items() if each.needs_talk)


def combine(marks: Sequence[Levels]) -> Outcome:
    """Put the levels of one or more markers together, criterion by criterion.

    Raises InvalidInput without markers, for levels off the scale, and when markers did not mark
    the same criteria.
    """
    if not marks:
        raise InvalidInput(N_("There is no marker yet."))
    for levels in marks:
        _check(levels)
        if levels.keys() != marks[0].keys():
            raise InvalidInput(N_("All markers must mark the same criteria."))
    criteria = {name: _combine_one([levels[name] for levels in marks]) for name in marks[0]}
    return Outcome(criteria, tuple(total(levels) for levels in marks))


def _combine_one(levels: list[int]) -> Combined:
    number = len(levels)
    half_steps = (4 * sum(levels) + number) // (2 * number)  # round(2 * mean), halves upward
    return Combined(tuple(levels), sum(levels) / number, half_steps, max(levels) - min(levels))
