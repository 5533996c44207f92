"""What students work on, read once in a process: nothing of a frozen version ever changes.

The database refuses every change of a frozen version and of its tasks, and their deletion; so what was
read of one stays true. No key is in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import OpenTask, open_task

VERSIONS_KEPT = 64  # in each process; a version is some 100 kB


@lru_cache(maxsize=VERSIONS_KEPT)
def version_in_use(pk: int) -> ExerciseVersion:
    """Return the version that an allotment names, with its edition: to read, never to change.

    It was frozen before the allotment was there; at most one query.
    """
    return ExerciseVersion.objects.select_related("edition").get(pk=pk, frozen_at__isnull=False)


def tasks_in(version: ExerciseVersion) -> Mapping[int, OpenTask]:
    """Return a version's tasks as students may see them, by key and in order; at most one query."""
    if version.frozen_at is None:
        return _read(version.pk)
    return _read_once(version.pk, version.ref, version.sha256, version.frozen_at)


def _read(version: int) -> dict[int, OpenTask]:
    rows = Task.objects.filter(version=version).order_by("position")
    return {row.pk: open_task(row) for row in rows}


@lru_cache(maxsize=VERSIONS_KEPT)
def _read_once(
    version: int, _ref: str, _sha256: str, _frozen_at: datetime
) -> Mapping[int, OpenTask]:
    return MappingProxyType(_read(version))
