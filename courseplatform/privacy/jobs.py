"""Copies, erasures, and what has been kept long enough."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courseplatform.privacy import erasing, exporting, retention


@sweep("privacy.exports", topics=(exporting.TOPIC,), every=60)
def make_exports() -> int:
    """Make the copies that were asked for; delete those whose day is over."""
    return exporting.make_due() + exporting.expire()


@sweep("privacy.erasures", every=900)
def erase_people() -> int:
    """Forget the people whose week is over."""
    return erasing.erase_due()


@sweep("privacy.retention", every=3600)
def let_go() -> int:
    """Empty what has been kept long enough."""
    return retention.apply()
