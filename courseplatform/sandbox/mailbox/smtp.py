"""Receives mail by SMTP and stores it before it says so."""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from courseplatform.sandbox import defaults, faults
from courseplatform.sandbox.store import Store

MOST_BYTES = 32 * 1024 * 1024

_ANSWERS = {
    "refuse_recipient": "550 5.1.1 No such mailbox here",
    "busy_recipient": "450 4.2.1 Mailbox busy, try again later",
    "busy": "452 4.3.1 Out of space, try again later",
    "poison": "554 5.6.0 This mail cannot be taken",
    "closing": "421 4.3.2 Closing down, try again later",
}
_AT_RECIPIENT = {"refuse_recipient", "busy_recipient"}


class Keeper:
    """aiosmtpd's handler: asks whether a fault was ordered, then stores the mail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = await asyncio.to_thread(self._fault, [address], at_recipient=True)
        if fault is not None:
            return _ANSWERS[fault.kind]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        fault = await asyncio.to_thread(self._fault, envelope.rcpt_tos, at_recipient=False)
        if fault is not None and fault.kind in _ANSWERS:
            if fault.kind == "closing" and server.transport is not None:
                asyncio.get_running_loop().call_later(0.05, server.transport.close)
            return _ANSWERS[fault.kind]
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        number = await asyncio.to_thread(self._keep, envelope)
        if fault is not None and fault.kind == "drop_after":
            transport = server.transport
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        return f"250 2.0.0 Kept as {number}"

    def _fault(self, recipients: list[str], *, at_recipient: bool) -> faults.Fault | None:
        with self._store.begin() as transaction:
            for recipient in recipients:
                fault = faults.take(
                    transaction,
                    "smtp",
                    recipient.lower(),
                    lambda kind: (kind in _AT_RECIPIENT) == at_recipient,
                )
                if fault is not None:
                    return fault
        return None

    def _keep(self, envelope: Envelope) -> int:
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        head = message_from_bytes(raw, policy=policy.default)
        with self._store.begin() as transaction:
            row = transaction.row(
                "insert into mails (received_at, sender, recipients, subject, message_id, raw) "
                "values (clock_timestamp(), %s, %s, %s, %s, %s) returning id",
                envelope.mail_from or "",
                [recipient.lower() for recipient in envelope.rcpt_tos],
                _clean(head.get("Subject", "")),
                _clean(head.get("Message-ID", "")),
                raw,
            )
        return int(row["id"]) if row else 0


class MailServer:
    """An SMTP server on a thread of its own; ``port`` is known once it has started."""

    def __init__(self, store: Store, port: int) -> None:
        self.port = port
        self._keeper = Keeper(store)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="sandbox-smtp", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listens from now on. Raises OSError when the port is taken."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(timeout=10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._protocol, defaults.HOST, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def _protocol(self) -> Any:
        return SMTP(
            self._keeper,
            hostname="practice.invalid",
            ident="Practice mailbox",
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _clean(value: object) -> str:
    """Header text as PostgreSQL can store it."""
    return str(value).replace("\x00", "").strip()
