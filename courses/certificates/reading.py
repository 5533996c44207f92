"""What the course room shows of a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from courses.certificates import wording
from courses.certificates.eligibility import Finding, Verdict
from courses.certificates.evidence import finding_for
from courses.certificates.models import Certificate
from courses.certificates.wording import Line
from courses.coursework.reading import Progress
from courses.enrolment.models import Enrolment
from courses.webinars.models import Webinar


@dataclass(frozen=True)
class Standing:
    """A certificate, or what is still asked for; neither where a session gives none."""

    certificate: Certificate | None
    finding: Finding | None

    @property
    def lines(self) -> list[Line]:
        """What is asked for, line by line."""
        return wording.lines_of(self.finding) if self.finding else []

    @property
    def summary(self) -> str:
        """The sentence above the lines."""
        return wording.summary(self.finding) if self.finding else ""

    @property
    def fine_print(self) -> str:
        """How the lines are counted."""
        return wording.fine_print()

    @property
    def is_earned(self) -> bool:
        """Whether it is only a matter of minutes until it is issued."""
        return self.finding is not None and self.finding.verdict == Verdict.EARNED

    @property
    def is_missed(self) -> bool:
        """Whether it can no longer be earned."""
        return self.finding is not None and self.finding.verdict == Verdict.MISSED

    @property
    def lacks_name(self) -> bool:
        """Whether the profile holds no name that can be printed."""
        return self.finding is not None and not self.finding.facts.has_name


def standing_of(
    enrolment: Enrolment,
    webinars: Iterable[Webinar],
    exercises: Iterable[Progress],
    now: datetime,
) -> Standing:
    """Return what a student sees of their certificate; at most two queries.

    Args:
        enrolment: with its session and person.
        webinars, exercises: all of the session's.
    """
    certificate = Certificate.objects.filter(enrolment=enrolment).first()
    if certificate:
        return Standing(certificate, None)
    finding = finding_for(enrolment, webinars, exercises, now)
    return Standing(None, None if finding.verdict == Verdict.NOT_OFFERED else finding)
