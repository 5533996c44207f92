"""The third loop: the books of finished days against the provider's, both ways; nothing is repaired."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from courseplatform.kit import clock
from courseplatform.kit.money import EXPONENTS, show
from courses.catalogue.models import Session
from courses.enrolment import seats
from courses.orders.models import LedgerEntry
from courses.payment import review
from courses.payment.models import Cursor, PaymentAttempt
from courses.payment.providers.contract import MoneyMove
from courses.payment.providers.registry import provider

AT_MOST = timedelta(days=7)
SLACK = timedelta(hours=1)  # a line may be booked a little later than its thing was made
COMPARED = ("charge", "refund", "refund_reversal", "dispute_withdrawal", "dispute_reinstatement")


@dataclass(frozen=True)
class Finding:
    """One difference: the kind of review item it becomes, what it is about, and the sentence."""

    kind: str
    subject: str
    sentence: str


def compare_finished_days(slug: str = "stripe") -> list[Finding]:
    """Compare the days that are over and were not compared yet, at most a week at a time.

    Raises:
        ProviderAway: the provider cannot be asked now; the same days are compared next time.
    """
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    cursor = money_cursor(slug)
    if cursor.at >= today:
        return []
    end = min(today, cursor.at + AT_MOST)
    found = compare(cursor.at, end, slug)
    Cursor.objects.filter(pk=cursor.pk).update(at=end)
    return found


def compare(start: datetime, end: datetime, slug: str = "stripe") -> list[Finding]:
    """Compare a period, show every difference to a person and return them; nothing else changes.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    return _show([*_money(start, end, slug), *_checkouts(start, end, slug)])


def count_places() -> list[Finding]:
    """Count the places of sessions to come; a counter that was wrong is set right and shown."""
    now = clock.now()
    found = []
    to_come = Session.objects.filter(ends_at__gt=now).select_related("course").order_by("pk")
    for session in to_come:
        wrong_by = seats.recount(session.pk)
        if wrong_by:
            sentence = (
                f"{session}: {abs(wrong_by)} places too {'few' if wrong_by > 0 else 'many'} were "
                "noted as taken. The counter was set to the places there are."
            )
            found.append(Finding("seats-differ", f"session:{session.ref}:{now:%Y%m%d}", sentence))
    return _show(found)


def money_cursor(slug: str) -> Cursor:
    """Return up to which day the money of a provider was compared; at first, the day before."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    cursor, _made = Cursor.objects.get_or_create(
        name=f"money:{slug}", defaults={"at": today - timedelta(days=1)}
    )
    return cursor


def _show(found: list[Finding]) -> list[Finding]:
    for one in found:
        review.raise_item(one.kind, one.subject, one.sentence)
    return found


def _money(start: datetime, end: datetime, slug: str) -> list[Finding]:
    """Compare lines by what they are called, so that a line of the night is found on either day."""
    around = provider(slug).money_between(start - SLACK, end + SLACK)
    theirs = [move for move in around if move.kind]
    inside = [move for move in theirs if start <= move.at < end]
    entries = LedgerEntry.objects.filter(provider=slug, kind__in=COMPARED)
    known = {
        (entry.kind, entry.provider_object_id): entry
        for entry in entries.filter(provider_object_id__in=[move.object_id for move in theirs])
    }
    ours = entries.filter(occurred_at__gte=start, occurred_at__lt=end).select_related("order")
    listed = Counter((move.kind, move.object_id) for move in theirs)
    return [
        *(one for move in inside if (one := _theirs(slug, move, known))),
        *(_ours(slug, entry) for entry in ours
          if not listed[entry.kind, entry.provider_object_id]),
    ]  # fmt: skip


def _theirs(
    slug: str, move: MoneyMove, known: dict[tuple[str, str], LedgerEntry]
) -> Finding | None:
    """Return what differs about a line of the provider, or None.

    Sums are compared in one currency only: the provider may settle in another than the order's.
    """
    entry = known.get((move.kind, move.object_id))
    told = f"The provider lists {_words(move.kind)} {move.object_id} of {_sum(move)}"
    if entry is None:
        sentence = f"{told} that the ledger does not have."
    elif entry.currency == move.currency and entry.amount_minor != move.amount_minor:
        sentence = f"{told}; the ledger says {show(entry.amount_minor, entry.currency)}."
    else:
        return None
    return Finding("money-differs", f"{slug}:{move.kind}:{move.object_id}", sentence)


def _ours(slug: str, entry: LedgerEntry) -> Finding:
    return Finding(
        "money-differs",
        f"{slug}:{entry.kind}:{entry.provider_object_id}",
        f"Order {entry.order.number}: the ledger has {_words(entry.kind)} "
        f"{entry.provider_object_id} of {show(entry.amount_minor, entry.currency)} that the provider "
        "does not list.",
    )


def _checkouts(start: datetime, end: datetime, slug: str) -> list[Finding]:
    """Find checkouts with the marks of this installation that no attempt here has opened."""
    ours = [
        seen
        for seen in provider(slug).checkouts_between(start, end)
        if seen.installation == settings.SITE_URL
    ]
    known = set(
        PaymentAttempt.objects.filter(
            provider=slug, ref__in=[seen.reference for seen in ours]
        ).values_list("ref", flat=True)
    )
    return [
        Finding(
            "unknown-checkout",
            f"{slug}:{seen.id}",
            f"The provider has a checkout {seen.id} of this installation ({seen.status}, "
            f"{seen.paid}) that no order here has opened. Find out who made it.",
        )
        for seen in ours
        if seen.reference not in known
    ]


def _words(kind: str) -> str:
    return f"the {kind.replace('_', ' ')}"


def _sum(move: MoneyMove) -> str:
    if move.currency in EXPONENTS:
        return show(move.amount_minor, move.currency)
    return f"{move.amount_minor} {move.currency} (minor units)"
