"""PURE: what earns a certificate of attendance, and what is still missing.

Points and marks play no part: a certificate says that somebody was there and did the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Where somebody stands with the certificate of a session."""

    EARNED = "earned"
    NOT_YET = "not-yet"  # it can still be earned, or the session is not over
    MISSED = "missed"
    NOT_OFFERED = "not-offered"  # nothing in the session counts towards one


@dataclass(frozen=True)
class Rule:
    """What a certificate asks for, in percent; every share is rounded up.

    Attributes:
        presence_pc: of a meeting's minutes, for having attended it.
        meetings_pc: of the meetings that count.
        work_pc: of the exercises that have a last day.
    """

    presence_pc: int = 50
    meetings_pc: int = 50
    work_pc: int = 100


@dataclass(frozen=True)
class Meeting:
    """A meeting that counts: its length, the minutes somebody was there, and whether it ended."""

    title: str
    minutes: int
    present: int
    is_over: bool


@dataclass(frozen=True)
class Work:
    """An exercise that counts: handed in, late or not, and whether it can still be."""

    title: str
    handed_in: bool
    is_open: bool


@dataclass(frozen=True)
class Facts:
    """What is known of one enrolment.

    Attributes:
        is_over: the session has ended, and every meeting that counts.
        is_active: the enrolment has not ended.
        has_name: there is a name that can stand on the certificate.
    """

    is_over: bool
    is_active: bool
    has_name: bool
    meetings: tuple[Meeting, ...] = ()
    work: tuple[Work, ...] = ()


@dataclass(frozen=True)
class Tally:
    """How many of one sort are needed, how many are done, and the titles of what can still be."""

    needed: int
    done: int
    ahead: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether enough is done."""
        return self.done >= self.needed

    @property
    def is_lost(self) -> bool:
        """Whether enough can no longer be done."""
        return self.done + len(self.ahead) < self.needed


@dataclass(frozen=True)
class Finding:
    """The verdict, with what it rests on."""

    verdict: Verdict
    facts: Facts
    meetings: Tally
    work: Tally


PLAIN = Rule()


def find(facts: Facts, rule: Rule = PLAIN) -> Finding:
    """Return whether somebody has earned the certificate, can still, or cannot any more."""
    meetings = Tally(
        needed=_share(rule.meetings_pc, len(facts.meetings)),
        done=sum(_attended(one, rule) for one in facts.meetings),
        ahead=tuple(
            one.title for one in facts.meetings if not one.is_over and not _attended(one, rule)
        ),
    )
    work = Tally(
        needed=_share(rule.work_pc, len(facts.work)),
        done=sum(one.handed_in for one in facts.work),
        ahead=tuple(one.title for one in facts.work if one.is_open and not one.handed_in),
    )
    return Finding(_verdict(facts, meetings, work), facts, meetings, work)


def _verdict(facts: Facts, meetings: Tally, work: Tally) -> Verdict:
    if not facts.meetings and not facts.work:
        return Verdict.NOT_OFFERED
    if not facts.is_active or meetings.is_lost or work.is_lost:
        return Verdict.MISSED
    if facts.is_over and facts.has_name and meetings.is_met and work.is_met:
        return Verdict.EARNED
    return Verdict.NOT_YET


def _attended(meeting: Meeting, rule: Rule) -> bool:
    return meeting.present >= _share(rule.presence_pc, meeting.minutes)


def _share(percent: int, whole: int) -> int:
    """Return a share of a whole number, rounded up."""
    return -(-percent * whole // 100)
