"""Colleagues who look after a company's places: added by address, told by letter, taken off again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courses.catalogue.facts import session_facts
from courses.companies.delivering import places_path
from courses.orders.companies import CompanyManager
from courses.orders.models import Order

MOST = 10


def add(order: Order, email: str, now: datetime) -> CompanyManager:
    """Let whoever is signed in under an address look after the places; tell them by letter.

    Nothing says whether anybody has an account there.

    Raises:
        Refusal: ``known`` already, ``own`` address, or ``too-many``.
    """
    address = email.strip().lower()
    if address == (order.buyer.email or "").lower():
        raise Refusal(_("This is your own address; you look after the places anyway."), code="own")
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if order.managers.filter(email=address).exists():
            raise Refusal(_("This address looks after the places already."), code="known")
        if order.managers.count() >= MOST:
            raise Refusal(
                _("Ten colleagues look after these places. Take one off first."), code="too-many"
            )
        manager = CompanyManager.objects.create(order=order, email=address, added_at=now)
        write(
            f"company-manager:{order.ref}:{manager.pk}",
            "company_manager",
            to=address,
            language=order.language,
            context={
                **session_facts(order.session),
                "company": order.billing.company,
                "places_path": places_path(order),
            },
        )
    return manager


def remove(order: Order, pk: int) -> bool:
    """Take a colleague off; tell whether this call did."""
    deleted, _rows = order.managers.filter(pk=pk).delete()
    return bool(deleted)
