"""What a receipt vouches for: one text made of everything handed in, and its hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from exercises.cases.digest import sha256_of
from exercises.work.models import Attempt, Receipt, Response


def statement(attempt: Attempt, responses: Iterable[Response]) -> dict[str, Any]:
    """Return what was handed in as JSON-like content; its hash stands on the receipt.

    The same rows always give the same content, so that anybody who holds the file can check the
    receipt: keys sorted, no spaces, UTF-8, SHA-256.
    """
    at = attempt.handed_in_at
    return {
        "attempt": attempt.ref,
        "exercise": attempt.allotment.version.sha256,
        "handed_in_at": at.astimezone(UTC).isoformat() if at else None,
        "answers": [
            {
                "task": row.task.position,
                "kind": row.task.kind,
                "schema": row.schema,
                "answer": row.data,
                **({"moved": row.moved} if row.moved else {}),
            }
            for row in sorted(responses, key=lambda row: row.task.position)
        ],
    }


def fingerprint(attempt: Attempt, responses: Iterable[Response]) -> str:
    """Return the SHA-256 of what was handed in (64 hex digits)."""
    return sha256_of(statement(attempt, responses))


def holds(receipt: Receipt, responses: Iterable[Response]) -> bool:
    """Tell whether the answers stored now are the ones the receipt was given for."""
    return fingerprint(receipt.attempt, responses) == receipt.sha256
