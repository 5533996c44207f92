"""What a room offers to privacy in its ``privacy.py``: export, erasure and retention of its data.

A room that keeps personal data has one ``PersonalData``; a room whose rows lose their content with
time has one ``Retention`` for each kind of row. ``courseplatform.privacy`` collects them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise


def _nothing_blocks(person: Any) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class PersonalData:
    """What one room holds about a person.

    Attributes:
        slug: stable name, also the name of the file in the export.
        title: heading in the export.
        kept: one sentence for the person: why this is held and how long.
        export: given the person, their own rows as flat dictionaries of JSON-able values; never
            other people's names, markers' identities, or keys of tasks.
        erase: given the person and the instant, empties names, addresses and free text of their
            rows inside the caller's transaction; returns what stays and why, one sentence each.
        blockers: sentences that say what must end before the person can be erased.
        position: order of erasure and of the export; low rooms have small numbers.
    """

    slug: str
    title: str | Promise
    kept: str | Promise
    export: Callable[[Any], Iterable[dict[str, Any]]]
    erase: Callable[[Any, datetime], Sequence[str]]
    blockers: Callable[[Any], Sequence[str]] = _nothing_blocks
    position: int = 50


@dataclass(frozen=True)
class Retention:
    """How long one kind of content is kept.

    Attributes:
        slug: stable name such as ``letters``.
        title: what goes, in words for the privacy page.
        keep: for how long.
        empty: given the oldest instant that is still kept and a number of rows, empties at most
            that many older rows and returns how many it did.
    """

    slug: str
    title: str | Promise
    keep: timedelta
    empty: Callable[[datetime, int], int]
