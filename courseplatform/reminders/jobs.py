"""Beat's sign of life, planning, dispatch: a reminder is planned within 30 s, a due one seen in 10."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courseplatform.kit.wake import wake
from courseplatform.reminders.dispatch import DUE, dispatch
from courseplatform.reminders.heartbeat import beat
from courseplatform.reminders.planning import plan


@sweep("reminders.heartbeat", every=30)
def heartbeat() -> int:
    """Note that beat and a worker are alive; moves no business."""
    beat()
    return 0


@sweep("reminders.plan", topics=("reminders", "places", "webinars", "inquiries"), every=30)
def plan_reminders() -> int:
    """Bring the rows in line with what is wanted; what is due at once is not left to wait."""
    changed = plan()
    if changed:
        wake(DUE)
    return changed


@sweep("reminders.dispatch", topics=(DUE,), every=10)
def dispatch_reminders() -> int:
    """Turn due reminders into letters."""
    return dispatch()
