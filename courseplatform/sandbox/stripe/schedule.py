"""What happens by itself once the account's clock has reached its time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from courseplatform.sandbox.config import Config
from courseplatform.sandbox.store import Body, Store
from courseplatform.sandbox.stripe.account import Account

Act = Callable[[Account, str, Body], None]

log = logging.getLogger(__name__)
_acts: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Registers what is done when an entry of this name is due."""

    def register(do: Act) -> Act:
        _acts[name] = do
        return do

    return register


def run_due(store: Store, config: Config) -> int:
    """Does everything that is due, in order of its time; returns how many acts were done.

    Each act sees the instant at which it was due as the present. One that fails is written
    to the log and dropped, so that it does not stand in the way of the others.
    """
    done = 0
    while _run_next(store, config):
        done += 1
    return done


def _run_next(store: Store, config: Config) -> bool:
    with store.begin() as transaction:
        account = Account(transaction, config)
        entry = transaction.row(
            "delete from schedule where id = (select id from schedule where at <= %s "
            "order by at, id limit 1 for update skip locked) returning *",
            account.now,
        )
        if entry is None:
            return False
        account.now = entry["at"]
        try:
            with transaction.connection.transaction():
                _acts[entry["act"]](account, entry["subject"], entry["detail"])
        except Exception:
            log.exception("The act %r on %s failed.", entry["act"], entry["subject"])
        return True
