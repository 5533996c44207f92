"""Rows of places that a company bought, and of the people who look after them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courses.catalogue.models import Session
from courses.orders.models import Order


class Paying(StrEnum):
    """How a company pays its places."""

    CARD = "card"
    INVOICE = "invoice"
    SETTLED = "settled"  # nothing is to be paid, or the money was here already


class OnInvoice(StrEnum):
    """What becomes of places while their invoice is not paid."""

    OFF = "off"  # companies pay by card; staff may still make an order on invoice by hand
    HOLD = "hold"  # held until the last day for paying, confirmed by the money
    CONFIRM = "confirm"  # confirmed at once


class CompanyOrder(models.Model):
    """What an order of a company's places says beyond every order; frozen when it is opened.

    Attributes:
        change_until_at: until when a person on a place may be swapped.
        tells_presence: the company sees whether its people came; each of them reads so before taking
            the place.
        press: what the page carried that the order was made on, so that a second press of the same
            page finds it; None for orders made by staff.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="company")
    paying = models.CharField(max_length=8)
    on_invoice = models.CharField(max_length=8, blank=True)
    change_until_at = models.DateTimeField()
    tells_presence = models.BooleanField(default=False)
    press = models.CharField(max_length=26, unique=True, null=True)  # noqa: DJ001 - none is no press

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(paying="invoice", on_invoice__in=["hold", "confirm"])
                | Q(paying__in=["card", "settled"], on_invoice=""),
                name="only_an_invoice_holds_or_confirms_places",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.paying}"


class CompanyTerms(models.Model):
    """How companies buy places of one session, where that differs from the installation's settings.

    Attributes:
        on_invoice: an ``OnInvoice``, or empty for the installation's.
        due_days: days from the order to the last day for paying; None for the installation's.
        change_hours: a person may be swapped until so many hours before the start; None likewise.
        tells_presence: see ``CompanyOrder``.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="company_terms")
    on_invoice = models.CharField(max_length=8, blank=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    change_hours = models.PositiveSmallIntegerField(null=True)
    tells_presence = models.BooleanField(default=False)

    class Meta:
        app_label = "courses"
        verbose_name_plural = "company terms"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(on_invoice__in=["", *(way.value for way in OnInvoice)]),
                name="company_terms_know_what_becomes_of_unpaid_places",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.on_invoice}"


class CompanyManager(models.Model):
    """A colleague of the buyer who looks after an order's places, known by an address.

    Whoever is signed in under that address, which is always a proved one, sees the places; money
    and documents stay with the buyer.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="managers")
    email = models.EmailField(max_length=254)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint("order", "email", name="a_colleague_is_added_once"),
            models.CheckConstraint(condition=~Q(email=""), name="a_colleague_has_an_address"),
        ]
        indexes: ClassVar = [models.Index("email", name="orders_a_colleague_looks_after")]

    def __str__(self) -> str:
        return str(self.order_id)


def company_of(order: Order) -> CompanyOrder | None:
    """Return what makes an order a company's, or None for every other order."""
    return CompanyOrder.objects.filter(order=order).first()
