"""What a place costs, what comes back when it is cancelled, and the vouchers that make it cheaper."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.kit.wallfield import WallTimeField
from courses.catalogue.models import Course, Session
from courses.pricing.quote import Prices, Reduction, VatMode
from courses.pricing.refunds import RefundStep
from courses.pricing.validity import VoucherRules

USUAL_TRANSFER_DAYS = 7


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
        transfer_days: through the day that lies so many days before the start, people may move to
            another session themselves; without it they ask the office.
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
    transfer_days = models.PositiveSmallIntegerField(
        _("move until, days before"), default=USUAL_TRANSFER_DAYS, null=True, blank=True
    )

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


class Voucher(models.Model):
    """A code that makes a place cheaper, in so many bookings, for whom and when it says.

    What it promises never changes once it is made; it can be revoked. ``used`` is moved by
    ``pricing.vouchers`` alone: it counts the places, held ones too, that were had with it.

    Attributes:
        code: in capitals; people may type it in any case.
        batch: what codes that were made together are called; empty for a single one.
        course, session: the only one it is good for; without both it is good everywhere.
        amount_minor, currency: the sum that it takes off; or
        share_bp: the part that it takes off, in basis points (10,000 = the whole price).
        valid_from_on, valid_until_on: first and last day, dates in ``zone``.
        email, email_domain: the only address, or the only domain (and those below it), it is for.
        note: what staff write beside it; nobody else sees it.
    """

    ref = RefField()
    code = models.CharField(_("code"), max_length=32, unique=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True, db_index=True)
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="vouchers")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="vouchers")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    share_bp = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(_("uses"), default=1)
    used = models.PositiveIntegerField(default=0, editable=False)
    valid_from_on = models.DateField(_("valid from"), null=True)
    valid_until_on = models.DateField(_("valid until the end of"), null=True)
    zone = models.CharField(max_length=64)
    email = models.EmailField(max_length=254, blank=True)
    email_domain = models.CharField(max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=500, blank=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code=Upper("code")) & ~Q(code=""), name="a_code_is_in_capitals"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=False, amount_minor__gt=0, share_bp__isnull=True)
                & ~Q(currency="")
                | Q(
                    amount_minor__isnull=True,
                    share_bp__isnull=False,
                    share_bp__gt=0,
                    share_bp__lte=10_000,
                    currency="",
                ),
                name="a_voucher_takes_off_a_sum_or_a_part",
            ),
            models.CheckConstraint(
                condition=Q(uses__gte=1, used__lte=F("uses")),
                name="a_voucher_is_not_used_more_often_than_it_says",
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=True) | Q(session__isnull=True),
                name="a_voucher_is_for_a_course_or_a_session",
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(email_domain=""),
                name="a_voucher_is_for_an_address_or_a_domain",
            ),
            models.CheckConstraint(
                condition=Q(valid_from_on__isnull=True)
                | Q(valid_until_on__isnull=True)
                | Q(valid_from_on__lte=F("valid_until_on")),
                name="a_voucher_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Return the address of the voucher's page at the desk."""
        return reverse("desk-voucher", args=[self.ref])

    def rules(self) -> VoucherRules:
        """Return what it demands as plain values for the pure rules."""
        return VoucherRules(
            course_id=self.course_id,
            session_id=self.session_id,
            currency=self.currency,
            valid_from_on=self.valid_from_on,
            valid_until_on=self.valid_until_on,
            zone=self.zone,
            email=self.email,
            email_domain=self.email_domain,
            uses=self.uses,
            used=self.used,
            is_revoked=self.revoked_at is not None,
        )

    def reduction(self) -> Reduction:
        """Return what it takes off as plain values for the quote."""
        return Reduction(
            code=self.code, amount_minor=self.amount_minor or 0, share_bp=self.share_bp or 0
        )
