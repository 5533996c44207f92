"""Balance transactions: what each movement of money cost and left."""

from __future__ import annotations

from decimal import Decimal

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import amounts, lists
from courseplatform.sandbox.stripe.account import DAY, Account, new_id
from courseplatform.sandbox.stripe.surface import Params, call

PAYOUT_AFTER = 2 * DAY

# What a payment costs the seller: a share of the amount and a fixed part in the smallest unit.
CARD_SHARE, BANK_SHARE, FIXED = Decimal("0.015"), Decimal("0.008"), 25
DISPUTE_FEE = 2_000
_WITHOUT_CENTS = {"jpy"}


def fee_of(amount: int, currency: str, *, bank: bool = False) -> int:
    """The practice fee of a payment. Never more than the payment itself."""
    fixed = 0 if bank or currency in _WITHOUT_CENTS else FIXED
    share = BANK_SHARE if bank else CARD_SHARE
    return min(amount, amounts.rounded(Decimal(amount) * share) + fixed)


def record(
    account: Account,
    kind: str,
    amount: int,
    currency: str,
    source: str,
    *,
    fee: int = 0,
    category: str | None = None,
    description: str | None = None,
) -> str:
    """Stores one movement of ``amount`` (negative when money leaves); returns its id."""
    fees = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Dispute fee" if kind == "adjustment" else "Stripe processing fees",
        "type": "stripe_fee",
    }
    body = {
        "id": new_id("txn_"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": account.now + PAYOUT_AFTER,
        "balance_type": "payments",
        "created": account.now,
        "currency": currency,
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fees] if fee else [],
        "net": amount - fee,
        "reporting_category": category or kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }
    account.add("balance_transaction", body)
    return str(body["id"])


@call("GET", "/v1/balance_transactions/{id}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One movement of money."""
    return _as_of_now(account, account.need("balance_transaction", identifier).body)


@call("GET", "/v1/balance_transactions")
def listed(account: Account, params: Params) -> Body:
    """The movements of money, newest first."""
    page = lists.page(
        account,
        "balance_transaction",
        "/v1/balance_transactions",
        params,
        where={name: params.get(name) for name in ("currency", "source", "type")},
    )
    page["data"] = [_as_of_now(account, body) for body in page["data"]]
    return page


def _as_of_now(account: Account, body: Body) -> Body:
    """Money becomes available by the mere passing of time."""
    if account.now >= body["available_on"]:
        return {**body, "status": "available"}
    return body
