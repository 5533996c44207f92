"""What buyers, banks and the dashboard do."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.stripe import charges, customers, disputes, refunds
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.checkout import paying, sessions
from courseplatform.sandbox.stripe.invoicing import payments
from courseplatform.sandbox.workings import Workings


@act
def pay(
    workings: Workings,
    *,
    session: str,
    number: str = "4242424242424242",
    email: str = "buyer@example.org",
    name: str = "Practice Buyer",
    country: str = "",
    at: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Pays a session as the hosted page would; a number with letters is a bank account."""
    type_ = "card" if number.isdigit() else "sepa_debit"
    buyer = paying.Buyer(email=email, name=name, country=country, terms_accepted=True, **more)
    with workings.account() as account:
        account.now = account.now if at is None else at
        means = paying.Means(type=type_, number=number)  # type: ignore[arg-type]
        outcome = paying.pay(account, session, buyer, means)
    return {"state": outcome.state, "message": outcome.message}


@act
def answer_bank(workings: Workings, *, session: str, agreed: bool = True) -> dict[str, Any]:
    """Answers the bank's question (3-D Secure)."""
    with workings.account() as account:
        outcome = paying.answer_bank(account, session, agreed=agreed)
    return {"state": outcome.state, "message": outcome.message}


@act
def apply_code(workings: Workings, *, session: str, code: str) -> str:
    """Types a promotion code on the hosted page; returns what the page complains about."""
    with workings.account() as account:
        return paying.apply_code(account, session, code)


@act
def expire(workings: Workings, *, session: str) -> dict[str, Any]:
    """Ends an open session as its time would."""
    with workings.account() as account:
        sessions.expire_when_due(account, session, {})
        return account.need(sessions.KIND, session).body


@act
def settle_debit(workings: Workings, *, payment_intent: str, succeeded: bool = True) -> None:
    """The bank tells how a debit that is under way has ended."""
    with workings.account() as account:
        paying.settle(account, payment_intent, succeeded=succeeded)


@act
def refund(
    workings: Workings,
    *,
    payment_intent: str,
    amount: int | None = None,
    reason: str = "requested_by_customer",
    status: str | None = None,
) -> dict[str, Any]:
    """Refunds from the dashboard; ``status`` makes the refund begin in another state."""
    with workings.account() as account:
        charge = account.need(charges.KIND, _charge_of(account, payment_intent), lock=True)
        left = charge.body["amount"] - charge.body["amount_refunded"]
        return refunds.add(
            account,
            charge,
            left if amount is None else amount,
            reason=reason,
            pairs={},
            status=status,
        )


@act
def refund_move(
    workings: Workings, *, refund: str, to: str, reason: str = "declined"
) -> dict[str, Any]:
    """Moves a refund on: succeeded, failed, requires_action, canceled."""
    with workings.account() as account:
        return refunds.move(account, refund, to, reason)


@act
def dispute_open(
    workings: Workings,
    *,
    payment_intent: str,
    reason: str = "fraudulent",
    amount: int | None = None,
    inquiry: bool = False,
) -> dict[str, Any]:
    """The buyer's bank disputes a payment, or only inquires."""
    with workings.account() as account:
        return disputes.open_on(
            account,
            _charge_of(account, payment_intent),
            reason=reason,
            amount=amount,
            inquiry=inquiry,
        )


@act
def dispute_close(workings: Workings, *, dispute: str, status: str) -> dict[str, Any]:
    """Ends a dispute: won, lost, prevented, warning_closed."""
    with workings.account() as account:
        return disputes.close(account, dispute, status)


@act
def dispute_move(workings: Workings, *, dispute: str, status: str) -> dict[str, Any]:
    """Moves an open dispute, for example to under_review."""
    with workings.account() as account:
        return disputes.move(account, dispute, status)


@act
def fraud_warning(workings: Workings, *, payment_intent: str) -> dict[str, Any]:
    """The card's network warns of fraud."""
    with workings.account() as account:
        return disputes.warn(account, _charge_of(account, payment_intent))


@act
def invoice_receive(
    workings: Workings, *, invoice: str, amount: int | None = None
) -> dict[str, Any]:
    """A bank transfer arrives with the invoice's reference: all that remains, or ``amount``."""
    with workings.account() as account:
        remaining = account.need("invoice", invoice).body["amount_remaining"]
        return payments.receive(account, invoice, remaining if amount is None else amount)


@act
def transfer_unmatched(
    workings: Workings, *, customer: str, amount: int, currency: str = "eur"
) -> None:
    """A bank transfer arrives that names no invoice: it stays in the customer's cash balance."""
    with workings.account() as account:
        payments.keep_unmatched(account, customer, amount, currency)


@act
def tax_id_verify(workings: Workings, *, tax_id: str, status: str = "verified") -> None:
    """The register answers: verified, unverified or unavailable."""
    with workings.account() as account:
        account.unschedule("verify tax id", tax_id)
        customers.verify(account, tax_id, {"status": status})


def _charge_of(account: Account, payment_intent: str) -> str:
    intent = account.need("payment_intent", payment_intent)
    return str(intent.body["latest_charge"])
