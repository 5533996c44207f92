"""What a place in a session costs, and what comes back when it is cancelled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import WallTimeField
from courses.catalogue.models import Session
from courses.pricing.quote import Prices, VatMode
from courses.pricing.refunds import RefundStep


def usual_refund_steps() -> list[dict[str, int]]:
    """Return the policy a new session starts with: all until 14 days before, half until 7."""
    return [
        {"days_before": 14, "share_bp": 10_000},
        {"days_before": 7, "share_bp": 5_000},
    ]


class PriceList(models.Model):
    """The prices of one session; integer minor units of one currency.

    Attributes:
        amount_minor: what a person pays, VAT included.
        early_bird_minor: what a person pays before ``early_bird_until_at``.
        company_net_minor: what a company pays before VAT; without it the person's price counts.
        vat_bp: the rate in basis points (2,200 = 22 %).
        refund_steps: ``[{"days_before": 14, "share_bp": 10000}, …]``, most days first.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="prices")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.BigIntegerField(_("price"))
    early_bird_minor = models.BigIntegerField(_("early price"), null=True, blank=True)
    early_bird_until_local = WallTimeField(_("early price until"), null=True, blank=True)
    early_bird_until_at = models.DateTimeField(null=True, editable=False)
    company_net_minor = models.BigIntegerField(_("company price, net"), null=True, blank=True)
    vat_mode = models.CharField(_("VAT"), max_length=10, default=VatMode.NONE)
    vat_bp = models.PositiveIntegerField(_("VAT rate"), default=0)
    refund_steps = models.JSONField(_("refund policy"), default=usual_refund_steps, blank=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0), name="a_price_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    early_bird_minor__isnull=True,
                    early_bird_until_local__isnull=True,
                    early_bird_until_at__isnull=True,
                )
                | Q(
                    early_bird_minor__gte=0,
                    early_bird_minor__lt=F("amount_minor"),
                    early_bird_until_local__isnull=False,
                    early_bird_until_at__isnull=False,
                ),
                name="an_early_price_is_lower_and_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(company_net_minor__isnull=True) | Q(company_net_minor__gte=0),
                name="a_company_price_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(vat_mode=VatMode.NONE.value, vat_bp=0)
                | Q(vat_mode=VatMode.INCLUSIVE.value, vat_bp__gt=0, vat_bp__lte=5_000),
                name="vat_is_off_or_has_a_rate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"

    def terms(self) -> Prices:
        """Return the prices as plain values for the pure rules."""
        return Prices(
            currency=self.currency,
            amount_minor=self.amount_minor,
            early_bird_minor=self.early_bird_minor,
            early_bird_until_at=self.early_bird_until_at,
            company_net_minor=self.company_net_minor,
            vat_mode=VatMode(self.vat_mode),
            vat_bp=self.vat_bp,
        )

    def steps(self) -> tuple[RefundStep, ...]:
        """Return the refund policy as plain values, most days first."""
        return tuple(
            RefundStep(days_before=step["days_before"], share_bp=step["share_bp"])
            for step in self.refund_steps
        )
