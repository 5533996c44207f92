"""What the rules need of a payment provider, in our own words.

A provider turns its world into these values at its boundary; nothing of its SDK leaves its folder.
Every call has a time limit. A write carries our own idempotency key, so that asking again after an
unknown outcome cannot do the work twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class ProviderAway(Exception):  # noqa: N818 - a state of the world, not a fault of ours
    """No answer, or an answer that proves nothing: the outcome is unknown, ask again later.

    Attributes:
        busy: the provider asked for patience (too many requests), rather than being down.
    """

    def __init__(self, sentence: str, *, busy: bool = False) -> None:
        super().__init__(sentence)
        self.busy = busy


class ProviderRefused(Exception):  # noqa: N818
    """The provider said no for certain; asking again with the same facts changes nothing."""

    def __init__(self, sentence: str, *, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class BadNotice(ValueError):  # noqa: N818 - it says what the delivery is
    """A delivery that is not proven to come from the provider; nothing of it is kept."""


@dataclass(frozen=True)
class Checkout:
    """One hosted checkout as the provider sees it now.

    Attributes:
        status: ``open``, ``complete`` or ``expired``.
        paid: ``paid``, ``unpaid`` (a slow method is under way), ``failed`` (it came to nothing) or
            ``no_payment_required``.
        subtotal_minor, total_minor: before and after discounts given on the provider's page.
        reference: what we sent as our reference; empty if there is none.
        payment_id, charge_id: the provider's ids of the money, empty until there is some.
        fee_minor, fee_currency: what the provider keeps, in the currency it settles in.
        paid_at: when the money was taken (aware), or None.
        installation: the address of the installation that opened it, as its marks say.
    """

    id: str
    status: str
    paid: str
    currency: str
    subtotal_minor: int
    total_minor: int
    reference: str
    url: str
    livemode: bool
    payment_id: str = ""
    charge_id: str = ""
    fee_id: str = ""
    fee_minor: int = 0
    fee_currency: str = ""
    paid_at: datetime | None = None
    installation: str = ""


@dataclass(frozen=True)
class RefundSeen:
    """One refund as the provider sees it now.

    ``status``: ``pending``, ``requires_action``, ``succeeded``, ``failed`` or ``canceled``.
    ``reference`` is our refund's reference, empty when it was made elsewhere.
    """

    id: str
    status: str
    amount_minor: int
    currency: str
    payment_id: str
    reference: str
    reason: str
    failure: str
    made_at: datetime


@dataclass(frozen=True)
class Notice:
    """A proven delivery: something happened to ``object_id``; what, is read again from the source."""

    event_id: str
    type: str
    object_id: str
    payment_id: str
    api_version: str
    livemode: bool
    happened_at: datetime


@dataclass(frozen=True)
class MoneyMove:
    """One line of the provider's own list of money.

    Attributes:
        kind: what of ours it should be: a ``LedgerEntry`` kind, or empty for money that is none of
            an order's (a payout to the bank, a fee of the account).
        object_id: under which id it stands in our ledger.
        amount_minor, fee_minor: in ``currency``, in which the provider settles; a refund, a dispute
            are negative. It may be another currency than the order's.
    """

    id: str
    kind: str
    amount_minor: int
    fee_minor: int
    currency: str
    object_id: str
    at: datetime


@dataclass(frozen=True)
class DisputeSeen:
    """One dispute as the provider sees it now.

    Attributes:
        status: the provider's word; ``courses.payment.dispute_status`` says what it means.
        refundable: whether the disputed payment may still be refunded.
        answer_by: until when evidence is taken (aware), or None.
        moves: the lines of money that it has caused so far: withdrawn, reinstated, fees.
    """

    id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    payment_id: str
    charge_id: str
    refundable: bool
    opened_at: datetime
    answer_by: datetime | None
    moves: tuple[MoneyMove, ...]


@dataclass(frozen=True)
class WarningSeen:
    """A card network's early warning that a payment may be fraud.

    ``actionable``: neither disputed nor fully refunded, so that a refund still avoids a dispute.
    """

    id: str
    payment_id: str
    actionable: bool
    at: datetime


@dataclass(frozen=True)
class HookSeen:
    """Where the provider sends its notices, as it is set up there."""

    id: str
    url: str
    enabled: bool
    api_version: str
    types: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """How the provider answers and how it is set up for us.

    Attributes:
        clock: what time it is there (aware, whole seconds), from the answer itself.
        hooks: every address that it sends notices to; None when our key may not ask.
    """

    clock: datetime
    hooks: tuple[HookSeen, ...] | None


class PaymentProvider(Protocol):
    """A payment provider: opens checkouts, refunds, and tells what it knows.

    Attributes:
        hook: the name of our address that takes its notices.
        types: the types of notices we want, exactly.
        api_version: the version of its interface that we speak.
    """

    slug: str
    hook: str
    types: frozenset[str]
    api_version: str

    def open_checkout(self, parameters: Mapping[str, Any], key: str) -> Checkout:
        """Open a hosted checkout with frozen parameters under our idempotency key."""
        ...

    def read_checkout(self, checkout_id: str) -> Checkout:
        """Return a checkout with its payment, charge and fee."""
        ...

    def end_checkout(self, checkout_id: str) -> Checkout:
        """Make sure nobody can pay any more if nobody has; return what it is then."""
        ...

    def checkout_of_payment(self, payment_id: str) -> Checkout | None:
        """Return the checkout that a payment came from, or None if it is not one of ours."""
        ...

    def refund(self, payment_id: str, amount_minor: int, reference: str, key: str) -> RefundSeen:
        """Refund a part or all of a payment under our idempotency key."""
        ...

    def read_refund(self, refund_id: str) -> RefundSeen:
        """Return a refund."""
        ...

    def refunds_of(self, payment_id: str) -> list[RefundSeen]:
        """Return every refund of a payment, oldest first."""
        ...

    def read_dispute(self, dispute_id: str) -> DisputeSeen:
        """Return a dispute."""
        ...

    def disputes_of(self, payment_id: str) -> list[DisputeSeen]:
        """Return every dispute of a payment, oldest first."""
        ...

    def read_warning(self, warning_id: str) -> WarningSeen:
        """Return an early warning of fraud."""
        ...

    def notices_between(self, start: datetime, end: datetime) -> Iterator[tuple[Notice, bytes]]:
        """Yield the notices of our types that happened in a period, oldest first."""
        ...

    def checkouts_between(self, start: datetime, end: datetime) -> Iterator[Checkout]:
        """Yield the checkouts that were opened in a period, whoever opened them, oldest first."""
        ...

    def condition(self) -> Condition:
        """Return how the provider answers now, and how it is set up for us."""
        ...

    def money_between(self, start: datetime, end: datetime) -> Iterator[MoneyMove]:
        """Yield the provider's own money lines of a period."""
        ...
