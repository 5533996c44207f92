"""What the rooms offer: the parts of a person's data, and how long each kind of content stays."""

from __future__ import annotations

from functools import cache

from courseplatform.kit import registry
from courseplatform.kit.privacy import PersonalData, Retention


@cache
def parts() -> tuple[PersonalData, ...]:
    """Return every room's part, low rooms first; erasure goes the other way."""
    found = registry.instances("privacy", PersonalData)
    return tuple(sorted(found, key=lambda part: (part.position, part.slug)))


@cache
def retentions() -> tuple[Retention, ...]:
    """Return the table of retention: what goes after how long."""
    found = registry.instances("privacy", Retention)
    return tuple(sorted(found, key=lambda one: one.slug))
