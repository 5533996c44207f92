"""Finding a provider by its slug: a folder below ``providers`` with a ``gateway.PROVIDER``."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from courses.payment import providers
from courses.payment.providers.billing import BillProvider
from courses.payment.providers.contract import PaymentProvider


@cache
def all_providers() -> dict[str, PaymentProvider]:
    """Return every provider, by slug."""
    found: dict[str, PaymentProvider] = {}
    for info in pkgutil.iter_modules(providers.__path__):
        if info.ispkg:
            provider = import_module(f"{providers.__name__}.{info.name}.gateway").PROVIDER
            found[provider.slug] = provider
    return found


@cache
def bill_provider(slug: str) -> BillProvider:
    """Return the provider called ``slug`` as one that sends invoices: its folder has ``bills.BILLS``."""
    found: BillProvider = import_module(f"{providers.__name__}.{slug}.bills").BILLS
    return found


def provider(slug: str) -> PaymentProvider:
    """Return the provider called ``slug``."""
    return all_providers()[slug]
