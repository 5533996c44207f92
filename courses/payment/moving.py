"""Pressing "Move my place": held and reckoned first, paid if something is due, then carried out."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders import transferring
from courses.orders.models import CancelledBy, Order
from courses.orders.terms import Accepted
from courses.orders.transfers import PlaceTransfer, TransferState
from courses.payment import finishing, settling
from courses.payment.buying import Purchase, freeze, go, hold_until, order_url

log = logging.getLogger(__name__)
BATCH = 50


def move(
    enrolment: Enrolment,
    session: Session,
    *,
    actor: User,
    accepted: Accepted,
    shown: tuple[int, int],
    now: datetime,
) -> Purchase:
    """Move the student's own place, at once or by way of the payment of the difference.

    While that is paid the new place is held and the old one stays confirmed; if it is not paid, the
    new one goes back and nothing has changed.

    Args:
        shown: what the page said is due and comes back, minor units.

    Raises:
        Refusal: as ``transferring.begin``; ``too-small``; or the provider is away.
    """
    until = hold_until(now)
    with transaction.atomic():
        transfer = transferring.begin(
            enrolment,
            session,
            by=CancelledBy.STUDENT,
            actor=actor,
            accepted=accepted,
            shown=shown,
            until=until,
            now=now,
        )
        order = transfer.order_to
        due = transfer.due_minor
        attempt = freeze(order, due, number=1, expires_at=until) if due else None
    if attempt is not None:
        return go(order, attempt)
    _finish_now(order)
    return Purchase(order, order_url(order))


def move_by_staff(
    enrolment: Enrolment,
    session: Session,
    *,
    actor: User,
    shown: tuple[int, int],
    now: datetime,
    pay_by_on: date | None = None,
    **choices: Any,
) -> Order:
    """Move somebody's place for them; a difference is waived, or is to come by transfer.

    Args:
        pay_by_on: the last day for a difference that is still due.
        choices: ``generous`` and ``keep_price``, see ``orders.moving.reckon_move``.

    Raises:
        Refusal: as ``transferring.begin``.
    """
    with transaction.atomic():
        transfer = transferring.begin(
            enrolment,
            session,
            by=CancelledBy.STAFF,
            actor=actor,
            accepted=Accepted(pages=(), at=now),
            shown=shown,
            until=hold_until(now),
            now=now,
            pay_by_on=pay_by_on,
            **choices,
        )
        audit.record(
            actor,
            "place.moved",
            f"order:{transfer.order_from.ref}",
            to=transfer.order_to.ref,
            carried_minor=transfer.carried_minor,
            due_minor=transfer.due_minor,
            back_minor=transfer.back_minor,
            currency=transfer.currency,
        )
    _finish_now(transfer.order_to)
    return transfer.order_to


def finish_left() -> int:
    """Carry out the moves for which nothing is to be paid first, and whose process died before it.

    Returns how many came to an end.
    """
    left = PlaceTransfer.objects.filter(
        state=TransferState.OPEN, order_to__attempts=None
    ).select_related("order_to")
    done = 0
    for transfer in left.order_by("created_at")[:BATCH]:
        try:
            _finish_now(transfer.order_to)
        except Refusal:
            log.warning("A move of order %s could not be carried out.", transfer.order_from_id)
        except Exception:
            log.exception("The move %s could not be carried out.", transfer.ref)
            continue
        done += 1
    return done


def _finish_now(order: Order) -> None:
    """Carry out a move for which nothing is to be paid first.

    Raises:
        Refusal: ``not-moved``: the new place was given back and the old one is as it was.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        done = finishing.finish(locked, clock.now())
    if not done:
        settling.release_places(order)
        raise Refusal(
            _(
                "Your place could not be moved: it, or the session to move to, has just changed. "
                "Look at your orders."
            ),
            code="not-moved",
        )
