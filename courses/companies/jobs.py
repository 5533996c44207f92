"""Sweep of companies: what follows when staff note that an invoice was paid elsewhere."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.companies import noticing
from courses.orders.giving import TOPIC


@sweep("companies.paid", topics=(TOPIC,), every=120)
def deliver_paid() -> int:
    """Confirm held places of orders whose money is here."""
    return noticing.deliver_paid()
