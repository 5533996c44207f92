"""Ordering what goes wrong."""

from __future__ import annotations

from courseplatform.sandbox import faults
from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.workings import Workings


@act
def fault(
    workings: Workings,
    *,
    place: str,
    kind: str,
    match: str = "*",
    times: int = 1,
    seconds: float | None = None,
) -> None:
    """Orders a trouble."""
    with workings.store.begin() as transaction:
        faults.order(transaction, place, kind, match=match, times=times, seconds=seconds)


@act
def faults_clear(workings: Workings) -> int:
    """Takes back every trouble that has not struck; returns how many there were."""
    with workings.store.begin() as transaction:
        return transaction.run("delete from faults")
