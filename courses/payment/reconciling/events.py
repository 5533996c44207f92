"""The second loop: the provider's events, read again since the last time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from courseplatform.kit import clock
from courses.payment import inbox, review
from courses.payment.models import Cursor
from courses.payment.providers.contract import ProviderAway
from courses.payment.providers.registry import provider
from courses.payment.providers.stripe.client import is_live

OVERLAP = timedelta(minutes=10)
AT_ONCE = timedelta(days=1)
HORIZON = timedelta(days=25)  # the provider keeps events for 30 days


def read_events(slug: str = "stripe") -> int:
    """Put events that never arrived into the inbox; return how many were missing.

    A long gap is read day by day, so that what was read is not read again when the provider goes
    away in the middle.
    """
    now = clock.now()
    cursor = cursor_of(slug)
    if now - cursor.at > HORIZON:
        review.raise_item(
            "events-too-old",
            cursor.name,
            f"Events since {cursor.at:%-d %B %Y} were never read, and the provider forgets them "
            "after 30 days. Compare the orders of that time with its dashboard by hand.",
        )
    missing = 0
    try:
        while cursor.at < now:
            until = min(now, cursor.at + AT_ONCE)
            missing += read_period(cursor.at - OVERLAP, until, slug)
            cursor.at = until
            cursor.save(update_fields=["at"])
    except ProviderAway:
        return missing
    return missing


def read_period(start: datetime, end: datetime, slug: str = "stripe") -> int:
    """Put the events of a period that never arrived into the inbox; return how many there were.

    Raises:
        ProviderAway: the provider cannot be asked now; what was read is kept.
    """
    live = is_live(settings.STRIPE_SECRET_KEY)
    return sum(
        inbox.store(slug, notice, body, livemode=live, source="poll")
        for notice, body in provider(slug).notices_between(start, end + timedelta(seconds=1))
    )


def cursor_of(slug: str) -> Cursor:
    """Return how far the events of a provider were read; from now on where they never were."""
    cursor, _created = Cursor.objects.get_or_create(
        name=f"events:{slug}", defaults={"at": clock.now()}
    )
    return cursor
