"""Whether answers that a lost line held back can still be sent after the clock has handed in."""

from __future__ import annotations

from courseplatform.kit import clock
from exercises.cohorts.clocks import SENT_LATER
from exercises.work.models import Attempt


def takes_late_answers(attempt: Attempt) -> bool:
    """Tell whether late answers to an attempt are taken now, for an instructor to decide on."""
    if not attempt.by_clock or attempt.handed_in_at is None:
        return False
    rules = attempt.allotment.working_rules
    return rules.late_answers and clock.now() < attempt.handed_in_at + SENT_LATER
