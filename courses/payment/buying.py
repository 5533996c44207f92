"""Buying a place: hold it, freeze what is asked for, commit, and only then call the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment import places
from courses.enrolment.models import PlaceState
from courses.invoicing import bills
from courses.orders import giving, opening
from courses.orders.billing import Billing
from courses.orders.lineage import due_by_payment
from courses.orders.models import Order
from courses.orders.taxing import tax_reason
from courses.orders.terms import Accepted
from courses.payment import review, settling, smallest
from courses.payment.models import LIVE_ATTEMPT, PaymentAttempt
from courses.payment.parameters import checkout_parameters
from courses.payment.providers.contract import ProviderAway, ProviderRefused
from courses.payment.providers.registry import provider
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.pricing.quote import quote

SHORTEST_CHECKOUT = timedelta(minutes=30)  # Stripe opens none that ends sooner


@dataclass(frozen=True)
class Purchase:
    """What came of pressing "Hold my place and pay": the order, and where to go next."""

    order: Order
    redirect_url: str


def buy(
    *,
    person: User,
    session: Session,
    billing: Billing,
    accepted: Accepted,
    now: datetime,
    code: str = "",
) -> Purchase:
    """Hold a place in ``session`` for ``person`` and open its payment.

    A second press finds the order of the first and leads to the same page.

    Args:
        code: a voucher's, as it was typed.

    Raises:
        Refusal: the session is full or closed, the person is in it already, the voucher is not good
            for it, or the provider cannot open a checkout now (then the place stays held and can be
            paid for later).
    """
    try:
        voucher = vouchers.redeemable(code, session, person, now) if code.strip() else None
        order, attempt = _hold(person, session, billing, accepted, now, voucher)
    except Refusal:
        # A second press: the first one, maybe of the same moment, has made the order.
        begun = _begun(person, session)
        if begun is None:
            raise
        return resume(begun)
    if attempt is None:
        return Purchase(order, order_url(order))
    return go(order, attempt)


def resume(order: Order) -> Purchase:
    """Lead to the payment of an order that has a held place; opens a new checkout if needed."""
    attempt = order.attempts.filter(state__in=LIVE_ATTEMPT).first()
    if attempt is None:
        attempt = _next_attempt(order)
        if attempt is None:
            return Purchase(order, order_url(order))
    if attempt.state == "open" and attempt.checkout_url:
        return Purchase(order, attempt.checkout_url)
    if attempt.state == "processing":
        return Purchase(order, order_url(order))
    return go(order, attempt)


def let_go(order: Order) -> None:
    """Give the held place back, once the provider has made sure that it cannot be paid any more.

    Raises:
        Refusal: it was paid meanwhile, or the provider cannot be asked now.
    """
    attempt = order.attempts.filter(state__in=LIVE_ATTEMPT).first()
    if attempt is None:
        with transaction.atomic():
            settling.release_places(order)
        return
    try:
        settled = end(attempt, source="sync")
    except ProviderAway:
        raise Refusal(
            _(
                "The payment service does not answer, so we cannot be sure that your payment is not "
                "under way. Your place is given back by itself when the hold ends."
            ),
            code="provider-away",
            next_url=order_url(order),
        ) from None
    if settled.state in {"succeeded", "processing"}:
        raise Refusal(
            _("Your payment came in meanwhile, so the place stays yours."),
            code="paid-meanwhile",
            next_url=order_url(order),
        )


def end(attempt: PaymentAttempt, *, source: str) -> PaymentAttempt:
    """Make sure at the provider that an attempt can no longer be paid, and apply what it says."""
    if not attempt.checkout_id:
        attempt = open_checkout(attempt)
        if attempt.state == "abandoned":
            return attempt
    seen = provider(attempt.provider).end_checkout(attempt.checkout_id)
    return settling.apply(attempt, seen, source=source)


def open_checkout(attempt: PaymentAttempt) -> PaymentAttempt:
    """Open the checkout of an attempt, or find the one that was opened under the same key.

    A certain no abandons the attempt and gives the place back at once.

    Raises:
        ProviderAway: the outcome is unknown; the sweep asks again with the same key.
    """
    try:
        seen = provider(attempt.provider).open_checkout(attempt.parameters, attempt.key)
    except ProviderRefused as error:
        _abandon(attempt, error)
        return attempt
    settling.note_checkout(attempt, seen)
    return attempt


def order_url(order: Order) -> str:
    """Return the address of the order's page."""
    return reverse("order", args=[order.ref])


def _begun(person: User, session: Session) -> Order | None:
    """Return the order under which the person already holds a place in the session."""
    place = places.live_place(session, person)
    if place is None or place.state != PlaceState.HELD:
        return None
    return Order.objects.filter(lines__place=place, buyer=person).order_by("-pk").first()


def _hold(  # noqa: PLR0917 - the facts of one press, in the order of the form
    person: User,
    session: Session,
    billing: Billing,
    accepted: Accepted,
    now: datetime,
    voucher: Voucher | None,
) -> tuple[Order, PaymentAttempt | None]:
    price = quote(
        session.prices.terms(),
        now,
        buyer=billing.buyer,
        tax=tax_reason(billing, now),
        reduction=voucher.reduction() if voucher else None,
    )
    until = hold_until(now)
    with transaction.atomic():
        hold = places.write_hold(session, person, until, voucher=voucher)
        order = opening.open_order(
            quote=price,
            session=session,
            buyer=person,
            place=hold.place,
            billing=billing,
            accepted=accepted,
            now=now,
        )
        is_free = order.total_minor == 0
        attempt = None if is_free else freeze(order, order.total_minor, number=1, expires_at=until)
        hold.count()
        if is_free:
            _give_free(order, person, now)
    return order, attempt


def hold_until(now: datetime) -> datetime:
    """Return when a hold that begins at ``now`` ends, and with it the checkout."""
    return now + timedelta(minutes=settings.PAYMENT_HOLD_MINUTES)


def _give_free(order: Order, person: User, now: datetime) -> None:
    """A total of zero never goes to the provider: confirm at once, with a zero in the ledger."""
    for place in settling.places_of(order):
        giving.settle_free(order, place, person, now)
    bills.bill_paid(order, now)
    wake(settling.PLACES)


def _next_attempt(order: Order) -> PaymentAttempt | None:
    """A new attempt while the place is still held; None when there is nothing to pay for."""
    now = clock.now()
    held = [place for place in settling.places_of(order) if place.state == "held"]
    last = order.attempts.order_by("-number").first()
    if not held or last is None or last.state in {"succeeded", "needs_review"}:
        return None
    until = hold_until(now)
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        live = order.attempts.filter(state__in=LIVE_ATTEMPT).first()
        if live is not None:
            return live
        for place in held:
            places.extend(place, until)
        due = due_by_payment(order)
        return freeze(order, due, number=last.number + 1, expires_at=until)


def freeze(order: Order, amount_minor: int, *, number: int, expires_at: datetime) -> PaymentAttempt:
    """Write an attempt with every parameter of its call; joins the surrounding transaction.

    Args:
        amount_minor: what is asked for: the order's total, or the difference of a move.

    Raises:
        Refusal: ``too-small``: the sum is less than what can be paid by card.
    """
    smallest.refuse_too_small(amount_minor, order.currency)
    attempt = PaymentAttempt(
        order=order,
        number=number,
        amount_minor=amount_minor,
        currency=order.currency,
        expires_at=expires_at,
        created_at=clock.now(),
        parameters={},
    )
    parameters: dict[str, Any] = checkout_parameters(order, attempt)
    attempt.parameters = parameters
    attempt.save(force_insert=True)
    return attempt


def go(order: Order, attempt: PaymentAttempt) -> Purchase:
    """Open the checkout of an attempt and lead to it; nothing may be open in the database.

    Raises:
        Refusal: ``provider-away`` (the place stays held) or ``provider-refused`` (given back).
    """
    try:
        attempt = open_checkout(attempt)
    except ProviderAway as error:
        raise Refusal(
            _away(busy=error.busy), code="provider-away", next_url=order_url(order)
        ) from error
    if attempt.state == "abandoned":
        raise Refusal(
            _(
                "The payment service refused to open a payment, so your place was given back. "
                "We have been told. Try again later, or write to us and we enrol you by hand."
            ),
            code="provider-refused",
            next_url=order_url(order),
        )
    return Purchase(order, attempt.checkout_url or order_url(order))


def _away(*, busy: bool) -> str:
    if busy:
        return _(
            "The payment service is very busy. Your place stays held: "
            "press “Go to payment” again in a minute."
        )
    return _(
        "The payment service does not answer at the moment. Your place stays held: "
        "press “Go to payment” on your order's page in a minute."
    )


def _abandon(attempt: PaymentAttempt, error: ProviderRefused) -> None:
    """Nobody can pay this: the place goes back. Staff hear of it, unless it was only too late to ask."""
    too_late = attempt.expires_at <= clock.now() + SHORTEST_CHECKOUT
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=attempt.order_id)
        if try_move(attempt, "created", "abandoned", settled_at=clock.now()):
            settling.release_places(order)
            if too_late:
                return
            review.raise_item(
                "checkout-refused",
                f"attempt:{attempt.ref}",
                f"Order {order.number}: the provider refused to open a checkout ({error.code}: "
                f"{error}). Nothing can be sold until the cause is mended.",
                order,
            )
