"""The line to the mail server: one connection, renewed in time, and what each of its answers means.

One recipient a letter and one letter a call: only then does an error say whose it is.
"""

from __future__ import annotations

import re
import smtplib
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

MOST_LETTERS = 100  # servers cap what one connection may bring,
MOST_SECONDS = 60.0  # and how long it may stay
HARD_BOUNCES = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})

TOO_LARGE = 552  # said to the sender's address when the letter's size is announced

_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Ending(StrEnum):
    """How one try to send a letter ended."""

    SENT = "sent"
    LATER = "later"  # the server asks to come again with this letter
    REFUSED = "refused"  # the address is refused for good
    POISON = "poison"  # this letter will never be taken; others will
    UNKNOWN = "unknown"  # the server may or may not have it
    DOWN = "down"  # nothing was handed over; the line is of no use now


@dataclass(frozen=True)
class Outcome:
    """What one try gave.

    Attributes:
        ending: what to do with the letter.
        fault: short name for the row: ``address``, ``policy``, ``content``, ``deferred`` …
        words: the server's own words, for a person to read.
        code: the enhanced status (5.1.1) or, without one, the basic code (550).
        closes: whether the connection is of no use afterwards.
    """

    ending: Ending
    fault: str = ""
    words: str = ""
    code: str = ""
    closes: bool = False

    @property
    def hard_bounce(self) -> bool:
        """Whether the address does not exist, so that nothing may be sent there again."""
        return self.ending is Ending.REFUSED and self.code in HARD_BOUNCES


SENT = Outcome(Ending.SENT)


def judge(error: Exception, *, data_begun: bool) -> Outcome:
    """Return what an error of one send means.

    Args:
        error: what the send raised.
        data_begun: whether the letter's text was already on its way to the server.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _recipient(int(code), _text(text))
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return _answer(error)
    of_the_letter = isinstance(error, smtplib.SMTPNotSupportedError)
    if isinstance(error, smtplib.SMTPException | OSError) and not of_the_letter:
        return _line(error, data_begun)
    # BadHeaderError and its like: the letter cannot be put into words that mail allows.
    return Outcome(Ending.POISON, "content", f"{type(error).__name__}: {error}")


def _line(error: Exception, data_begun: bool) -> Outcome:
    """Something is wrong with the line itself."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and data_begun:
        return Outcome(Ending.UNKNOWN, "unknown", str(error), closes=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(Ending.DOWN, "server", _said(error), str(error.smtp_code), closes=True)
    return Outcome(Ending.DOWN, "server", f"{type(error).__name__}: {error}", closes=True)


def _recipient(code: int, text: str) -> Outcome:
    if code == 421:
        return Outcome(Ending.DOWN, "server", f"421 {text}", "421", closes=True)
    status = _status(code, text)
    if code < 500:
        return Outcome(Ending.LATER, "deferred", f"{code} {text}", status)
    # 5.7.x speaks of us, not of the address.
    fault = "policy" if status.startswith("5.7.") else "address"
    return Outcome(Ending.REFUSED, fault, f"{code} {text}", status)


def _answer(error: smtplib.SMTPResponseException) -> Outcome:
    """The server said no to our sender's address or to the letter's text."""
    code, words = error.smtp_code, _said(error)
    if code == 421:
        return Outcome(Ending.DOWN, "server", words, "421", closes=True)
    if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != TOO_LARGE:
        # Our own sender's address or login is refused: no letter is to blame.
        return Outcome(Ending.DOWN, "sender", words, str(code), closes=True)
    status = _status(code, _text(error.smtp_error))
    if code < 500:
        return Outcome(Ending.LATER, "deferred", words, status)
    fault = "policy" if status.startswith("5.7.") else "content"
    return Outcome(Ending.POISON, fault, words, status)


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.replace("\x00", "").split())[:500]


def _status(code: int, text: str) -> str:
    found = _ENHANCED.match(text)
    return found[1] if found else str(code)


class _Watched:
    """Notes whether a letter's text was on its way when something went wrong."""

    data_begun = False

    def mail(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.data_begun = False
        return super().mail(*args, **kwargs)  # type: ignore[misc, no-any-return]

    def data(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.data_begun = True
        return super().data(*args, **kwargs)  # type: ignore[misc, no-any-return]


class WatchedSMTP(_Watched, smtplib.SMTP):
    """A plain connection, watched."""


class WatchedSMTPoverTLS(_Watched, smtplib.SMTP_SSL):
    """A connection under TLS from the first byte, watched."""


class Backend(EmailBackend):
    """Django's SMTP backend over watched connections."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The class of a new connection."""
        return WatchedSMTPoverTLS if self.use_ssl else WatchedSMTP


class LineDownError(Exception):
    """The mail server cannot be reached or will not talk; no letter has been touched."""


class Line:
    """A connection that is opened when first needed and renewed after 100 letters or a minute."""

    def __init__(self, *, timeout: float | None = None) -> None:
        self._backend: Any = get_connection(timeout=timeout)  # None: EMAIL_TIMEOUT
        self._carried = 0
        self._opened_at = 0.0
        self._is_open = False

    def open(self) -> None:
        """Make sure that there is a usable connection.

        Raises:
            LineDownError: with the words of what went wrong.
        """
        if self._is_open and self._is_old():
            self.close()
        if self._is_open:
            return
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise LineDownError(judge(error, data_begun=False).words) from error
        self._is_open, self._carried, self._opened_at = True, 0, time.monotonic()

    def _is_old(self) -> bool:
        age = time.monotonic() - self._opened_at
        return self._carried >= MOST_LETTERS or age >= MOST_SECONDS

    def send(self, message: EmailMultiAlternatives) -> Outcome:
        """Hand one letter over; never raises for what a server may answer.

        A connection that turns out to be gone before the letter was on its way (a server that
        dropped it while idle) is opened once more.
        """
        was_idle = self._is_open
        outcome = self._try(message)
        if was_idle and outcome.ending is Ending.DOWN and not outcome.code:
            outcome = self._try(message)
        return outcome

    def _try(self, message: EmailMultiAlternatives) -> Outcome:
        try:
            self.open()
        except LineDownError as down:
            return Outcome(Ending.DOWN, "server", str(down), closes=True)
        self._carried += 1
        try:
            taken = self._backend.send_messages([message])
        except Exception as error:
            connection = getattr(self._backend, "connection", None)
            outcome = judge(error, data_begun=getattr(connection, "data_begun", True))
            self._after(outcome)
            return outcome
        return SENT if taken else Outcome(Ending.POISON, "content", "The letter has no recipient.")

    def _after(self, outcome: Outcome) -> None:
        if outcome.closes:
            self.close()
            return
        try:  # a server that refused in the middle of a letter must forget the half it has
            self._backend.connection.rset()
        except (smtplib.SMTPException, OSError, AttributeError):
            self.close()

    def close(self) -> None:
        """Let the connection go, whatever state it is in."""
        self._is_open = False
        with suppress(smtplib.SMTPException, OSError):
            self._backend.close()
