"""Rows of payment: attempts to pay, deliveries, refunds, disputes, things to look at."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.payment.dispute_reasons import reason_word

LIVE_ATTEMPT = ["created", "open", "processing"]
ATTEMPT_STATES = [*LIVE_ATTEMPT, "succeeded", "failed", "expired", "abandoned", "needs_review"]
REFUND_STATES = [
    "requested",
    "submitting",
    "pending",
    "requires_action",
    "succeeded",
    "failed",
    "cancelled",
]


class PaymentAttempt(models.Model):
    """One hosted checkout for an order.

    Every parameter of the call is frozen here before it is made, so that asking again after an
    unknown outcome sends the same bytes under the same key.
    ``created -> open -> processing -> succeeded | failed``; ``open -> expired``;
    ``created -> abandoned`` when the provider refused for certain.
    """

    ref = RefField()
    order = models.ForeignKey("courses.Order", models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=20, default="stripe")
    state = models.CharField(max_length=14, default="created")
    parameters = models.JSONField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    checkout_id = models.CharField(max_length=255, blank=True)
    checkout_url = models.TextField(blank=True)
    payment_id = models.CharField(max_length=255, blank=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint("order", "number", name="attempts_of_an_order_are_numbered"),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(state__in=LIVE_ATTEMPT),
                name="one_live_attempt_for_each_order",
            ),
            models.UniqueConstraint(
                fields=["provider", "checkout_id"],
                condition=~models.Q(checkout_id=""),
                name="one_attempt_for_each_checkout",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ATTEMPT_STATES), name="an_attempt_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="an_attempt_is_for_money"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state__in=LIVE_ATTEMPT),
                name="live_attempts_by_expiry",
            ),
            models.Index(fields=["payment_id"], name="attempt_of_a_payment"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number} {self.state}"

    @property
    def key(self) -> str:
        """Our idempotency key for the call that opens the checkout."""
        return f"attempt:{self.ref}:checkout"


class Delivery(models.Model):
    """One event from a provider, stored raw before any work: the inbox.

    ``received -> processing -> done | ignored``; a failure goes back to ``received`` with a later
    ``next_try_at`` and becomes ``dead`` after ten tries. Bodies are emptied after 90 days.
    """

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=255)
    payment_id = models.CharField(max_length=255, blank=True)
    api_version = models.CharField(max_length=40, blank=True)
    livemode = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    body = models.BinaryField()
    source = models.CharField(max_length=10, default="delivery")
    state = models.CharField(max_length=10, default="received")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    taken_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    received_at = models.DateTimeField(default=clock.now)
    processed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint("provider", "event_id", name="one_delivery_for_each_event"),
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "processing", "done", "ignored", "dead"]),
                name="a_delivery_has_a_known_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(state__in=["received", "processing"]),
                name="deliveries_to_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.object_id}"


class Refund(models.Model):
    """Money that goes back, followed from our wish to the provider's last word.

    ``requested -> submitting -> pending -> succeeded | failed | cancelled``. After an unknown outcome
    it stays ``submitting`` and is asked again under the same key, never a new one.
    """

    ref = RefField()
    order = models.ForeignKey("courses.Order", models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="refunds")
    owed = models.ForeignKey(
        "courses.RefundOwed", models.PROTECT, null=True, related_name="refunds"
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=30)
    state = models.CharField(max_length=16, default="requested")
    provider_refund_id = models.CharField(max_length=255, blank=True)
    failure = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider_refund_id"],
                condition=~models.Q(provider_refund_id=""),
                name="one_row_for_each_refund_at_the_provider",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="a_refund_is_of_money"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=REFUND_STATES), name="a_refund_has_a_known_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(
                    state__in=["requested", "submitting", "pending", "requires_action"]
                ),
                name="refunds_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"

    @property
    def key(self) -> str:
        """Our idempotency key for the call that makes the refund."""
        return f"refund:{self.ref}"


class Dispute(models.Model):
    """A payment that the buyer's bank takes back, or asks about; mirrored from the provider.

    ``status`` is the provider's own word, ``dispute_status`` says what it means; what it did to money
    stands in the ledger. ``seen_at`` is when the reading began whose answer stands here, so that an
    older answer never overwrites a newer one.
    """

    ref = RefField()
    order = models.ForeignKey("courses.Order", models.PROTECT, related_name="disputes")
    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="disputes")
    provider_dispute_id = models.CharField(max_length=255)
    status = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    refundable = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "provider_dispute_id", name="one_row_for_each_dispute_at_the_provider"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="a_dispute_is_about_money"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-opened_at", "-id"], name="disputes_newest_first"),
            models.Index(
                fields=["seen_at"],
                condition=models.Q(closed_at__isnull=True),
                name="open_disputes_by_last_look",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_dispute_id} {self.status}"

    @property
    def why(self) -> str:
        """The reason that the bank gave, in plain words."""
        return reason_word(self.reason)


class Cursor(models.Model):
    """How far a reconciliation loop has read."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class Examination(models.Model):
    """What the doctor last found out about a provider by asking it: its findings, and when."""

    provider = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    findings = models.JSONField()

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.provider} {self.at:%Y-%m-%d %H:%M}"


class ReviewItem(models.Model):
    """Something about money that a person must look at; the platform changes nothing by itself.

    ``resolving`` says what each kind means and what can be done about it. An item whose matter settled
    itself has no ``closed_by``.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    sentence = models.TextField()
    order = models.ForeignKey(
        "courses.Order", models.PROTECT, null=True, related_name="review_items"
    )
    raised_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.TextField(blank=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_review_item_for_each_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | models.Q(closed_by__isnull=True),
                name="only_a_closed_review_item_has_its_closer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["raised_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="open_review_items_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"
