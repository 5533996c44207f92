"""Places that wait for a transfer, confirmed by staff before the money is here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.companies.delivering import deliver
from courses.enrolment import places
from courses.enrolment.models import Place, PlaceState
from courses.orders.companies import Paying
from courses.orders.models import Order


def confirm_now(order: Order, *, actor: User, now: datetime) -> int:
    """Confirm the held places of an order on invoice, which stays as it is; return how many.

    Whether they go back when the money does not come, the order's last day says as before.

    Raises:
        Refusal: ``nothing-held``.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        held = Place.objects.filter(lines__order=locked, state=PlaceState.HELD).distinct()
        waiting = list(held.order_by("pk")) if locked.company.paying == Paying.INVOICE else []
        if not waiting:
            raise Refusal(
                _("No place of this order waits for a transfer any more."), code="nothing-held"
            )
        for place in waiting:
            places.confirm(place)
        deliver(locked, now)
        audit.record(actor, "company-places.confirmed", f"order:{locked.ref}", places=len(waiting))
    return len(waiting)
