"""Who may use the data folder: one `up`, or one command at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from courseplatform.runtime import locks, places
from courseplatform.runtime import record as records
from courseplatform.runtime.record import Record
from courseplatform.runtime.trouble import Trouble


@contextlib.contextmanager
def sole_use(var: places.Var) -> Iterator[None]:
    """Hold the lock on the data. Raises Trouble that names who has it."""
    with locks.held(var.lock) as mine:
        if not mine:
            raise Trouble(_who_holds(records.read(var.record), var))
        yield


def _who_holds(other: Record | None, var: places.Var) -> str:
    if other is not None and other.command == "up":
        return (
            f"The platform already runs on this data at {other.site} (process {other.pid}): use "
            "that one, stop it with Ctrl-C, or start another with COURSEPLATFORM_VAR=other-folder "
            "and another PORT."
        )
    who = f"manage.py {other.command} (process {other.pid})" if other else "Another command"
    return f"{who} is using the data in {var.path}; let it end, then start again."
