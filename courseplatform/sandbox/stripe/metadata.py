"""Stripe's limits on metadata, and how an update changes it."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.stripe.errors import invalid

MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500


def checked(given: Any, param: str = "metadata") -> dict[str, str]:
    """The metadata of a new object. Raises ApiError when it breaks a limit."""
    pairs: dict[str, str] = dict(given or {})
    if len(pairs) > MOST_KEYS:
        raise invalid(param, f"Metadata can hold {MOST_KEYS} keys; {len(pairs)} were given.")
    for key, value in pairs.items():
        if len(key) > LONGEST_KEY:
            raise invalid(param, f"Metadata keys can have {LONGEST_KEY} characters: {key!r}.")
        if len(value) > LONGEST_VALUE:
            raise invalid(
                f"{param}[{key}]", f"Metadata values can have {LONGEST_VALUE} characters."
            )
    return {key: value for key, value in pairs.items() if value != ""}


def merged(stored: dict[str, str], given: Any) -> dict[str, str]:
    """The metadata after an update: an empty value unsets its key, ``""`` unsets all."""
    if given == "":
        return {}
    unset = {key for key, value in given.items() if value == ""}
    kept = {key: value for key, value in stored.items() if key not in unset}
    return {**kept, **checked(given)}
