"""The one sweep over the table of retention."""

from __future__ import annotations

import logging

from courseplatform.kit import clock
from courseplatform.privacy.collecting import retentions

log = logging.getLogger(__name__)
BATCH = 500
MOST_BATCHES = 40  # in one run; the next run goes on


def apply() -> int:
    """Empty what has been kept long enough; return how many rows lost their content.

    One room that fails does not keep the others from it.
    """
    total = 0
    for rule in retentions():
        try:
            for _batch in range(MOST_BATCHES):
                emptied = rule.empty(clock.now() - rule.keep, BATCH)
                total += emptied
                if emptied < BATCH:
                    break
        except Exception:
            log.exception("Retention of %s failed.", rule.slug)
    return total
