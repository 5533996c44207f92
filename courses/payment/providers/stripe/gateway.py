"""The calls to Stripe: a time limit, our idempotency key, and an honest answer about the outcome."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import stripe

from courses.payment.providers.contract import (
    Checkout,
    Condition,
    DisputeSeen,
    MoneyMove,
    Notice,
    ProviderAway,
    ProviderRefused,
    RefundSeen,
    WarningSeen,
)
from courses.payment.providers.stripe import reading
from courses.payment.providers.stripe.client import client
from courses.payment.providers.stripe.events import OUR_TYPES

P = ParamSpec("P")
R = TypeVar("R")
WITH_MONEY = ["payment_intent.latest_charge.balance_transaction"]
PAGE, MOST_TYPES = 100, 20  # Stripe's limits for one call


def answered(call: Callable[P, R]) -> Callable[P, R]:
    """Translate the SDK's errors: away (unknown, ask again) or refused (certain)."""

    @wraps(call)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except stripe.RateLimitError as error:
            raise ProviderAway("Stripe asks for patience.", busy=True) from error
        except (stripe.APIConnectionError, stripe.APIError) as error:
            raise ProviderAway(f"Stripe gave no answer ({type(error).__name__}).") from error
        except stripe.StripeError as error:
            # A concurrent twin under the same key is still at work: its outcome is not known yet.
            if error.http_status == 409:
                raise ProviderAway("Stripe is still at work on the same request.") from error
            raise ProviderRefused(
                error.user_message or str(error), code=error.code or type(error).__name__
            ) from error

    return wrapped


class StripeProvider:
    """Stripe as the rules see it."""

    slug = "stripe"
    hook = "stripe-hook"
    types = OUR_TYPES
    api_version = stripe.api_version

    @answered
    def open_checkout(self, parameters: Mapping[str, Any], key: str) -> Checkout:
        """Open a hosted checkout; the same key and parameters give the same checkout again."""
        made = client().v1.checkout.sessions.create(
            params=dict(parameters),  # type: ignore[arg-type]
            options={"idempotency_key": key},
        )
        return reading.checkout(made.to_dict())

    @answered
    def read_checkout(self, checkout_id: str) -> Checkout:
        """Return a checkout with its payment, charge and fee."""
        seen = client().v1.checkout.sessions.retrieve(checkout_id, params={"expand": WITH_MONEY})
        return reading.checkout(seen.to_dict())

    @answered
    def end_checkout(self, checkout_id: str) -> Checkout:
        """Expire a checkout; where Stripe says it is no longer open, look again: it may be paid."""
        with suppress(stripe.InvalidRequestError):
            client().v1.checkout.sessions.expire(checkout_id)
        seen = client().v1.checkout.sessions.retrieve(checkout_id, params={"expand": WITH_MONEY})
        return reading.checkout(seen.to_dict())

    @answered
    def checkout_of_payment(self, payment_id: str) -> Checkout | None:
        """Return the checkout that a payment came from, or None."""
        found = client().v1.checkout.sessions.list(
            params={
                "payment_intent": payment_id,
                "limit": 1,
                "expand": [f"data.{path}" for path in WITH_MONEY],
            }
        )
        for session in found.data:
            return reading.checkout(session.to_dict())
        return None

    @answered
    def refund(self, payment_id: str, amount_minor: int, reference: str, key: str) -> RefundSeen:
        """Refund a part or all of a payment."""
        made = client().v1.refunds.create(
            params={
                "payment_intent": payment_id,
                "amount": amount_minor,
                "metadata": {reading.REFERENCE: reference},
            },
            options={"idempotency_key": key},
        )
        return reading.refund(made.to_dict())

    @answered
    def read_refund(self, refund_id: str) -> RefundSeen:
        """Return a refund."""
        return reading.refund(client().v1.refunds.retrieve(refund_id).to_dict())

    @answered
    def refunds_of(self, payment_id: str) -> list[RefundSeen]:
        """Return every refund of a payment, oldest first."""
        found = client().v1.refunds.list(params={"payment_intent": payment_id, "limit": PAGE})
        seen = [reading.refund(one.to_dict()) for one in found.auto_paging_iter()]
        return sorted(seen, key=lambda one: (one.made_at, one.id))

    @answered
    def read_dispute(self, dispute_id: str) -> DisputeSeen:
        """Return a dispute."""
        return reading.dispute(client().v1.disputes.retrieve(dispute_id).to_dict())

    @answered
    def disputes_of(self, payment_id: str) -> list[DisputeSeen]:
        """Return every dispute of a payment, oldest first."""
        found = client().v1.disputes.list(params={"payment_intent": payment_id, "limit": PAGE})
        seen = [reading.dispute(one.to_dict()) for one in found.auto_paging_iter()]
        return sorted(seen, key=lambda one: (one.opened_at, one.id))

    @answered
    def read_warning(self, warning_id: str) -> WarningSeen:
        """Return an early fraud warning."""
        return reading.warning(
            client().v1.radar.early_fraud_warnings.retrieve(warning_id).to_dict()
        )

    @answered
    def notices_between(self, start: datetime, end: datetime) -> Iterator[tuple[Notice, bytes]]:
        """Return the events of our types in a period, oldest first, with their bodies.

        One call takes a limited number of types, so it may need several.
        """
        types = sorted(OUR_TYPES)
        events: list[dict[str, Any]] = []
        for first in range(0, len(types), MOST_TYPES):
            found = client().v1.events.list(
                params={
                    "types": types[first : first + MOST_TYPES],
                    "created": _period(start, end),
                    "limit": PAGE,
                }
            )
            events += [event.to_dict() for event in found.auto_paging_iter()]
        events.sort(key=lambda event: (event["created"], event["id"]))
        return iter(
            [(reading.notice(event), json.dumps(event, default=str).encode()) for event in events]
        )

    @answered
    def checkouts_between(self, start: datetime, end: datetime) -> Iterator[Checkout]:
        """Return the checkout sessions that were opened in a period, oldest first."""
        found = client().v1.checkout.sessions.list(
            params={"created": _period(start, end), "limit": PAGE}
        )
        seen = [one.to_dict() for one in found.auto_paging_iter()]
        seen.sort(key=lambda one: (one["created"], one["id"]))
        return iter([reading.checkout(one) for one in seen])

    @answered
    def condition(self) -> Condition:
        """Return Stripe's clock and our webhook endpoints there.

        A restricted key may be forbidden to read the endpoints; its answer has a clock all the same.
        """
        try:
            found = client().v1.webhook_endpoints.list(params={"limit": PAGE})
        except stripe.PermissionError as error:
            return Condition(_clock_of(error.headers), None)
        hooks = tuple(reading.hook(one.to_dict()) for one in found.auto_paging_iter())
        response = found.last_response
        return Condition(_clock_of(response.headers if response else None), hooks)

    @answered
    def money_between(self, start: datetime, end: datetime) -> Iterator[MoneyMove]:
        """Return Stripe's balance transactions of a period, oldest first."""
        found = client().v1.balance_transactions.list(
            params={
                "created": _period(start, end),
                "limit": PAGE,
            }
        )
        moves = [reading.money_move(one.to_dict()) for one in found.auto_paging_iter()]
        return iter(sorted(moves, key=lambda move: (move.at, move.id)))


def _period(start: datetime, end: datetime) -> Any:
    return {"gte": int(start.timestamp()), "lt": int(end.timestamp())}


def _clock_of(headers: Mapping[str, str] | None) -> datetime:
    """Return the time that an answer was given, by its own ``Date``."""
    told = (headers or {}).get("Date", "")
    try:
        return parsedate_to_datetime(told).astimezone(UTC)
    except ValueError as error:
        raise ProviderAway("Stripe's answer does not say when it was given.") from error


PROVIDER = StripeProvider()
