"""Forms for a session's times, its prices and its terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import money, walltime
from courseplatform.kit.wallfield import WallTimeFormField
from courses.office.forms import SumField, minor
from courses.pricing.quote import VatMode
from courses.pricing.refunds import RefundStep

STEPS = 4  # more steps nobody can explain


class TimesForm(forms.Form):
    """When a session is, and for how many."""

    starts_local = WallTimeFormField(label=_("Starts"))
    ends_local = WallTimeFormField(label=_("Ends"))
    zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("Written like Europe/Kyiv.")
    )
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)
    booking_closes_local = WallTimeFormField(label=_("Booking closes"), required=False)

    def clean_zone(self) -> str:
        """Return a known zone."""
        zone = str(self.cleaned_data["zone"]).strip()
        if not walltime.is_zone(zone):
            raise ValidationError(_("This is not a time zone. Write it like Europe/Kyiv."))
        return zone

    def times(self) -> dict[str, Any]:
        """Return what ``catalogue.create_session`` and ``reschedule`` take."""
        names = ("starts_local", "ends_local", "zone", "booking_closes_local")
        return {name: self.cleaned_data[name] for name in names}


class PriceForm(forms.Form):
    """What a place costs."""

    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in money.EXPONENTS]
    )
    amount = SumField(label=_("Price"), help_text=_("Tax included; 0 for a free session."))
    early = SumField(label=_("Early price"), required=False)
    early_until_local = WallTimeFormField(label=_("Early price until"), required=False)
    company_net = SumField(
        label=_("Company price, net"),
        required=False,
        help_text=_("Tax is added. Empty: companies pay what a person pays."),
    )
    vat_percent = forms.DecimalField(
        label=_("VAT in percent"),
        required=False,
        min_value=0,
        max_value=50,
        decimal_places=2,
        help_text=_("Leave empty where no VAT is charged."),
    )

    def clean(self) -> dict[str, Any]:
        """Turn typed sums into minor units of the chosen currency."""
        data = super().clean() or {}
        currency = data.get("currency") or "EUR"
        for name in ("amount", "early", "company_net"):
            try:
                data[f"{name}_minor"] = minor(data[name], currency) if data.get(name) else None
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def price(self) -> dict[str, Any]:
        """Return what ``pricing.set_price`` takes."""
        data = self.cleaned_data
        rate = int((data["vat_percent"] or 0) * 100)
        return {
            "currency": data["currency"],
            "amount_minor": data["amount_minor"],
            "early_bird_minor": data["early_minor"],
            "early_bird_until_local": data["early_until_local"],
            "company_net_minor": data["company_net_minor"],
            "vat_mode": VatMode.INCLUSIVE if rate else VatMode.NONE,
            "vat_bp": rate,
        }


class SessionForm(TimesForm, PriceForm):
    """A new session: when it is, for how many, at what price."""


class TermsForm(PriceForm):
    """What a place costs, and what comes back when it is given up.

    The policy is a few rows of "through the day so many days before, so many percent"; a row without
    days is left out.
    """

    transfer_days = forms.IntegerField(
        label=_("People may move until so many days before the start"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_("To another session of the course, by themselves. Empty: they ask you."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("Days before the start"), required=False, min_value=0, max_value=365
            )
            self.fields[f"percent_{number}"] = forms.DecimalField(
                label=_("Percent back"),
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of each row of the policy."""
        data = super().clean()
        for number in range(1, STEPS + 1):
            days, percent = (f"{name}_{number}" for name in ("days", "percent"))
            if (data.get(days) is None) != (data.get(percent) is None) and not self.errors:
                self.add_error(days, _("Give both the days and the percent, or neither."))
        return data

    @property
    def steps(self) -> list[dict[str, forms.BoundField]]:
        """The rows of the policy, for the page."""
        return [
            {"days": self[f"days_{number}"], "percent": self[f"percent_{number}"]}
            for number in range(1, STEPS + 1)
        ]

    def terms(self) -> dict[str, Any]:
        """Return what ``pricing.set_price`` takes, with the policy and the last day for moving."""
        data = self.cleaned_data
        rows = [(data[f"days_{n}"], data[f"percent_{n}"]) for n in range(1, STEPS + 1)]
        return {
            **self.price(),
            "refund_steps": [
                RefundStep(days, int(percent * 100)) for days, percent in rows if days is not None
            ],
            "transfer_days": data["transfer_days"],
        }


class DuplicateForm(forms.Form):
    """When the copy of a session starts; every other date moves by the same number of days."""

    starts_local = WallTimeFormField(
        label=_("The new session starts"),
        help_text=_("Webinars, exercises and deadlines move by the same number of days."),
    )
