"""Posting to the ledger: each movement of money once, whoever reports it how often."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.people.models import User
from courses.orders.models import EntryKind, EntrySource, LedgerEntry, Order

ONCE = "one_entry_for_each_thing_at_a_provider"


class LedgerConflict(Exception):  # noqa: N818 - it is a finding, raised for a person to look at
    """The same thing at a provider was reported with another sum, currency or order."""


def post_zero(order: Order, now: datetime, source: EntrySource, actor: User | None) -> None:
    """Note that an order costs nothing and is settled by that: a free place, once for each order."""
    post(
        order,
        EntryKind.ZERO,
        0,
        provider="house",
        provider_object_id=f"order:{order.ref}",
        occurred_at=now,
        source=source,
        actor=actor,
    )


def post(
    order: Order,
    kind: EntryKind,
    amount_minor: int,
    *,
    provider: str,
    provider_object_id: str,
    occurred_at: datetime,
    source: EntrySource,
    currency: str = "",
    actor: User | None = None,
    evidence: str = "",
) -> bool:
    """Write one entry; tell whether this call did (False: it stood there already).

    Args:
        amount_minor: signed from the house's view: charges positive, refunds and fees negative.
        provider: ``stripe``, ``desk`` (recorded by staff) or ``house`` (free places).
        provider_object_id: what the money is called there; with provider and kind it is unique.
        occurred_at: when it happened at the provider.
        currency: only for fees that were settled in another currency than the order's.
        evidence: what it was learnt from, such as an attempt's reference; no personal data.

    Raises:
        LedgerConflict: an entry under this key exists and says something else.
    """
    facts: dict[str, Any] = {
        "order_id": order.pk,
        "amount_minor": amount_minor,
        "currency": currency or order.currency,
    }
    try:
        with transaction.atomic():
            LedgerEntry.objects.create(
                **facts,
                kind=kind,
                provider=provider,
                provider_object_id=provider_object_id,
                occurred_at=occurred_at,
                recorded_at=clock.now(),
                source=source,
                actor=actor,
                evidence=evidence,
            )
    except IntegrityError as error:
        if violated(error) != ONCE:
            raise
        known = LedgerEntry.objects.get(
            provider=provider, kind=kind, provider_object_id=provider_object_id
        )
        if any(getattr(known, name) != value for name, value in facts.items()):
            raise LedgerConflict(f"{provider} {kind} {provider_object_id}") from error
        return False
    return True
