"""Companies registered at the provider, and what its register says of their VAT numbers.

A number is right by its form when it is typed. The provider looks it up later; when the register does
not know it, the order is flagged and a person decides. A bill that was written is never altered by it.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.moves import swap, try_move
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders.companies import Paying
from courses.orders.models import Order, OrderBilling, VatCheck
from courses.payment import review
from courses.payment.bill_models import ProviderCustomer
from courses.payment.bill_parameters import customer_parameters
from courses.payment.providers.contract import ProviderAway, ProviderRefused
from courses.payment.providers.registry import bill_provider
from courses.pricing.tax import TaxReason
from courses.pricing.vat_numbers import is_of_the_eu

log = logging.getLogger(__name__)
BATCH = 20
LONGEST_PAUSE = 3600
LOOK_FOR = timedelta(days=3)  # a register that has not answered by then is asked by hand
# What the provider says of a number on the left, ours on the right.
CHECKS = {
    "pending": VatCheck.PENDING,
    "verified": VatCheck.VERIFIED,
    "unverified": VatCheck.UNVERIFIED,
    "unavailable": VatCheck.UNAVAILABLE,
}


def want_missing() -> int:
    """Note the companies that must be known at the provider; return how many.

    Those are the ones that pay on invoice, and those whose number took the VAT off their bill.
    """
    if not settings.INVOICE_PROVIDER:
        return 0
    wanted = Q(company__paying=Paying.INVOICE) | Q(vat_reason=TaxReason.REVERSE_CHARGE)
    unknown = Order.objects.filter(
        wanted, company__isnull=False, provider_customer__isnull=True
    ).exclude(company__paying=Paying.CARD, lines__place__state="held")
    found = unknown.exclude(billing__company="").distinct().order_by("pk")[:BATCH]
    return sum(_want(order) for order in found)


def register_due() -> int:
    """Register the companies whose time has come; look again at numbers that were not answered."""
    return sum(_try(row) for row in _claim()) + sum(_look(row) for row in _unanswered())


def customer_for(order: Order) -> str | None:
    """Return the id under which an order's company is known, registering it now if need be.

    None when the provider refused it.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    _want(order)
    row = ProviderCustomer.objects.select_related("order__billing").get(order=order)
    if row.state == "wanted":
        register(row)
    return row.customer_id or None


def register(row: ProviderCustomer) -> None:
    """Register a company, then give it its VAT number; each step once, under a key of its own."""
    provider = bill_provider(row.provider)
    try:
        customer_id = provider.make_customer(row.parameters, row.key)
    except ProviderRefused as error:
        _refused(row, error)
        return
    try_move(row, "wanted", "known", customer_id=customer_id, parameters={})
    if not row.number_given:
        give_number(row)


def give_number(row: ProviderCustomer) -> None:
    """Hand a company's EU VAT number over to be looked up; a no about its form counts as unknown."""
    number = row.order.billing.vat_number
    if number and is_of_the_eu(number):
        try:
            seen = bill_provider(row.provider).give_number(
                row.customer_id, number, f"{row.key}:number"
            )
        except ProviderRefused:
            note_check(row.order, "unverified")
        else:
            note_check(row.order, seen.vat_check)
    swap(row, {"number_given": False}, number_given=True)


def look(slug: str, customer_id: str) -> str:
    """Read again what the register says of a company's number; ``ignored`` when it is none of ours."""
    row = ProviderCustomer.objects.filter(provider=slug, customer_id=customer_id).first()
    if row is None:
        return "ignored"
    note_check(row.order, bill_provider(slug).read_customer(customer_id).vat_check)
    return "done"


def note_check(order: Order, said: str) -> None:
    """Keep what a register said of an order's VAT number; a number it does not know is flagged."""
    check = CHECKS.get(said)
    if check is None:
        return
    OrderBilling.objects.filter(order=order).exclude(vat_number="").update(
        vat_check=check, vat_checked_at=clock.now()
    )
    if check is VatCheck.UNVERIFIED:
        review.raise_item(
            "vat-unverified",
            f"order:{order.ref}",
            f"Order {order.number}: the register of VAT numbers does not know the company's number. "
            "Its bill stays as it was written. Ask the company; if the number is wrong, settle the "
            "tax with it and your adviser.",
            order,
        )
    elif check is VatCheck.VERIFIED:
        review.settle("vat-unverified", "The register knows the number now.", order=order)


def check_by_hand(order: Order, *, is_right: bool, actor: User) -> None:
    """Keep what staff found out about an order's VAT number, as if its register had said so."""
    with transaction.atomic():
        note_check(order, "verified" if is_right else "unverified")
        audit.record(actor, "vat-number.checked", f"order:{order.ref}", is_right=is_right)


def _want(order: Order) -> int:
    row = ProviderCustomer(
        order=order,
        provider=settings.INVOICE_PROVIDER,
        next_try_at=clock.now(),
        created_at=clock.now(),
    )
    row.parameters = customer_parameters(order, row)
    made = ProviderCustomer.objects.bulk_create([row], ignore_conflicts=True)
    return len(made)


def _claim() -> list[ProviderCustomer]:
    now = clock.now()
    with transaction.atomic():
        rows = list(
            ProviderCustomer.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(Q(state="wanted") | Q(state="known", number_given=False), next_try_at__lte=now)
            .select_related("order__billing")
            .order_by("next_try_at", "pk")[:BATCH]
        )
        for row in rows:
            row.tries += 1
            pause = min(LONGEST_PAUSE, 10 * 2 ** min(row.tries, 9))
            row.next_try_at = now + timedelta(seconds=pause)
            row.save(update_fields=["tries", "next_try_at"])
    return rows


def _try(row: ProviderCustomer) -> int:
    try:
        if row.state == "wanted":
            register(row)
        else:
            give_number(row)
    except ProviderAway as error:
        log.warning("The company of order %s waits: %s", row.order.number, error)
        return 0
    return 1


def _unanswered() -> list[ProviderCustomer]:
    """Return companies whose number the register has not answered about, once an hour each."""
    now = clock.now()
    return list(
        ProviderCustomer.objects.filter(
            state="known",
            number_given=True,
            order__billing__vat_check=VatCheck.PENDING,
            order__billing__vat_checked_at__lt=now - timedelta(hours=1),
            created_at__gt=now - LOOK_FOR,
        ).select_related("order__billing")[:BATCH]
    )


def _look(row: ProviderCustomer) -> int:
    try:
        look(row.provider, row.customer_id)
    except ProviderAway:
        return 0
    row.order.billing.refresh_from_db()
    return int(row.order.billing.vat_check != VatCheck.PENDING)


def _refused(row: ProviderCustomer, error: ProviderRefused) -> None:
    if try_move(row, "wanted", "refused"):
        review.raise_item(
            "customer-refused",
            f"customer:{row.ref}",
            f"Order {row.order.number}: the payment service refused to register the company "
            f"({error.code}: {error}). Send the PDF of its invoice yourself.",
            row.order,
        )
