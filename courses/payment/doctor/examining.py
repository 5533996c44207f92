"""Running the doctor's checks, and keeping what the provider was last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courseplatform.kit import clock
from courses.payment.doctor import (
    deliveries,
    documents,
    installation,
    loops,
    open_matters,
    outside,
)
from courses.payment.doctor.finding import Finding, Tone
from courses.payment.models import Examination

PARTS = (installation, deliveries, loops, open_matters, documents)


@dataclass(frozen=True)
class Examined:
    """What was found when the provider was last asked."""

    at: datetime
    findings: list[Finding]


def stored(now: datetime) -> list[Finding]:
    """Run the checks that ask nobody outside; a constant number of queries."""
    return [check(now) for part in PARTS for check in part.CHECKS]


def ask(slug: str = "stripe") -> Examined:
    """Ask the provider, keep what was found, and return it."""
    found = outside.examine(slug)
    row, _made = Examination.objects.update_or_create(
        provider=slug,
        defaults={"at": clock.now(), "findings": [one.to_json() for one in found]},
    )
    return Examined(row.at, found)


def last(slug: str = "stripe") -> Examined | None:
    """Return what was found when the provider was last asked, or None if it never was."""
    row = Examination.objects.filter(provider=slug).first()
    return Examined(row.at, [Finding.from_json(one) for one in row.findings]) if row else None


def worst(findings: list[Finding]) -> Tone:
    """Return the worst tone among findings."""
    order = list(Tone)
    return max((one.tone for one in findings), key=order.index, default=Tone.OK)
