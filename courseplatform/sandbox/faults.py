"""Troubles that a test orders in advance, each used up by the first thing it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from psycopg.types.json import Jsonb

from courseplatform.sandbox.store import Transaction

# What can go wrong where, and what each name means.
KINDS: dict[str, dict[str, str]] = {
    "api": {
        "timeout_before": "no answer in time, and nothing was done",
        "timeout_after": "no answer in time, though the work was done",
        "drop_before": "the connection breaks, and nothing was done",
        "drop_after": "the connection breaks, though the work was done",
        "error_500": "answered with 500, nothing done, nothing kept under the key",
        "error_500_kept": "the work broke midway and was undone; the 500 is kept and replayed",
        "error_500_after": "answered with 500 though the work was done; a repeat gets its answer",
        "conflict_409": "answered as if a twin with the same key were being worked on",
        "rate_limit_429": "answered as too many requests",
        "refuse_400": "answered as if the parameters were wrong",
        "slow": "answered rightly, but late",
    },
    "webhook": {
        "drop": "never sent",
        "delay": "sent later, by the seconds given",
        "reorder": "held back, so that later ones overtake it",
        "duplicate": "sent twice, one after the other",
        "twice_at_once": "sent twice at the same moment",
        "wrong_secret": "signed with another secret",
        "old_timestamp": "signed rightly, but with a time in the past",
        "no_signature": "sent without a signature",
        "tampered": "one byte changed after signing",
        "not_json": "signed rightly, but the body is no JSON",
        "live_mode": "marked as a live event",
        "other_version": "rendered as another version of the API",
    },
    "smtp": {
        "refuse_recipient": "550 at RCPT TO",
        "busy_recipient": "450 at RCPT TO",
        "busy": "452 after the mail's data",
        "poison": "554 after the mail's data",
        "closing": "421 after the mail's data",
        "drop_after": "the mail is taken, and the connection breaks before the answer",
        "slow": "answered rightly, but late",
    },
}


@dataclass(frozen=True)
class Fault:
    """One trouble that strikes now; ``seconds`` is how long or how old, where that matters."""

    kind: str
    seconds: float


def order(
    transaction: Transaction,
    place: str,
    kind: str,
    *,
    match: str = "*",
    times: int = 1,
    seconds: float | None = None,
) -> None:
    """Has the next ``times`` things at ``place`` that fit ``match`` go wrong.

    ``match`` is a shell pattern over ``"POST /v1/refunds"`` (api), an event type (webhook)
    or a recipient (smtp). Raises ValueError for a kind that the place does not know.
    """
    if kind not in KINDS.get(place, {}):
        raise ValueError(f"{place!r} knows no fault {kind!r}.")
    transaction.run(
        "insert into faults (place, kind, match, remaining, detail) values (%s, %s, %s, %s, %s)",
        place,
        kind,
        match,
        times,
        Jsonb({"seconds": seconds}),
    )


def take(
    transaction: Transaction, place: str, what: str, among: Callable[[str], bool] | None = None
) -> Fault | None:
    """Uses up the oldest fault that fits ``what``, if there is one."""
    rows = transaction.rows("select * from faults where place = %s order by id", place)
    for row in rows:
        fits = fnmatchcase(what, row["match"]) and (among is None or among(row["kind"]))
        if fits and _use(transaction, row):
            seconds = row["detail"].get("seconds")
            return Fault(row["kind"], _usual(row["kind"]) if seconds is None else float(seconds))
    return None


def _use(transaction: Transaction, row: dict[str, Any]) -> bool:
    """Counts one use; False when another request was quicker."""
    used = transaction.run(
        "update faults set remaining = remaining - 1 where id = %s and remaining > 0", row["id"]
    )
    transaction.run("delete from faults where id = %s and remaining = 0", row["id"])
    return used == 1


def _usual(kind: str) -> float:
    """How long a fault lasts, or how old its signature is, when nothing else is said."""
    return {"old_timestamp": 301.0, "slow": 2.0, "delay": 5.0, "reorder": 3.0}.get(kind, 30.0)
