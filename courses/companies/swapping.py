"""Swapping the person on a company's place, until the cut-off that the order says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.enrolment import claiming
from courses.enrolment.models import Place
from courses.orders.companies import CompanyOrder
from courses.orders.company_places import tell_guest
from courses.orders.models import Order


def swap_out(
    order: Order, place: Place, *, actor: User, now: datetime, by_staff: bool = False
) -> None:
    """End the enrolment on a place, which is free for somebody else at once, and tell the person.

    What the person has worked stays theirs; whoever comes begins anew under another cover name.

    Args:
        by_staff: staff may swap until the session is over.

    Raises:
        Refusal: ``swap-late`` or ``not-enrolled``.
    """
    company = CompanyOrder.objects.get(order=order)
    ends = order.session.ends_at if by_staff else company.change_until_at
    if now >= ends:
        raise Refusal(
            _("The last moment for giving this place to somebody else is over. Write to us."),
            code="swap-late",
        )
    with transaction.atomic():
        enrolment = claiming.free(place, now)
        tell_guest(order, enrolment, f"swapped:{enrolment.ref}", None)
        if by_staff:
            audit.record(
                actor, "company-place.swapped", f"order:{order.ref}", enrolment=enrolment.ref
            )
