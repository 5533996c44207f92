"""Finding a meeting provider by its slug: a module below ``providers`` with a ``PROVIDER``."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from courses.webinars import providers
from courses.webinars.providers.contract import MeetingProvider


@cache
def all_providers() -> dict[str, MeetingProvider]:
    """Return every provider, by slug."""
    found: dict[str, MeetingProvider] = {}
    for info in pkgutil.iter_modules(providers.__path__):
        module = import_module(f"{providers.__name__}.{info.name}")
        if hasattr(module, "PROVIDER"):
            found[module.PROVIDER.slug] = module.PROVIDER
    return found


def provider(slug: str) -> MeetingProvider:
    """Return the provider called ``slug``."""
    return all_providers()[slug]
