"""The outbox's sweep."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courseplatform.letters.dispatch import dispatch
from courseplatform.letters.writing import TOPIC


@sweep("letters.dispatch", topics=(TOPIC,), every=10)
def send_letters() -> int:
    """Send what is due."""
    return dispatch()
