"""The sweep of enrolment: the waiting list moves up. Payment counts the places, and shows what differs."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue.sessions import TOPIC as SESSIONS
from courses.enrolment import reserves, waiting
from courses.enrolment.places import TOPIC as PLACES
from courses.pricing.vouchers import TOPIC as VOUCHERS


@sweep("enrolment.waiting", topics=(PLACES, SESSIONS, VOUCHERS), every=60)
def move_up() -> int:
    """End reserves and offers that are over, close queues that ended, offer what is free."""
    now = clock.now()
    return (
        reserves.end_over(now)
        + waiting.lapse(now)
        + waiting.close_queues(now)
        + waiting.offer_free_places(now)
    )
