"""Settling an attempt: read what the provider says now, apply it once, in one transaction.

The landing page, the webhook job and the sweeps all come through ``sync``. It may run any number of
times, in any order, at once: rows are locked in the order order, attempt, session, and every effect
has a unique key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Min

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courses.companies import delivering
from courses.enrolment import enrolling, places
from courses.enrolment.models import Place, PlaceState
from courses.invoicing import bills
from courses.orders import ledger, owing, transferring
from courses.orders.companies import company_of
from courses.orders.lineage import is_transfer
from courses.orders.models import EntryKind, EntrySource, Order
from courses.payment import finishing, review
from courses.payment.models import LIVE_ATTEMPT, PaymentAttempt
from courses.payment.providers.contract import Checkout
from courses.payment.providers.registry import provider

PLACES = "places"
LOOK_SPACING = timedelta(seconds=2)
SLOW_METHOD_HOLD = timedelta(days=7)


def sync(attempt: PaymentAttempt, *, source: str) -> PaymentAttempt:
    """Bring one attempt up to date with the provider; return it as it is then.

    Args:
        source: an ``EntrySource``: ``webhook``, ``sync`` (a page asked), ``reconcile`` (a sweep),
            ``staff``; kept on the ledger rows.

    Raises:
        ProviderAway: the provider cannot be asked now; nothing was changed.
    """
    if not attempt.checkout_id:
        return attempt
    seen = provider(attempt.provider).read_checkout(attempt.checkout_id)
    return apply(attempt, seen, source=source)


def sync_order(order: Order) -> None:
    """Bring the order's live attempt up to date, at most every two seconds (for its page)."""
    attempt = order.attempts.filter(state__in=LIVE_ATTEMPT).exclude(checkout_id="").first()
    if attempt is None:
        return
    now = clock.now()
    if attempt.looked_at and now - attempt.looked_at < LOOK_SPACING:
        return
    PaymentAttempt.objects.filter(pk=attempt.pk).update(looked_at=now)
    sync(attempt, source="sync")


def apply(attempt: PaymentAttempt, seen: Checkout, *, source: str) -> PaymentAttempt:
    """Apply what the provider says about an attempt's checkout; return the attempt afterwards.

    A checkout that is still open moves neither money nor places, so nobody is locked out for it.
    """
    outcome = _outcome(seen)
    if outcome == "open":
        note_checkout(attempt, seen)
        return attempt
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=attempt.order_id)
        row = PaymentAttempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        _OUTCOMES[outcome](order, row, seen, source)
    return row


def attempt_of(slug: str, seen: Checkout) -> PaymentAttempt | None:
    """Find the attempt that a checkout belongs to by our reference, and note the checkout's id.

    This joins a checkout to its attempt when the process died between the call and the note.
    """
    attempt = PaymentAttempt.objects.filter(provider=slug, ref=seen.reference).first()
    if attempt is None or (attempt.checkout_id and attempt.checkout_id != seen.id):
        return None
    if not attempt.checkout_id:
        note_checkout(attempt, seen)
    return attempt


def note_checkout(attempt: PaymentAttempt, seen: Checkout) -> None:
    """Keep the id and address of the checkout that was opened for an attempt.

    Of two that opened the same one under the same key, the slower takes over what the other noted.
    """
    if not try_move(attempt, "created", "open", checkout_id=seen.id, checkout_url=seen.url):
        attempt.refresh_from_db()


def stray_checkout(slug: str, seen: Checkout) -> str:
    """A checkout that no attempt of ours knows: money for it is looked at by a person."""
    if seen.paid == "paid":
        review.raise_item(
            "unknown-payment",
            f"{slug}:{seen.id}",
            f"A payment of {seen.total_minor} {seen.currency} (minor units) arrived that belongs to "
            "no order here. Find out where it belongs, or refund it in the provider's dashboard.",
        )
    return "ignored"


def _outcome(seen: Checkout) -> str:
    if seen.status == "complete":
        ends = {"paid": "paid", "no_payment_required": "paid", "failed": "failed"}
        return ends.get(seen.paid, "processing")
    return "expired" if seen.status == "expired" else "open"


def _processing(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """A slow method is under way: the place stays held until its answer, within a limit."""
    if try_move(attempt, ["created", "open"], "processing", payment_id=seen.payment_id):
        until = clock.now() + SLOW_METHOD_HOLD
        for place in places_of(order):
            places.extend(place, until)


def _expired(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """Nobody can pay this any more: the one proof on which a held place is given back."""
    if try_move(attempt, ["created", "open"], "expired", settled_at=clock.now()):
        release_places(order)


def _failed(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """A slow method came to nothing: the place is given back, and the buyer is told."""
    if try_move(attempt, [*LIVE_ATTEMPT], "failed", settled_at=clock.now()):
        release_places(order)
        write(
            f"payment-failed:{attempt.ref}",
            "payment_failed",
            to=order.buyer,
            context={"order": order.ref, **_sums(order)},
        )


def _paid(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    if attempt.state in {"succeeded", "needs_review"}:
        return
    doubt = _doubt(attempt, seen)
    if doubt:
        _leave_to_a_person(order, attempt, seen, doubt)
        return
    take_payment(order, attempt, seen, source)


def take_payment(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """Take a payment into the books and give what was paid for; a second one goes back.

    The caller holds the rows of order and attempt.
    """
    book(order, attempt, seen, source)
    already_paid = order.attempts.filter(state="succeeded").exclude(pk=attempt.pk).exists()
    if already_paid:
        owing.owe(order, attempt.amount_minor, "duplicate")
    else:
        _deliver(order, attempt, seen)
    wake(PLACES)
    wake(owing.TOPIC)


def book(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """Note on the attempt and in the ledger that money came; nothing is given for it yet."""
    attempt.state = "succeeded"
    attempt.payment_id, attempt.checkout_id = seen.payment_id, seen.id
    attempt.settled_at = clock.now()
    attempt.save(update_fields=["state", "payment_id", "checkout_id", "settled_at"])
    _post(order, attempt, seen, source)


def _doubt(attempt: PaymentAttempt, seen: Checkout) -> str:
    """Return why the payment is not what was asked for, or nothing."""
    if seen.currency != attempt.currency:
        return f"paid in {seen.currency} instead of {attempt.currency}"
    if seen.total_minor != attempt.amount_minor:
        return f"{seen.total_minor} was paid instead of {attempt.amount_minor}"
    if seen.reference != attempt.ref:
        return "the provider's reference names another attempt"
    return ""


def _leave_to_a_person(order: Order, attempt: PaymentAttempt, seen: Checkout, doubt: str) -> None:
    moved = try_move(
        attempt,
        [*LIVE_ATTEMPT, "expired"],
        "needs_review",
        payment_id=seen.payment_id,
        settled_at=clock.now(),
    )
    if moved:
        review.raise_item(
            "payment-differs",
            f"attempt:{attempt.ref}",
            f"Order {order.number}: {doubt}. Nobody was enrolled and nothing was refunded by "
            "itself. Compare with the provider's dashboard and decide.",
            order,
        )


def _post(order: Order, attempt: PaymentAttempt, seen: Checkout, source: str) -> None:
    """Write the charge and the provider's fee into the ledger, once each."""
    at = seen.paid_at or clock.now()
    ledger.post(
        order,
        EntryKind.CHARGE,
        seen.total_minor,
        provider=attempt.provider,
        provider_object_id=seen.charge_id or seen.payment_id or seen.id,
        occurred_at=at,
        source=EntrySource(source),
        evidence=f"attempt:{attempt.ref}",
    )
    if seen.fee_id and seen.fee_minor:
        ledger.post(
            order,
            EntryKind.FEE,
            -seen.fee_minor,
            currency=seen.fee_currency,
            provider=attempt.provider,
            provider_object_id=seen.fee_id,
            occurred_at=at,
            source=EntrySource(source),
            evidence=f"attempt:{attempt.ref}",
        )


def _deliver(order: Order, attempt: PaymentAttempt, seen: Checkout) -> None:
    """Give what was paid for: the place, the enrolment, the document, the receipt letter."""
    if is_transfer(order):
        _move(order, attempt, seen)
        return
    if company_of(order):
        _deliver_to_company(order, attempt, seen)
        return
    if not all(_secure(place) for place in places_of(order)):
        _send_back(order, attempt)
        return
    for place in places_of(order):
        enrolling.enrol(place, order.buyer)
    document = bills.bill_paid(order, seen.paid_at or clock.now())
    write(
        f"receipt:{order.ref}",
        "receipt",
        to=order.buyer,
        context={
            "order": order.ref,
            "document_number": document.number,
            "paid_at": (seen.paid_at or clock.now()).isoformat(),
            **_sums(order),
        },
    )


def _deliver_to_company(order: Order, attempt: PaymentAttempt, seen: Checkout) -> None:
    """All places of the company are confirmed, or all of the money goes back."""
    now = clock.now()
    if delivering.settle(order, seen.paid_at or now, now) is None:
        _send_back(order, attempt)


def _send_back(order: Order, attempt: PaymentAttempt) -> None:
    """The money came after the places were gone: all of it is owed back."""
    owing.owe(order, attempt.amount_minor, "full")
    write(
        f"paid-but-full:{order.ref}",
        "paid_but_full",
        to=order.buyer,
        context={"order": order.ref, **_sums(order)},
    )


def _move(order: Order, attempt: PaymentAttempt, seen: Checkout) -> None:
    """The difference was paid: the place moves, or the difference goes back."""
    if finishing.finish(order, seen.paid_at or clock.now()):
        return
    owing.owe(order, attempt.amount_minor, "not-moved")
    write(
        f"not-moved:{order.ref}",
        "not_moved",
        to=order.buyer,
        context={"order": order.ref, **_sums(order), "due_minor": attempt.amount_minor},
    )


def _sums(order: Order) -> dict[str, object]:
    session = order.session
    return {
        "order_number": order.number,
        "total_minor": order.total_minor,
        "currency": order.currency,
        "course": session.course.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "session_zone": session.zone,
    }


def places_of(order: Order) -> list[Place]:
    """Return the places that an order pays for, each once, in the order of its lines."""
    found = Place.objects.filter(lines__order=order).annotate(first=Min("lines__position"))
    return list(found.order_by("first"))


def release_places(order: Order) -> None:
    """Give back the held places of an order; tell the waiting list. A move that waited lapses."""
    for place in places_of(order):
        places.release(place)
    transferring.lapse(order)
    wake(PLACES)


def _secure(place: Place) -> bool:
    """Confirm a held place, or take one again if it was given back meanwhile."""
    if place.state == PlaceState.HELD:
        try:
            places.confirm(place)
        except Refusal:
            place.refresh_from_db()
    return place.state == PlaceState.CONFIRMED or places.reclaim(place)


_OUTCOMES: dict[str, Callable[[Order, PaymentAttempt, Checkout, str], None]] = {
    "processing": _processing,
    "expired": _expired,
    "failed": _failed,
    "paid": _paid,
}
