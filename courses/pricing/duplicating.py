"""The price list of a duplicated session."""

from __future__ import annotations

from datetime import timedelta

from courseplatform.kit.walltime import to_instant
from courses.catalogue.models import Session
from courses.pricing.models import PriceList


def duplicate(old: Session, new: Session, days: int) -> PriceList | None:
    """Copy the price list; the end of the early price moves by ``days`` on the wall."""
    prices = PriceList.objects.filter(session=old).first()
    if prices is None:
        return None
    ends = prices.early_bird_until_local
    prices.pk = None
    prices._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
    prices.session = new
    prices.early_bird_until_local = ends + timedelta(days=days) if ends else None
    prices.early_bird_until_at = (
        to_instant(prices.early_bird_until_local, new.zone)
        if prices.early_bird_until_local
        else None
    )
    prices.save(force_insert=True)
    return prices
