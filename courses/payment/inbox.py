"""The inbox: deliveries stored before any work, worked later, once, and again when that failed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courses.payment import review
from courses.payment.models import Delivery
from courses.payment.notices import handle
from courses.payment.providers.contract import Notice

log = logging.getLogger(__name__)
TOPIC = "payments"
LEASE = timedelta(minutes=2)
MOST_TRIES = 10
BATCH = 20
OTHER_MODE = "from the other mode"


def store(
    provider: str, notice: Notice, body: bytes, *, livemode: bool, source: str = "delivery"
) -> bool:
    """Keep one proven delivery; tell whether it was new.

    A notice of the other mode (practice at a live installation, or the reverse) is kept as ignored.
    """
    mode_fits = notice.livemode == livemode
    _row, created = Delivery.objects.get_or_create(
        provider=provider,
        event_id=notice.event_id,
        defaults={
            "type": notice.type,
            "object_id": notice.object_id,
            "payment_id": notice.payment_id,
            "api_version": notice.api_version,
            "livemode": notice.livemode,
            "happened_at": notice.happened_at,
            "body": body,
            "source": source,
            "state": "received" if mode_fits else "ignored",
            "error": "" if mode_fits else OTHER_MODE,
            "received_at": clock.now(),
            "next_try_at": clock.now(),
        },
    )
    if created and not mode_fits:
        review.raise_item(
            "wrong-mode",
            f"{provider}:{notice.event_id}",
            "An event of the other mode (test or live) arrived. Check which keys and which webhook "
            "endpoint belong to this installation.",
        )
    if created and mode_fits:
        wake(TOPIC)
    return created


def work() -> int:
    """Work what is due in the inbox; return how many deliveries were moved on."""
    taken = _claim()
    for delivery in taken:
        _work_one(delivery)
    return len(taken)


def replay(deliveries: QuerySet[Delivery]) -> int:
    """Put deliveries back to work, whatever became of them; return how many.

    Working one again changes nothing that is right already. Those of the other mode stay ignored.
    """
    ours = deliveries.exclude(error=OTHER_MODE)
    count = ours.update(state="received", attempts=0, next_try_at=clock.now(), error="")
    wake(TOPIC)
    return count


def _claim() -> list[Delivery]:
    now = clock.now()
    due = Q(state="received", next_try_at__lte=now) | Q(state="processing", taken_until__lte=now)
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(due)
            .order_by("next_try_at", "id")[:BATCH]
        )
        for row in rows:
            row.state, row.taken_until, row.attempts = "processing", now + LEASE, row.attempts + 1
            row.save(update_fields=["state", "taken_until", "attempts"])
    return rows


def _work_one(delivery: Delivery) -> None:
    try:
        outcome = handle(delivery)
    except Exception as error:
        _failed(delivery, error)
        return
    Delivery.objects.filter(pk=delivery.pk, state="processing").update(
        state=outcome, processed_at=clock.now(), error=""
    )


def _failed(delivery: Delivery, error: Exception) -> None:
    log.warning("Delivery %s failed: %s", delivery.event_id, error, exc_info=error)
    dead = delivery.attempts >= MOST_TRIES
    wait = timedelta(seconds=min(3600, 5 * 2**delivery.attempts))
    Delivery.objects.filter(pk=delivery.pk, state="processing").update(
        state="dead" if dead else "received",
        next_try_at=clock.now() + wait,
        error=f"{type(error).__name__}: {error}"[:2000],
    )
    if dead:
        review.raise_item(
            "dead-delivery",
            f"{delivery.provider}:{delivery.event_id}",
            f"An event ({delivery.type}) could not be worked in {MOST_TRIES} tries. Mend the cause, "
            "then replay it.",
        )
