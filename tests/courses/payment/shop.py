"""What the tests of payment ask a shop: its rows, its sums, and a signature of ones own making."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment.models import Place
from courses.orders.models import LedgerEntry, Order
from courses.payment import refunds
from courses.payment.buying import Purchase
from courses.payment.models import PaymentAttempt

Press = Callable[[Session, User], Purchase]
Carry = Callable[..., list[tuple[str, int]]]

GOOD, DECLINED, ASKS_FIRST = "4242424242424242", "4000000000000002", "4000002500003155"
REFUND_TAKES_TIME, REFUND_FAILS = "4000000000007726", "4000000000005126"
DEBIT, DEBIT_THAT_FAILS = "AT611904300234573201", "AT051904300235473205"
HALF_AN_HOUR_AND_MORE = 36 * 60


def attempt_of(order: Order) -> PaymentAttempt:
    """Return the newest attempt of an order."""
    found = order.attempts.order_by("-number").first()
    assert found is not None
    return found


def place_of(order: Order) -> Place:
    """Return the place of an order."""
    return Place.objects.get(lines__order=order, lines__position=1)


def ledger(order: Order) -> list[tuple[str, int]]:
    """Return what the ledger says of an order without fees, sorted."""
    entries = LedgerEntry.objects.filter(order=order).exclude(kind="fee")
    return sorted(entries.values_list("kind", "amount_minor"))


def fees(order: Order) -> list[int]:
    """Return the fees of an order, sorted."""
    entries = LedgerEntry.objects.filter(order=order, kind="fee")
    return sorted(entries.values_list("amount_minor", flat=True))


def give_back() -> None:
    """Turn debts into refunds and follow them."""
    refunds.request_owed()
    refunds.submit_due()


def event(**changes: Any) -> dict[str, Any]:
    """Return an event as Stripe would send it, about a checkout that nobody knows."""
    return {
        "id": "evt_made", "object": "event", "type": "checkout.session.completed",
        "livemode": False, "created": int(time.time()), "api_version": "2026-10-28.endive",
        "data": {"object": {"id": "cs_test_made", "object": "checkout.session"}},
        **changes,
    }  # fmt: skip


def body_of(told: dict[str, Any]) -> bytes:
    """Return the bytes of an event."""
    return json.dumps(told).encode()


def signed(body: bytes, secret: str, *, age: float = 0) -> dict[str, str]:
    """Return the header that proves a body, made a while ago, by our own few lines of HMAC."""
    stamp = int(time.time() - age)
    proof = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={stamp},v1={proof}"}
