"""Sweeps of orders: what follows when a session was called off, and when money did not come."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue.sessions import TOPIC as SESSIONS
from courses.orders import calling_off, unpaid


@sweep("orders.called-off", topics=(SESSIONS,), every=300)
def called_off() -> int:
    """Give back the confirmed places of sessions that were called off."""
    return calling_off.give_back(clock.now())


@sweep("orders.unpaid", every=1800)
def release_unpaid() -> int:
    """Give back the places whose last day for paying has passed."""
    return unpaid.release_unpaid(clock.now())
