"""Reconciliation: what we believe against what the provider says, in three loops.

1. Live attempts are looked at again, so that a lost webhook costs minutes.
2. The provider's events are read again, so that a lost delivery is found.
3. The day's money is compared line by line; differences are shown to a person, never repaired.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from courseplatform.kit import clock
from courses.orders.models import LedgerEntry
from courses.payment import buying, inbox, review, settling
from courses.payment.models import LIVE_ATTEMPT, Cursor, PaymentAttempt
from courses.payment.providers.contract import MoneyMove, ProviderAway
from courses.payment.providers.registry import provider
from courses.payment.providers.stripe.client import is_live

log = logging.getLogger(__name__)
BATCH = 20
LOOK_EVERY = timedelta(minutes=4)
UNKNOWN_AFTER = timedelta(seconds=45)
OVERLAP = timedelta(minutes=10)
HORIZON = timedelta(days=25)  # the provider keeps events for 30 days


def end_expired_holds() -> int:
    """End attempts whose time is over, or whose session was called off: at the provider first."""
    now = clock.now()
    over = PaymentAttempt.objects.filter(state__in=["created", "open"]).filter(
        Q(expires_at__lte=now) | Q(order__session__state="cancelled"),
        _not_just_looked(now, timedelta(seconds=20)),
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


def _each(attempts, act) -> int:  # type: ignore[no-untyped-def]
    """Do ``act`` for a batch; a provider that is away ends the batch. Count those that changed."""
    changed = 0
    for attempt in attempts.select_related("order").order_by(F("looked_at").asc(nulls_first=True))[
        :BATCH
    ]:
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


def read_events(slug: str = "stripe") -> int:
    """Put events that never arrived into the inbox; return how many were missing."""
    now = clock.now()
    name = f"events:{slug}"
    cursor, _created = Cursor.objects.get_or_create(name=name, defaults={"at": now})
    if now - cursor.at > HORIZON:
        review.raise_item(
            "events-too-old",
            name,
            "Events of more than 25 days were never read. Compare the orders of that time with the "
            "provider's dashboard by hand.",
        )
    missing = 0
    try:
        for notice, body in provider(slug).notices_since(cursor.at - OVERLAP):
            live = is_live(settings.STRIPE_SECRET_KEY)
            missing += inbox.store(slug, notice, body, livemode=live, source="poll")
    except ProviderAway:
        return missing
    Cursor.objects.filter(pk=name).update(at=now)
    return missing


def compare_money(start: datetime, end: datetime, slug: str = "stripe") -> list[str]:
    """Compare a period's money, both ways; raise what differs and return the sentences.

    Nothing is changed by this.
    """
    theirs = list(provider(slug).money_between(start, end))
    ours = list(
        LedgerEntry.objects.filter(
            provider=slug,
            kind__in=["charge", "refund", "refund_reversal"],
            occurred_at__gte=start,
            occurred_at__lt=end,
        )
    )
    left = Counter((entry.provider_object_id, entry.amount_minor) for entry in ours)
    differences = []
    for move in (move for move in theirs if move.kind in _COMPARED):
        if left[_key(move)] > 0:
            left[_key(move)] -= 1
        else:
            differences.append(
                f"The provider lists {move.kind} {move.source_id} of {move.amount_minor} "
                f"{move.currency} that the ledger does not have."
            )
    differences += [
        f"The ledger has {object_id} of {amount} that the provider does not list."
        for (object_id, amount), count in left.items()
        if count > 0
    ]
    for sentence in differences:
        review.raise_item("money-differs", sentence[:120], sentence)
    return differences


_COMPARED = {"charge", "payment", "refund", "payment_refund", "refund_failure"}


def _key(move: MoneyMove) -> tuple[str, int]:
    return (move.source_id, move.amount_minor)


def live_attempts() -> int:
    """Return how many attempts are under way (for the health card)."""
    return PaymentAttempt.objects.filter(state__in=LIVE_ATTEMPT).count()
