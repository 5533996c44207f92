"""Waking the sweeps: a hint after commit, never a promise.

What must happen stands in the database. A wake saves waiting for the next period; it is sent at most
once a second for each topic, and a broker that is away costs a counter and nothing else.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

from celery import current_app
from django.conf import settings
from django.db import transaction

from courseplatform.kit import sweeps

log = logging.getLogger(__name__)
SPACING_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 15.0

_lock = threading.Lock()
_last_sent: dict[str, float] = {}
_broker_rests_until = 0.0
lost: Counter[str] = Counter()


def wake(topic: str) -> None:
    """Wake the sweeps that listen to ``topic`` once the current transaction is committed."""
    transaction.on_commit(lambda: _send(topic), robust=True)


def _send(topic: str) -> None:
    delay = _delay(topic)
    if delay is None:
        return
    try:
        for known in sweeps.listening(topic):
            current_app.send_task(
                sweeps.TASK,
                (known.name,),
                countdown=delay or None,
                expires=max(5, known.every),
                retry=False,
                ignore_result=True,
            )
    except Exception as error:
        _rest(topic, error)


def _delay(topic: str) -> float | None:
    """Return when to send: 0 at once, a second when one was just sent, None when one is coming."""
    if not settings.WAKE_SWEEPS:
        return None
    now = time.monotonic()
    with _lock:
        last = _last_sent.get(topic, -1e9)
        if now < _broker_rests_until or last > now:
            return None
        delay = 0.0 if now - last >= SPACING_SECONDS else SPACING_SECONDS
        _last_sent[topic] = now + delay
    return delay


def _rest(topic: str, error: Exception) -> None:
    global _broker_rests_until  # noqa: PLW0603 - one pause for the whole process
    with _lock:
        _broker_rests_until = time.monotonic() + PAUSE_AFTER_ERROR_SECONDS
    lost[topic] += 1
    log.warning(
        "The broker did not take a wake for %s (%s); the sweep's period covers it.",
        topic,
        type(error).__name__,
    )
