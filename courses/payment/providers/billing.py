"""What the rules need of a provider that sends invoices and takes transfers for them.

Beside ``contract``: a provider that has it keeps it in its folder's ``bills.py``. The same promises
hold: a time limit on every call, our idempotency key on every write, an honest answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class BillMoney:
    """One payment that came in for an invoice.

    Attributes:
        id: the payment's id at the provider; ``object_id`` is under which its charge stands in the
            provider's list of money, empty where the money came elsewhere.
        elsewhere: the provider was told that the money came outside of it.
        fee_minor, fee_currency: what the provider keeps.
        paid_at: when (aware).
    """

    id: str
    amount_minor: int
    paid_at: datetime
    object_id: str = ""
    elsewhere: bool = False
    fee_id: str = ""
    fee_minor: int = 0
    fee_currency: str = ""


@dataclass(frozen=True)
class BillSeen:
    """One invoice as the provider sees it now.

    Attributes:
        status: ``draft``, ``open``, ``paid``, ``void`` or ``uncollectible``.
        credited_minor: what credit notes at the provider took off before it was paid.
        remaining_minor: what is still asked for; ``overpaid_minor`` what came beyond it.
        reference: ours, from the invoice's marks.
    """

    id: str
    status: str
    number: str
    currency: str
    total_minor: int
    remaining_minor: int
    overpaid_minor: int
    credited_minor: int
    reference: str
    url: str
    livemode: bool
    payments: tuple[BillMoney, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nobody can pay it any more."""
        return self.status in {"paid", "void"}


@dataclass(frozen=True)
class CustomerSeen:
    """A company as the provider knows it; ``vat_check`` is what its register said of the number."""

    id: str
    vat_check: str = ""


class BillProvider(Protocol):
    """Sends invoices to companies and follows the money that comes for them."""

    slug: str

    def make_customer(self, parameters: Mapping[str, Any], key: str) -> str:
        """Register a company under our key; return its id."""
        ...

    def give_number(self, customer_id: str, number: str, key: str) -> CustomerSeen:
        """Give a company its VAT number, which the provider looks up later."""
        ...

    def read_customer(self, customer_id: str) -> CustomerSeen:
        """Return a company with what the register said of its number."""
        ...

    def send_bill(self, customer_id: str, parameters: Mapping[str, Any], key: str) -> BillSeen:
        """Write, finalize and send an invoice; the same key gives the same invoice again."""
        ...

    def read_bill(self, bill_id: str) -> BillSeen:
        """Return an invoice with the payments that came for it."""
        ...

    def void_bill(self, bill_id: str) -> BillSeen:
        """Take an unpaid invoice back for good; return what it is then, which may be paid."""
        ...

    def credit_bill(self, bill_id: str, amount_minor: int, key: str) -> BillSeen:
        """Take a part off an invoice that is not paid yet."""
        ...

    def settle_elsewhere(self, bill_id: str, key: str) -> BillSeen:
        """Say that what remains of an invoice was paid outside of the provider."""
        ...
