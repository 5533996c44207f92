"""Rows of invoices at a provider, and of the companies that it knows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.invoicing.models import Document
from courses.orders.models import Order

LIVE_BILL = ["wanted", "open"]
BILL_STATES = [*LIVE_BILL, "paid", "void", "uncollectible", "refused"]


class ProviderCustomer(models.Model):
    """A company registered at a provider: so that it can be sent an invoice, or its number looked up.

    ``wanted -> known | refused``. Parameters are frozen before the call, so that a call whose answer
    was lost is repeated byte for byte under the same key; they are emptied when it is known.
    """

    ref = RefField()
    order = models.OneToOneField(Order, models.PROTECT, related_name="provider_customer")
    provider = models.CharField(max_length=20, default="stripe")
    state = models.CharField(max_length=8, default="wanted")
    parameters = models.JSONField(default=dict, blank=True)
    customer_id = models.CharField(max_length=255, blank=True)
    number_given = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["wanted", "known", "refused"]),
                name="a_provider_customer_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="known") | ~Q(customer_id=""),
                name="a_known_customer_has_its_id",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="wanted"),
                name="customers_to_register",
            ),
            models.Index(fields=["customer_id"], name="customer_at_its_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"

    @property
    def key(self) -> str:
        """Our idempotency key for registering it."""
        return f"customer:{self.ref}"


class ProviderInvoice(models.Model):
    """One invoice of ours at a provider, under our number, by which a company pays.

    ``wanted -> open -> paid | void | uncollectible``; ``wanted -> refused`` when the provider said no
    for certain. What comes in is read again from the provider, whoever told of it.

    Attributes:
        document: the invoice that it stands for; never two for one document.
        amount_minor: what the document asks for.
        credited_minor: what the provider has taken off it; ``paid_minor`` what came for it.
        url: the provider's page that says how to pay.
    """

    ref = RefField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="provider_invoices")
    document = models.OneToOneField(Document, models.PROTECT, related_name="provider_invoice")
    provider = models.CharField(max_length=20, default="stripe")
    state = models.CharField(max_length=14, default="wanted")
    parameters = models.JSONField(default=dict, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    credited_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    invoice_id = models.CharField(max_length=255, blank=True)
    url = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BILL_STATES), name="a_provider_invoice_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, credited_minor__gte=0, paid_minor__gte=0)
                & Q(credited_minor__lte=F("amount_minor")),
                name="a_provider_invoice_is_for_money",
            ),
            models.UniqueConstraint(
                fields=["provider", "invoice_id"],
                condition=~Q(invoice_id=""),
                name="one_row_for_each_invoice_at_a_provider",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=LIVE_BILL),
                name="live_invoices_by_next_try",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"

    @property
    def key(self) -> str:
        """Our idempotency key; each step of sending it adds its own word."""
        return f"invoice:{self.ref}"
