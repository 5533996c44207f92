"""A real mail server on a thread that can be told to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = str | None


@dataclass
class Sink:
    """A mail server that keeps what it takes.

    ``at_rcpt`` and ``at_data`` are asked with the address and how many letters were offered so far;
    an answer other than None is sent instead of "250 OK". ``drop_after`` closes the connection
    after a letter was taken, before the answer.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    offered: int = 0
    at_mail: Callable[[int], Answer] = lambda n: None
    at_rcpt: Callable[[str, int], Answer] = lambda address, n: None
    at_data: Callable[[str, int], Answer] = lambda address, n: None
    drop_before: Callable[[int], bool] = lambda n: False
    pause: float = 0.0
    drop_after: Callable[[int], bool] = lambda n: False

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.offered += 1
        if self.drop_before(self.offered):
            server.transport.abort()
        answer = self.at_mail(self.offered)
        if answer is None:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_rcpt(address, self.offered)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.pause)
        answer = self.at_data(envelope.rcpt_tos[0], self.offered)
        if answer is None:
            content = envelope.original_content or b""
            self.taken.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
            if self.drop_after(self.offered):
                server.transport.abort()
                await asyncio.sleep(0.05)
        elif answer.startswith("421"):
            asyncio.get_running_loop().call_later(0.02, server.transport.close)
        return answer or "250 OK"

    @property
    def refs(self) -> list[str]:
        """The letters that arrived, by reference, in order."""
        return [str(mail["X-Letter-Ref"]) for mail in self.taken]
