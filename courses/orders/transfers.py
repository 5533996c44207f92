"""Rows of places that move to another session."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.enrolment.models import Place
from courses.orders.models import CancelledBy, Order


class TransferState(StrEnum):
    """``open -> done | lapsed | failed``; a payment that came late can still do a lapsed one."""

    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"
    FAILED = "failed"


class PlaceTransfer(models.Model):
    """A place given up for one in another session: what goes along, what is due, what comes back.

    Each place has its own order. While the transfer is ``open`` the old place stays confirmed and
    the new one is held; what will be carried is promised. Done, it is two ledger entries that cancel
    out (``carried_out`` of the old order, ``carried_in`` of the new one), and a refund owed for what
    comes back.

    Attributes:
        carried_minor: of the old order's money, what pays for the new place.
        due_minor: what is still to be paid for the new place.
        back_minor: what comes back of the old order's money.
        lines: the reckoning as it was shown.
        keeps_use: the voucher's use of the old place goes along.
    """

    ref = RefField()
    order_from = models.ForeignKey(Order, models.PROTECT, related_name="transfers_out")
    order_to = models.OneToOneField(Order, models.PROTECT, related_name="transfer_in")
    place_from = models.ForeignKey(Place, models.PROTECT, related_name="transfers_out")
    place_to = models.OneToOneField(Place, models.PROTECT, related_name="transfer_in")
    state = models.CharField(max_length=8, default=TransferState.OPEN)
    by = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    carried_minor = models.BigIntegerField()
    due_minor = models.BigIntegerField()
    back_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField(default=list)
    keeps_use = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(carried_minor__gte=0, due_minor__gte=0, back_minor__gte=0),
                name="a_transfer_moves_no_negative_sums",
            ),
            models.CheckConstraint(
                condition=Q(due_minor=0) | Q(back_minor=0),
                name="a_transfer_costs_or_gives_back_and_never_both",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (Q(state__in=["done", "lapsed", "failed"]) & Q(settled_at__isnull=False)),
                name="a_transfer_is_open_or_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(by__in=[by.value for by in CancelledBy]),
                name="a_transfer_is_by_somebody_known",
            ),
            models.UniqueConstraint(
                "place_from",
                condition=Q(state__in=["open", "done"]),
                name="a_place_moves_once_and_to_one_place",
            ),
        ]
        indexes: ClassVar = [
            models.Index("created_at", name="open_transfers", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.order_from_id} to {self.order_to_id} {self.state}"
