"""The mails that were received."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.mailbox import reading
from courseplatform.sandbox.workings import Workings


@act
def mails(workings: Workings, *, to: str | None = None) -> list[dict[str, Any]]:
    """The mails received, oldest first, perhaps only those to one address."""
    with workings.store.begin() as transaction:
        return [reading.told(row) for row in reading.rows(transaction, recipient=to)]


@act
def mails_forget(workings: Workings) -> int:
    """Throws all mails away; returns how many there were."""
    with workings.store.begin() as transaction:
        return transaction.run("delete from mails")
