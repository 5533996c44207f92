"""Orders with their frozen terms, the ledger, cancellations and the refunds they leave owing."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment, Place
from courses.pricing.tax import TaxReason


class OrderKind(StrEnum):
    """Who ordered and how: a person, a company, nobody who pays, or staff by hand."""

    PERSON = "person"
    COMPANY = "company"
    FREE = "free"
    STAFF = "staff"


class EntryKind(StrEnum):
    """What a ledger entry says happened to money."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_REVERSAL = "refund_reversal"
    DISPUTE_WITHDRAWAL = "dispute_withdrawal"
    DISPUTE_REINSTATEMENT = "dispute_reinstatement"
    FEE = "fee"
    MANUAL_TRANSFER = "manual_transfer"
    ZERO = "zero"
    ADJUSTMENT = "adjustment"
    CARRIED_OUT = "carried_out"  # with a place that moves, to the order of the new one
    CARRIED_IN = "carried_in"


class EntrySource(StrEnum):
    """How the ledger learnt of it."""

    WEBHOOK = "webhook"
    SYNC = "sync"
    RECONCILE = "reconcile"
    STAFF = "staff"
    HOUSE = "house"  # the platform itself, as for a free place


class CancelledBy(StrEnum):
    """Whose act a cancellation is."""

    STUDENT = "student"
    STAFF = "staff"
    ORGANISER = "organiser"  # the whole session is called off
    HOUSE = "house"  # the platform: it was not paid in time


class RefundState(StrEnum):
    """``owed -> submitted -> settled | failed``, ``owed -> dropped``; failed can be owed again."""

    OWED = "owed"
    SUBMITTED = "submitted"
    SETTLED = "settled"
    FAILED = "failed"
    DROPPED = "dropped"


class RefundRoute(StrEnum):
    """Which way money goes back: the way it came through a provider, or by staff's own hand."""

    PROVIDER = "provider"
    HAND = "hand"


class VatCheck(StrEnum):
    """What is known of a VAT number: right by its form, or what the states' register said."""

    FORMAT = "format"
    PENDING = "pending"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    UNAVAILABLE = "unavailable"


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders, as far as a person may see them."""

    def visible_to(self, user: Any) -> OrderQuerySet:
        """Return the orders the person bought; staff see money on the desk, not here."""
        return self.filter(buyer_id=user.pk) if user.pk else self.none()

    def looked_after_by(self, user: Any) -> OrderQuerySet:
        """Return the orders whose places the person may give to people: a company's, own or told to."""
        if not user.pk:
            return self.none()
        own_or_told = Q(buyer_id=user.pk) | Q(managers__email=user.email or "-")
        return self.filter(own_or_told, company__isnull=False).distinct()


class Order(models.Model):
    """What was agreed: who buys which places at which price under which terms.

    Nothing here changes after opening. Its state is derived (``orders.status``), its balance is the
    sum of its ledger entries (``orders.balance``). Names and addresses are in ``OrderBilling``.

    Attributes:
        vat_reason: a ``pricing.tax.TaxReason``: why VAT is charged, or why not.
        seller: the organiser's particulars as they were.
        terms: the frozen ``orders.terms.Terms`` as JSON.
        pay_by_on: for orders paid by transfer, the last day.
        release_unpaid: whether the place goes back by itself when that day passes unpaid.
    """

    ref = RefField()
    number = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    session = models.ForeignKey(Session, models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    vat_bp = models.PositiveIntegerField()
    vat_mode = models.CharField(max_length=10)
    vat_reason = models.CharField(max_length=16, default=TaxReason.RATE)
    total_minor = models.BigIntegerField()
    seller = models.JSONField(default=dict)
    terms = models.JSONField()
    language = models.CharField(max_length=12, default="en")
    pay_by_on = models.DateField(null=True)
    release_unpaid = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = OrderQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("vat_minor")),
                name="an_order_is_its_net_sum_and_its_vat",
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0, vat_minor__gte=0),
                name="an_order_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in OrderKind]),
                name="an_order_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(vat_reason=TaxReason.RATE.value)
                | Q(vat_reason__in=[r.value for r in TaxReason], vat_minor=0, vat_bp=0),
                name="vat_is_charged_at_a_rate_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(kind="free") | Q(total_minor=0), name="a_free_order_costs_nothing"
            ),
            models.CheckConstraint(
                condition=Q(release_unpaid=False) | Q(pay_by_on__isnull=False),
                name="an_order_released_unpaid_has_a_last_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index("buyer", F("created_at").desc(), name="orders_of_a_buyer"),
            models.Index("session", "created_at", name="orders_of_a_session"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the order page."""
        return reverse("order", args=[self.ref])


class OrderBilling(models.Model):
    """Who the bill is made out to; beside the order, so that it can be erased.

    Attributes:
        vat_check: a ``VatCheck``, or empty where there is no VAT number.
        reference: the company's own, such as its purchase order's number.
    """

    order = models.OneToOneField(Order, models.CASCADE, related_name="billing")
    name = models.CharField(max_length=160, blank=True)
    company = models.CharField(max_length=160, blank=True)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    vat_check = models.CharField(max_length=12, blank=True)
    vat_checked_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(vat_check__in=["", *(check.value for check in VatCheck)]),
                name="a_vat_check_has_a_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.company or self.name


class OrderLine(models.Model):
    """One thing bought: usually one place. ``description`` is frozen in the order's language."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="lines")
    kind = models.CharField(max_length=20)
    description = models.CharField(max_length=200)
    amount_minor = models.BigIntegerField()

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("order", "position", name="lines_of_an_order_are_numbered"),
        ]

    def __str__(self) -> str:
        return self.description


class LedgerEntry(models.Model):
    """One movement of money, written once and never changed; held by triggers.

    ``amount_minor`` is signed from the house's view: money in is positive. A fee may be in another
    currency than the order; every other entry is in the order's own, held by a trigger.
    ``evidence`` names what it was learnt from (an attempt, an event, a bank reference of ours); no
    personal data stands here.
    """

    ref = RefField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=24)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=20)
    provider_object_id = models.CharField(max_length=120)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["occurred_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "provider",
                "kind",
                "provider_object_id",
                name="one_entry_for_each_thing_at_a_provider",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["charge", "refund_reversal", "dispute_reinstatement", "carried_in"]
                )
                & Q(amount_minor__gt=0)
                | Q(kind__in=["refund", "dispute_withdrawal", "carried_out"])
                & Q(amount_minor__lt=0)
                | Q(kind__in=["fee", "manual_transfer", "adjustment"]) & ~Q(amount_minor=0)
                | Q(kind="zero", amount_minor=0),
                name="an_entry_has_a_known_kind_and_its_sign",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in EntrySource]),
                name="an_entry_has_a_known_source",
            ),
            models.CheckConstraint(
                condition=~Q(source="staff") | Q(actor__isnull=False),
                name="an_entry_of_staff_has_its_actor",
            ),
        ]
        indexes: ClassVar = [
            models.Index("order", "id", name="entries_of_an_order"),
            models.Index("occurred_at", name="entries_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency}"


class Cancellation(models.Model):
    """One place given back, with the lines of reckoning as they were shown.

    ``waived_minor`` is what of an unpaid sum is not asked for any more.
    """

    ref = RefField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="cancellations")
    place = models.OneToOneField(Place, models.PROTECT, related_name="cancellation")
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, null=True, related_name="cancellation"
    )
    by = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=20)
    lines = models.JSONField(default=list)
    refund_minor = models.BigIntegerField()
    waived_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(by__in=[by.value for by in CancelledBy]),
                name="a_cancellation_is_by_somebody_known",
            ),
            models.CheckConstraint(
                condition=Q(refund_minor__gte=0, waived_minor__gte=0),
                name="a_cancellation_costs_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.basis}"


class RefundOwed(models.Model):
    """Money the house owes back: a row that ``payment`` picks up, or staff pays by hand."""

    ref = RefField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds_owed")
    cancellation = models.OneToOneField(
        Cancellation, models.PROTECT, null=True, related_name="refund_owed"
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=24)
    route = models.CharField(max_length=10, default=RefundRoute.PROVIDER)
    state = models.CharField(max_length=10, default=RefundState.OWED)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        verbose_name_plural = "refunds owed"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="a_refund_owed_is_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RefundState]),
                name="a_refund_owed_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(route__in=[route.value for route in RefundRoute]),
                name="a_refund_owed_has_a_known_route",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True)),
                name="a_settled_refund_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "route",
                "id",
                name="refunds_to_pay",
                condition=Q(state__in=["owed", "submitted", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.state}"
