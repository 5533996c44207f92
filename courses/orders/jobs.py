"""Sweep of orders: what follows when a session was called off."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue.sessions import TOPIC as SESSIONS
from courses.enrolment.models import Place, PlaceState
from courses.orders.cancellation import call_off

BATCH = 50


@sweep("orders.called-off", topics=(SESSIONS,), every=300)
def called_off() -> int:
    """Give back the confirmed places of sessions that were called off, one transaction each."""
    now = clock.now()
    left = Place.objects.filter(
        state=PlaceState.CONFIRMED, session__state="cancelled", lines__isnull=False
    )
    refs = left.distinct().values_list("pk", flat=True)[:BATCH]
    return sum(call_off(Place.objects.get(pk=pk), now) for pk in list(refs))
