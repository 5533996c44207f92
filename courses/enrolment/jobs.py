"""Sweeps of enrolment: the waiting list moves up, and the counters are counted again."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue.models import Session
from courses.catalogue.sessions import TOPIC as SESSIONS
from courses.enrolment import reserves, seats, waiting
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


@sweep("enrolment.recount", every=86_400)
def recount() -> int:
    """Count the places of sessions to come; a counter that was wrong is set right and logged."""
    to_come = Session.objects.filter(ends_at__gt=clock.now()).values_list("pk", flat=True)
    return sum(bool(seats.recount(pk)) for pk in to_come)
