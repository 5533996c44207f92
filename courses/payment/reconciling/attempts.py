"""The first loop: attempts to pay that are under way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from courseplatform.kit import clock
from courses.payment import buying, settling
from courses.payment.models import PaymentAttempt
from courses.payment.providers.contract import ProviderAway

log = logging.getLogger(__name__)
BATCH = 20
LOOK_EVERY = timedelta(minutes=4)
UNKNOWN_AFTER = timedelta(seconds=45)
END_EVERY = timedelta(seconds=20)


def end_expired_holds() -> int:
    """End attempts whose time is over, or whose session was called off: at the provider first."""
    now = clock.now()
    over = PaymentAttempt.objects.filter(state__in=["created", "open"]).filter(
        Q(expires_at__lte=now) | Q(order__session__state="cancelled"),
        _not_just_looked(now, END_EVERY),
    )
    return _each(over, lambda attempt: buying.end(attempt, source="reconcile"))


def look_again() -> int:
    """Ask about live attempts that nobody has told us of for a while."""
    now = clock.now()
    silent = PaymentAttempt.objects.filter(state__in=["open", "processing"]).filter(
        _not_just_looked(now, LOOK_EVERY), created_at__lte=now - LOOK_EVERY
    )
    unknown = PaymentAttempt.objects.filter(
        state="created", created_at__lte=now - UNKNOWN_AFTER, expires_at__gt=now
    ).filter(_not_just_looked(now, UNKNOWN_AFTER))
    return _each(silent, lambda attempt: settling.sync(attempt, source="reconcile")) + _each(
        unknown, buying.open_checkout
    )


def _not_just_looked(now: datetime, spacing: timedelta) -> Q:
    return Q(looked_at=None) | Q(looked_at__lte=now - spacing)


def _each(
    attempts: QuerySet[PaymentAttempt], act: Callable[[PaymentAttempt], PaymentAttempt]
) -> int:
    """Do ``act`` for a batch; a provider that is away ends the batch. Count those that changed."""
    changed = 0
    oldest_look = F("looked_at").asc(nulls_first=True)
    for attempt in attempts.select_related("order").order_by(oldest_look)[:BATCH]:
        PaymentAttempt.objects.filter(pk=attempt.pk).update(looked_at=clock.now())
        before = attempt.state
        try:
            after = act(attempt)
        except ProviderAway as error:
            log.warning("The provider is away; looking again later: %s", error)
            break
        except Exception:
            log.exception("Attempt %s could not be brought up to date", attempt.ref)
            continue
        changed += after.state != before
    return changed
