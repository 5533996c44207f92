"""The control interface as Python methods, for tests and for the demo's loader."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

Told = dict[str, Any]
Post = Callable[[bytes, dict[str, str]], int]


class ControlRefusedError(Exception):
    """The sandbox could not do what was asked; the text says why."""


class Control:
    """Speaks to the control interface of the sandbox at ``address``."""

    def __init__(self, address: str, token: str) -> None:
        self._address = urlsplit(address)
        self._token = token

    # The whole

    def reset(self, *, webhooks_running: bool = True) -> None:
        """Forgets all objects, mails, faults; the clock shows real time again."""
        self._do("reset", webhooks_running=webhooks_running)

    def serve(self, site_url: str) -> None:
        """Tells where the site is: webhooks and "back" links go there."""
        self._do("serve", site_url=site_url)

    def objects(self, kind: str) -> list[Told]:
        """All objects of a kind (``checkout.session``, ``refund``, ...), oldest first."""
        return list(self._do("objects", kind=kind))

    # Time

    def clock_set(self, at: datetime | float, *, frozen: bool = True) -> int:
        """Puts the account's clock to an instant; returns how many due acts were done."""
        return int(self._do("clock-set", at=_seconds(at), frozen=frozen))

    def clock_advance(self, seconds: float) -> int:
        """Moves the clock on; what falls due on the way is done, each at its own instant."""
        return int(self._do("clock-advance", seconds=seconds))

    def clock_free(self) -> int:
        """Lets the clock show real time again."""
        return int(self._do("clock-free"))

    def clock_now(self) -> float:
        return float(self._do("clock-now"))

    # Troubles

    def fault(
        self,
        kind: str,
        match: str = "*",
        *,
        place: str = "api",
        times: int = 1,
        seconds: float | None = None,
    ) -> None:
        """Has the next ``times`` things that fit go wrong; the kinds are in ``faults.KINDS``."""
        self._do("fault", place=place, kind=kind, match=match, times=times, seconds=seconds)

    def webhook_fault(
        self,
        kind: str,
        type: str = "*",  # noqa: A002 - Stripe's own word
        *,
        times: int = 1,
        seconds: float | None = None,
    ) -> None:
        """Has the next webhooks of an event type go wrong."""
        self.fault(kind, type, place="webhook", times=times, seconds=seconds)

    def mail_fault(
        self, kind: str, recipient: str = "*", *, times: int = 1, seconds: float | None = None
    ) -> None:
        """Has the next mails to a recipient go wrong."""
        self.fault(kind, recipient, place="smtp", times=times, seconds=seconds)

    def faults_clear(self) -> int:
        """Takes back what has not struck; returns how many orders that were."""
        return int(self._do("faults-clear"))

    # Webhooks

    def webhooks_pause(self) -> None:
        """Nothing is sent until ``webhooks_resume`` or ``deliver``."""
        self._do("webhooks-run", running=False)

    def webhooks_resume(self) -> None:
        self._do("webhooks-run", running=True)

    def deliver(self, *, force: bool = False) -> list[Told]:
        """Sends by HTTP what is due (``force``: all that waits), in order, before it returns."""
        return list(self._do("webhooks-deliver", force=force))

    def carry(self, post: Post, *, force: bool = False) -> list[tuple[str, int]]:
        """Hands what is due to ``post(body, headers) -> status`` instead of sending it.

        For tests that use Django's client. Returns (event type, status) of each delivery.
        """
        results = []
        for shot in self.take(force=force):
            body = shot["body"].encode("latin-1")
            statuses = [post(body, shot["headers"]) for _ in range(shot["copies"])]
            self._do("webhooks-note", delivery=shot["delivery"], statuses=statuses)
            results += [(shot["type"], status) for status in statuses]
        return results

    def take(self, *, force: bool = False) -> list[Told]:
        """What would be sent, each with its ``body`` (latin-1 text) and ``headers``."""
        return list(self._do("webhooks-take", force=force))

    def discard(self) -> int:
        """Drops all that waits to be delivered; returns how many deliveries that were."""
        return int(self._do("webhooks-discard"))

    def deliver_again(self, event: str) -> int:
        """Queues an event once more for every endpoint that had it."""
        return int(self._do("webhooks-again", event=event))

    def deliveries(self) -> list[Told]:
        """The log of deliveries with their tries."""
        return list(self._do("deliveries"))

    # Money

    def pay(self, session: str, number: str = "4242424242424242", **buyer: Any) -> Told:
        """Pays a checkout as its page would; returns ``state`` and ``message``.

        ``number`` may be a bank account. ``buyer``: email, name, country, at (the instant).
        """
        return dict(self._do("pay", session=session, number=number, **buyer))

    def answer_bank(self, session: str, *, agreed: bool = True) -> Told:
        """Answers the bank's question (3-D Secure)."""
        return dict(self._do("answer-bank", session=session, agreed=agreed))

    def apply_code(self, session: str, code: str) -> str:
        """Types a promotion code on the page; returns its complaint, or ""."""
        return str(self._do("apply-code", session=session, code=code))

    def expire(self, session: str) -> Told:
        """Lets a checkout run out now."""
        return dict(self._do("expire", session=session))

    def settle_debit(self, payment_intent: str, *, succeeded: bool = True) -> None:
        """Ends a bank debit that is under way."""
        self._do("settle-debit", payment_intent=payment_intent, succeeded=succeeded)

    def refund(
        self, payment_intent: str, amount: int | None = None, *, status: str | None = None
    ) -> Told:
        """Refunds in the dashboard, behind the site's back."""
        return dict(self._do("refund", payment_intent=payment_intent, amount=amount, status=status))

    def move_refund(self, refund: str, to: str, *, reason: str = "declined") -> Told:
        """Moves a refund: succeeded, failed, requires_action, canceled."""
        return dict(self._do("refund-move", refund=refund, to=to, reason=reason))

    def open_dispute(
        self,
        payment_intent: str,
        *,
        reason: str = "fraudulent",
        amount: int | None = None,
        inquiry: bool = False,
    ) -> Told:
        """The buyer's bank disputes a payment (or only inquires)."""
        return dict(
            self._do(
                "dispute-open",
                payment_intent=payment_intent,
                reason=reason,
                amount=amount,
                inquiry=inquiry,
            )
        )

    def close_dispute(self, dispute: str, status: str) -> Told:
        """Ends a dispute: won, lost, prevented, warning_closed."""
        return dict(self._do("dispute-close", dispute=dispute, status=status))

    def move_dispute(self, dispute: str, status: str) -> Told:
        """Moves an open dispute, for example to under_review."""
        return dict(self._do("dispute-move", dispute=dispute, status=status))

    def fraud_warning(self, payment_intent: str) -> Told:
        """The card's network warns of fraud."""
        return dict(self._do("fraud-warning", payment_intent=payment_intent))

    def receive_transfer(self, invoice: str, amount: int | None = None) -> Told:
        """A bank transfer for an invoice arrives: all that remains, a part, or too much."""
        return dict(self._do("invoice-receive", invoice=invoice, amount=amount))

    def receive_unmatched(self, customer: str, amount: int, currency: str = "eur") -> None:
        """A bank transfer arrives that names no invoice (a wrong reference)."""
        self._do("transfer-unmatched", customer=customer, amount=amount, currency=currency)

    def verify_tax_id(self, tax_id: str, status: str = "verified") -> None:
        """The register answers: verified, unverified, unavailable."""
        self._do("tax-id-verify", tax_id=tax_id, status=status)

    # Mail

    def mails(self, to: str | None = None) -> list[Told]:
        """The mails received, oldest first: recipients, subject, text, html, attachments."""
        return list(self._do("mails", to=to))

    def wait_for_mail(self, to: str, subject: str = "", *, timeout: float = 10) -> Told:
        """The newest mail to an address whose subject holds a text. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while True:
            found = [mail for mail in self.mails(to) if subject in mail["subject"]]
            if found:
                return found[-1]
            if time.monotonic() > deadline:
                raise TimeoutError(f"No mail to {to} with {subject!r} within {timeout} s.")
            time.sleep(0.1)

    def forget_mails(self) -> int:
        return int(self._do("mails-forget"))

    def _do(self, act: str, **arguments: Any) -> Any:
        connection = http.client.HTTPConnection(
            self._address.hostname or "", self._address.port, timeout=60
        )
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
        }
        given = {key: value for key, value in arguments.items() if value is not None}
        try:
            connection.request("POST", f"/_control/{act}/", json.dumps(given), headers)
            answer = connection.getresponse()
            status, body = answer.status, json.loads(answer.read())
        finally:
            connection.close()
        if status != 200:
            raise ControlRefusedError(f"{act}: {body['error']}")
        return body["told"]


def _seconds(at: datetime | float) -> float:
    return at.timestamp() if isinstance(at, datetime) else float(at)
