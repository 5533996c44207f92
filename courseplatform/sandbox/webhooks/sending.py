"""One delivery of an event to an endpoint: made ready, sent, written down, tried again.

The signature carries the real time, because that is what the receiver compares it with; when
a delivery is due is told by the account's clock, which a test may have moved.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from courseplatform.sandbox import faults
from courseplatform.sandbox.config import Config
from courseplatform.sandbox.store import Body, Store, Transaction
from courseplatform.sandbox.stripe import events
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.webhooks import signing

TIMEOUT_S = 10
TAKEN_FOR_S = 60

# Seconds until the next try after each failed one; together just under three days.
GAPS = (5, 30, 120, 600, 3_600, 3 * 3_600, 8 * 3_600, 24 * 3_600, 24 * 3_600)

Watcher = Callable[[Body], None]


@dataclass(frozen=True)
class Shot:
    """A request that is ready to be sent: ``copies`` of it, perhaps ``at_once``."""

    delivery: int
    event: str
    type: str
    url: str
    body: bytes
    headers: dict[str, str]
    copies: int = 1
    at_once: bool = False


def take_next(
    store: Store,
    config: Config,
    watcher: Watcher | None = None,
    *,
    force: bool = False,
    besides: Collection[int] = (),
) -> Shot | None:
    """Claims the next delivery that is due and makes it ready; None when nothing is due.

    ``force`` takes those as well that wait for a later try, ``besides`` leaves some alone. A
    delivery that a fault drops or holds back is dealt with here and not returned.
    """
    while True:
        with store.begin() as transaction:
            account = Account(transaction, config)
            row = transaction.row(
                "update deliveries set taken_until = clock_timestamp() + %s * interval '1 second' "
                "where id = (select id from deliveries where state = 'waiting' "
                "and (due_at <= %s or %s) and id <> all(%s) "
                "and (taken_until is null or taken_until < clock_timestamp()) "
                "order by lane, due_at, id limit 1 for update skip locked) returning *",
                TAKEN_FOR_S,
                account.clock,
                force,
                list(besides),
            )
            if row is None:
                return None
            shot = _make_ready(account, row, watcher)
        if shot is not None:
            return shot


def send(shot: Shot) -> list[tuple[int | None, str]]:
    """Sends a shot; returns (status, beginning of the answer) for each copy.

    The status is None when there was no answer.
    """
    if not shot.at_once:
        return [_post(shot) for _ in range(shot.copies)]
    results: list[tuple[int | None, str]] = []
    barrier = threading.Barrier(shot.copies)

    def copy() -> None:
        barrier.wait()
        results.append(_post(shot))

    threads = [threading.Thread(target=copy, daemon=True) for _ in range(shot.copies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def note(store: Store, config: Config, shot: Shot, results: list[tuple[int | None, str]]) -> None:
    """Writes down what the endpoint answered and whether there will be another try."""
    with store.begin() as transaction:
        account = Account(transaction, config)
        for status, answer in results:
            transaction.run(
                "insert into tries (delivery, at, status, answer, signature) "
                "values (%s, %s, %s, %s, %s)",
                shot.delivery,
                account.clock,
                status,
                answer,
                shot.headers.get("Stripe-Signature", ""),
            )
        taken = any(status is not None and 200 <= status < 300 for status, _ in results)
        _advance(transaction, shot.delivery, account.clock, taken=taken)


def again(transaction: Transaction, event: str, clock: float) -> int:
    """Has every delivery of an event made once more; returns how many there are."""
    return transaction.run(
        "update deliveries set state = 'waiting', due_at = %s, taken_until = null, attempts = 0 "
        "where event = %s",
        clock,
        event,
    )


def _advance(transaction: Transaction, delivery: int, clock: float, *, taken: bool) -> None:
    row = transaction.row("select attempts from deliveries where id = %s for update", delivery)
    attempts = (row["attempts"] if row else 0) + 1
    if taken:
        state, due_at = "done", clock
    elif attempts > len(GAPS):
        state, due_at = "given_up", clock
    else:
        state, due_at = "waiting", clock + GAPS[attempts - 1]
    transaction.run(
        "update deliveries set state = %s, attempts = %s, due_at = %s, taken_until = null "
        "where id = %s",
        state,
        attempts,
        due_at,
        delivery,
    )


def _make_ready(account: Account, row: dict[str, Any], watcher: Watcher | None) -> Shot | None:
    transaction = account.transaction
    event = account.need("event", row["event"])
    endpoint = transaction.get("webhook_endpoint", row["endpoint"])
    if endpoint is None or endpoint.body["status"] != "enabled":
        transaction.run("update deliveries set state = 'given_up' where id = %s", row["id"])
        return None
    fault = faults.take(transaction, "webhook", event.body["type"])
    kind = fault.kind if fault else ""
    if fault and kind in {"drop", "delay", "reorder"}:
        _hold_back(transaction, row["id"], fault)
        return None
    told = events.pending(account, event.body)
    if watcher is not None:
        watcher(told)
    if kind == "live_mode":
        told = {**told, "livemode": True}
    elif kind == "other_version":
        told = {**told, "api_version": "2024-06-20"}
    body = b"not json" if kind == "not_json" else json.dumps(told, indent=2).encode()
    return Shot(
        delivery=row["id"],
        event=event.id,
        type=event.body["type"],
        url=endpoint.body["url"],
        body=body[:-1] + b" " if kind == "tampered" else body,
        headers=_headers(body, endpoint.private["secret"], fault),
        copies=2 if kind in {"duplicate", "twice_at_once"} else 1,
        at_once=kind == "twice_at_once",
    )


def _hold_back(transaction: Transaction, delivery: int, fault: faults.Fault) -> None:
    """Drops a delivery, or puts it off so that others go first."""
    if fault.kind == "drop":
        transaction.run("update deliveries set state = 'dropped' where id = %s", delivery)
        return
    transaction.run(
        "update deliveries set due_at = due_at + %s, lane = lane + %s, taken_until = null "
        "where id = %s",
        fault.seconds,
        1 if fault.kind == "reorder" else 0,
        delivery,
    )


def _headers(body: bytes, secret: str, fault: faults.Fault | None) -> dict[str, str]:
    kind = fault.kind if fault else ""
    timestamp = int(time.time() - (fault.seconds if fault and kind == "old_timestamp" else 0))
    key = "whsec_of_somebody_else" if kind == "wrong_secret" else secret
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (practice stand-in)",
        "Stripe-Signature": signing.header(body, key, timestamp),
    }
    if kind == "no_signature":
        del headers["Stripe-Signature"]
    return headers


def _post(shot: Shot) -> tuple[int | None, str]:
    parts = urlsplit(shot.url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, shot.body, shot.headers)
        answer = connection.getresponse()
        return answer.status, answer.read(500).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return None, f"{type(error).__name__}: {error}"
    finally:
        connection.close()
