"""Addresses: a short one from a title or a date, numbered when it is taken."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.text import slugify

LONGEST = 70  # leaves room for a number within the column's 80


def free_slug(wish: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return ``wish`` as an address, with "-2", "-3" … when that one is taken."""
    base = slugify(wish)[:LONGEST].strip("-") or otherwise
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
