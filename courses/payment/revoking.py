"""Taking a place away because its payment is gone, or is fraud."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.enrolment import claiming, enrolling, places
from courses.enrolment.models import EndReason, EnrolmentState, Place, PlaceState
from courses.orders import owing, refunding
from courses.orders.company_places import tell_guest
from courses.orders.lineage import lock_where_now
from courses.orders.models import CancelledBy, Order


def revoke(order: Order, why: str, *, actor: User | None = None) -> int:
    """Revoke the confirmed places that an order paid for; return how many there were.

    The caller holds the order's row. The buyer and whoever sat on a place get a letter; marks and
    certificates stay for a person to decide.

    Args:
        why: a slug for the audit trail, such as ``payment-lost``.
        actor: the staff member whose act it is; None when it follows from a lost dispute.
    """
    confirmed = Place.objects.filter(lines__order=order, state=PlaceState.CONFIRMED).distinct()
    gone = [place for place in confirmed.order_by("pk") if _revoke(order, place)]
    if gone:
        _tell_buyer(order, gone)
        claiming.withdraw_all(gone, clock.now())
        audit.record(actor, "place.revoked", f"order:{order.ref}", why=why, places=len(gone))
    return len(gone)


def refund_and_revoke(order: Order, *, actor: User) -> int:
    """Send everything back that is still here and revoke the places; return the sum (minor units).

    Raises:
        Refusal: ``disputed``: the bank has taken the money already.
    """
    with transaction.atomic():
        locked = lock_where_now(order)
        left = owing.most(locked)
        if left:
            refunding.refund_part(locked, left, actor=actor, reason="fraud")
        if not revoke(locked, "fraud", actor=actor) and not left:
            raise Refusal(
                _("There is nothing left to refund or to revoke on this order. Close the item."),
                code="nothing",
            )
    return left


def _revoke(order: Order, place: Place) -> bool:
    enrolment = place.enrolments.filter(state=EnrolmentState.ACTIVE).first()
    if enrolment:
        enrolling.end(enrolment, EndReason.REVOKED)
    if not places.cancel(place, PlaceState.REVOKED):
        return False
    if enrolment:
        tell_guest(order, enrolment, f"place-over:{place.ref}", CancelledBy.HOUSE)
    return True


def _tell_buyer(order: Order, gone: list[Place]) -> None:
    write(
        f"place-revoked:{gone[0].ref}",
        "place_revoked",
        to=order.buyer,
        context={
            **session_facts(order.session),
            "number": order.number,
            "places": len(gone),
            "order_path": order.get_absolute_url(),
        },
    )
