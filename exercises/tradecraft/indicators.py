"""Indicators: observable signs that would speak for or against a hypothesis.

Checked here is form: tied to a hypothesis, telling hypotheses apart, dated, observable, said once.
How telling an indicator is remains a judgement for a person. The checks are our own rules.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined


@dataclass(frozen=True, slots=True)
class Indicator:
    """A sign to watch for.

    `supports` and `opposes` name hypotheses. `watcher` is who would see it, or where. `until` is
    the day by which it should have shown.
    """

    sign: str
    supports: frozenset[str] = frozenset()
    opposes: frozenset[str] = frozenset()
    watcher: str = ""
    until: date | None = None


class Problem(StrEnum):
    """What an indicator lacks."""

    EMPTY = "empty"
    NO_HYPOTHESIS = "no_hypothesis"
    BOTH_WAYS = "both_ways"
    TELLS_NOTHING_APART = "tells_nothing_apart"
    UNDATED = "undated"
    NO_WATCHER = "no_watcher"
    INNER_STATE = "inner_state"
    REPEATED = "repeated"


PROBLEM_LABELS: Mapping[Problem, Label] = MappingProxyType(
    {
        Problem.EMPTY: Label(N_("no sign"), N_("Say what would be seen.")),
        Problem.NO_HYPOTHESIS: Label(
            N_("no hypothesis"), N_("Say which hypothesis it speaks for or against.")
        ),
        Problem.BOTH_WAYS: Label(
            N_("both ways"), N_("It cannot speak for and against the same hypothesis.")
        ),
        Problem.TELLS_NOTHING_APART: Label(
            N_("tells nothing apart"), N_("A sign that fits every hypothesis decides nothing.")
        ),
        Problem.UNDATED: Label(N_("no date"), N_("Say by when it should have shown.")),
        Problem.NO_WATCHER: Label(N_("no watcher"), N_("Say who would see it, and where.")),
        Problem.INNER_STATE: Label(
            N_("not observable"), N_("What someone wants or thinks cannot be seen. What would be?")
        ),
        Problem.REPEATED: Label(N_("repeated"), N_("This sign stands above already.")),
    }
)

_INNER_STATE = re.compile(
    r"\b(?:intends?|intention|wants?|wishes|hopes?|believes?|thinks?|plans\s+to|feels?|willing"
    r"|considers?|fears?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """What each indicator lacks, in order, and which hypotheses nobody would see coming."""

    problems: tuple[frozenset[Problem], ...]
    uncovered: tuple[str, ...]

    @property
    def sound(self) -> float | Undefined:
        """Share of the indicators without a problem, 0 to 1; undefined without indicators."""
        if not self.problems:
            return Undefined(Reason.NO_DATA)
        return sum(not each for each in self.problems) / len(self.problems)


def check_indicators(indicators: Sequence[Indicator], hypotheses: Sequence[str]) -> IndicatorReport:
    """Check the form of a list of indicators against the hypotheses they are for.

    A hypothesis is uncovered when no indicator without a problem speaks for or against it. Raises
    InvalidInput for a hypothesis that is not on the list.
    """
    known = frozenset(hypotheses)
    seen: set[str] = set()
    covered: set[str] = set()
    problems = []
    for each in indicators:
        for name in sorted(each.supports | each.opposes):
            if name not in known:
                raise InvalidInput(N_("There is no hypothesis {name}."), name=name)
        found = _problems(each, known)
        sign = " ".join(each.sign.casefold().split())
        if sign and sign in seen:
            found |= {Problem.REPEATED}
        seen.add(sign)
        problems.append(found)
        if not found:
            covered |= each.supports | each.opposes
    return IndicatorReport(tuple(problems), tuple(h for h in hypotheses if h not in covered))


def _problems(indicator: Indicator, hypotheses: frozenset[str]) -> frozenset[Problem]:
    both = indicator.supports | indicator.opposes
    checks = {
        Problem.EMPTY: not indicator.sign.strip(),
        Problem.NO_HYPOTHESIS: not both,
        Problem.BOTH_WAYS: bool(indicator.supports & indicator.opposes),
        Problem.TELLS_NOTHING_APART: bool(both)
        and hypotheses
        in (
            indicator.supports,
            indicator.opposes,
        ),
        Problem.UNDATED: indicator.until is None,
        Problem.NO_WATCHER: not indicator.watcher.strip(),
        Problem.INNER_STATE: bool(_INNER_STATE.search(indicator.sign)),
    }
    return frozenset(problem for problem, present in checks.items() if present)
