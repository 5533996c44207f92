"""Beat's sign of life."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courseplatform.reminders.heartbeat import beat


@sweep("reminders.heartbeat", every=30)
def heartbeat() -> int:
    """Note that beat and a worker are alive; moves no business."""
    beat()
    return 0
