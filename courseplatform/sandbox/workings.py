"""What every part of a running sandbox shares."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.store import Store
from courseplatform.sandbox.stripe import schedule
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.api import Api
from courseplatform.sandbox.webhooks import sending


@dataclass
class Workings:
    """The settings, the memory and the API of one sandbox, and two signals between its threads.

    ``news`` is set when a webhook may be waiting; ``stopping`` when all is to end, so that a
    request which a fault makes wait does not hold anybody up.
    """

    config: Config
    store: Store
    api: Api
    watcher: sending.Watcher | None = None
    news: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def account(self) -> Iterator[Account]:
        """Work on the practice account in one transaction; webhooks go out after it."""
        with self.store.begin() as transaction:
            yield Account(transaction, self.config)
        self.news.set()

    def catch_up(self) -> int:
        """Does what the account's clock says is due; returns how much that was."""
        done = schedule.run_due(self.store, self.config)
        if done:
            self.news.set()
        return done

    def deliver(self, *, force: bool = False) -> list[dict[str, object]]:
        """Sends every webhook that is due (with ``force``: every one that waits), in order."""
        told: list[dict[str, object]] = []
        sent: set[int] = set()
        while shot := sending.take_next(
            self.store, self.config, self.watcher, force=force, besides=sent
        ):
            sent.add(shot.delivery)
            results = sending.send(shot)
            sending.note(self.store, self.config, shot, results)
            statuses = [status for status, _ in results]
            told.append({"event": shot.event, "type": shot.type, "statuses": statuses})
        return told
