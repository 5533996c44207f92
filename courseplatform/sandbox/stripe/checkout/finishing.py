"""A session whose buyer is done: completed, and later settled when the method takes time."""

from __future__ import annotations

from courseplatform.sandbox.store import Record
from courseplatform.sandbox.stripe import customers, discounts
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.invoicing import from_checkout


def complete(account: Account, session: Record, payment_status: str) -> None:
    """Ends the session as complete; ``payment_status`` says whether the money is there."""
    account.unschedule("expire checkout", session.id)
    if session.private["coupon"]:
        discounts.redeem(account, session.private["coupon"], session.private["promotion_code"])
    if _needs_customer(session):
        _make_customer(account, session)
    wants_invoice = session.body["invoice_creation"]["enabled"] and payment_status == "paid"
    if wants_invoice:
        session.body["invoice"] = from_checkout.make(account, session)
    if session.body["automatic_tax"]["enabled"]:
        session.body["automatic_tax"]["status"] = "complete"
    account.save(session, status="complete", payment_status=payment_status, url=None)
    account.emit("checkout.session.completed", session.body)


def settle(account: Account, session: Record, *, paid: bool) -> None:
    """Tells how a payment ended that was still under way when the session was completed."""
    if paid:
        if session.body["invoice_creation"]["enabled"]:
            session.body["invoice"] = from_checkout.make(account, session)
        account.save(session, payment_status="paid")
        account.emit("checkout.session.async_payment_succeeded", session.body)
    else:
        account.emit("checkout.session.async_payment_failed", session.body)


def _needs_customer(session: Record) -> bool:
    asked = session.body["customer_creation"] == "always"
    return session.body["customer"] is None and (
        asked or bool(session.body["invoice_creation"]["enabled"])
    )


def _make_customer(account: Account, session: Record) -> None:
    details = session.body["customer_details"]
    customer = customers.add(
        account,
        {
            "email": details["email"],
            "name": details["name"],
            "address": details["address"],
        },
    )
    session.body["customer"] = customer["id"]
    if intent := session.body["payment_intent"]:
        record = account.need("payment_intent", intent, lock=True)
        account.save(record, customer=customer["id"])
