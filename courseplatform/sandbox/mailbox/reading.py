"""A stored mail taken apart: texts, attachments, source."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from psycopg.rows import DictRow

from courseplatform.sandbox.store import Transaction


@dataclass(frozen=True)
class Part:
    """One part of a mail that is neither its text nor its HTML, or is to be saved anyway."""

    number: int
    name: str
    type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Letter:
    """What a mail says, in the forms it says it in."""

    text: str
    html: str
    parts: list[Part]
    headers: list[tuple[str, str]]


def rows(
    transaction: Transaction, *, recipient: str | None = None, limit: int | None = None
) -> list[DictRow]:
    """The stored mails, oldest first; ``recipient`` is part of an address, any case.

    With a ``limit`` the newest come, newest first.
    """
    wanted = "%" + (recipient or "").lower().replace("%", r"\%").replace("_", r"\_") + "%"
    query = (
        "select * from mails where exists "
        "(select from unnest(recipients) as address where address like %s) "
    )
    if limit is None:
        return transaction.rows(query + "order by id", wanted)
    return transaction.rows(query + "order by id desc limit %s", wanted, limit)


def letter(raw: bytes) -> Letter:
    """Takes a mail apart. Broken mails give what can be read of them."""
    message = message_from_bytes(raw, policy=policy.default)
    text, html, parts = "", "", []
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not text and not attached:
            text = _text(part)
        elif kind == "text/html" and not html and not attached:
            html = _text(part)
        else:
            content = part.get_payload(decode=True)
            parts.append(
                Part(
                    number=number,
                    name=part.get_filename() or _usual_name(kind, number),
                    type=kind,
                    content=content if isinstance(content, bytes) else b"",
                )
            )
    return Letter(text, html, parts, [(name, str(value)) for name, value in message.items()])


def told(row: DictRow) -> dict[str, Any]:
    """A mail as JSON for tests: envelope, subject, texts, attachments by name."""
    read = letter(bytes(row["raw"]))
    return {
        "id": row["id"],
        "received_at": row["received_at"].isoformat(),
        "sender": row["sender"],
        "recipients": row["recipients"],
        "subject": row["subject"],
        "message_id": row["message_id"],
        "text": read.text,
        "html": read.html,
        "headers": read.headers,
        "attachments": [
            {"name": part.name, "type": part.type, "text": part.content.decode("utf-8", "replace")}
            for part in read.parts
        ],
    }


def _text(part: EmailMessage | Any) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError):
        content = part.get_payload(decode=True)
    return content if isinstance(content, str) else bytes(content or b"").decode("utf-8", "replace")


def _usual_name(kind: str, number: int) -> str:
    endings = {"text/calendar": "invitation.ics", "application/pdf": "document.pdf"}
    return endings.get(kind, f"part-{number}")
