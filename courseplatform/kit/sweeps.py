"""Sweeps: jobs that look for rows to work on, in batches, as often as they like.

A sweep may run twice at once and may die in the middle: it claims its rows. It returns how many rows
it moved, so that tests can run all sweeps until nothing changes. Rooms declare sweeps in ``jobs.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from courseplatform.kit import registry

log = logging.getLogger(__name__)
TASK = "courseplatform.sweep"  # the one Celery task; its argument is a sweep's name


@dataclass(frozen=True)
class Sweep:
    """One job: its stable name, the topics that wake it, its period in seconds, what it does."""

    name: str
    topics: frozenset[str]
    every: int
    work: Callable[[], int]


_sweeps: dict[str, Sweep] = {}


def sweep(
    name: str, *, topics: Iterable[str] = (), every: int
) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Declare a function without arguments as the sweep ``name``; it returns the rows it moved."""

    def declare(work: Callable[[], int]) -> Callable[[], int]:
        if name in _sweeps and _sweeps[name].work.__module__ != work.__module__:
            raise ValueError(f"Two sweeps are called {name}.")
        _sweeps[name] = Sweep(name, frozenset(topics), every, work)
        return work

    return declare


def load() -> None:
    """Import every room's jobs, so that all sweeps are known."""
    for _module in registry.modules("jobs"):
        pass


def all_sweeps() -> list[Sweep]:
    """Return every sweep, by name."""
    return [_sweeps[name] for name in sorted(_sweeps)]


def listening(topic: str) -> list[Sweep]:
    """Return the sweeps that ``topic`` wakes."""
    return [known for known in all_sweeps() if topic in known.topics]


def run(name: str) -> int:
    """Run one sweep; a name that nobody knows any more is logged and ignored."""
    known = _sweeps.get(name)
    if known is None:
        log.warning("No sweep is called %s; the message is dropped.", name)
        return 0
    return known.work()


def settle(*, rounds: int = 50, skip: frozenset[str] = frozenset()) -> int:
    """Run all sweeps until a whole round moves nothing; return the rows moved.

    Used by tests and by the demo, which lives through the past without a worker.
    """
    total = 0
    for _ in range(rounds):
        moved = sum(known.work() for known in all_sweeps() if known.name not in skip)
        total += moved
        if not moved:
            return total
    raise RuntimeError("The sweeps never came to rest.")
