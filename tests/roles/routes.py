"""Every address the site answers to, read from the resolver itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

THEIRS = ("accounts/", "admin/")  # allauth and the admin: other people's views, ruled by prefix


@dataclass(frozen=True)
class Route:
    """One address: its name, the joined route, and what stands in its places."""

    name: str
    route: str
    converters: dict[str, Any] = field(compare=False)

    @property
    def theirs(self) -> str:
        """The prefix of a package's address; empty for ours."""
        return next((prefix for prefix in THEIRS if self.route.startswith(prefix)), "")


def walk(
    patterns: Sequence[URLPattern | URLResolver] | None = None,
    route: str = "",
    space: str = "",
    converters: dict[str, Any] | None = None,
) -> Iterator[Route]:
    """Yield all routes below ``patterns`` (the whole site's), joined with what stands before them."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        joined = route + str(found.pattern)
        seen = {**(converters or {}), **found.pattern.converters}
        if isinstance(found, URLResolver):
            below = f"{space}{found.namespace}:" if found.namespace else space
            yield from walk(found.url_patterns, joined, below, seen)
        else:
            yield Route(f"{space}{found.name or ''}", joined, seen)
