"""The acts by name. Each is a function of the running sandbox and named arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Act = Callable[..., Any]
ACTS: dict[str, Act] = {}


def act(do: Act) -> Act:
    """Makes a function an act under its own name, with dashes for underscores."""
    ACTS[do.__name__.replace("_", "-")] = do
    return do
