"""The coordinator's forms about companies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import DayFormField
from courses.companies.forms import ParticularsForm
from courses.companies.opening import ByStaff, Wish
from courses.office.forms import SumField, minor_or_refuse
from courses.orders.companies import CompanyTerms, OnInvoice, Paying

CONFIRM, HOLD, PAID, FREE = "confirm", "hold", "paid", "free"
ON_INVOICE: dict[str, str | Promise] = {
    "off": _("by card only"),
    "hold": _("held until the money comes"),
    "confirm": _("confirmed at once"),
}


class AddressForm(forms.Form):
    """One address."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class NumberForm(forms.Form):
    """How many places are given back, and what the page said it comes to."""

    number = forms.IntegerField(label=_("How many places"), min_value=1)
    waived_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    refund_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class WaysForm(forms.Form):
    """How companies buy places of one session; what is left empty the installation says."""

    on_invoice = forms.ChoiceField(label=_("Places on invoice"), required=False)
    due_days = forms.IntegerField(
        label=_("Days for paying an invoice"), required=False, min_value=2, max_value=120
    )
    change_hours = forms.IntegerField(
        label=_("Hours before the start until which a person can be swapped"),
        required=False,
        min_value=0,
        max_value=2_000,
    )
    tells_presence = forms.BooleanField(
        label=_("Companies see how many meetings their people came to."),
        required=False,
        help_text=_(
            "Everybody reads so before taking a place. It holds for orders made from now on."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ON_INVOICE[settings.COMPANY_ON_INVOICE]
        choices = [("", format_lazy("{} ({})", _("As everywhere"), usual)), *ON_INVOICE.items()]
        self.fields["on_invoice"].choices = choices  # type: ignore[attr-defined]
        for name, number in (
            ("due_days", settings.COMPANY_DUE_DAYS),
            ("change_hours", settings.COMPANY_CHANGE_HOURS),
        ):
            self.fields[name].help_text = format_lazy(_("Empty: {}, as everywhere."), number)

    @staticmethod
    def initial_of(own: CompanyTerms) -> dict[str, Any]:
        """Return what the form of a session begins with."""
        return {name: getattr(own, name) for name in WaysForm.base_fields}


class CompanyOrderForm(ParticularsForm):
    """A company's order made at the desk: for which session, for whom, how it is settled."""

    session = forms.ChoiceField(label=_("Session"))
    account = forms.EmailField(
        label=_("E-mail of the account"),
        help_text=_("Whoever looks after the order; the person must have signed up."),
    )
    number = forms.IntegerField(label=_("How many places"), min_value=1, initial=2)
    one_is_mine = forms.BooleanField(
        label=_("One of the places is for that person."), required=False
    )
    settlement = forms.ChoiceField(
        label=_("How it is paid"),
        choices=[
            (CONFIRM, _("On invoice; the places are confirmed at once")),
            (HOLD, _("On invoice; the places are held until the money comes")),
            (PAID, _("The money is here already")),
            (FREE, _("Free of charge")),
        ],
        widget=forms.RadioSelect,
        initial=CONFIRM,
    )
    amount = SumField(
        label=_("Sum for all places"),
        required=False,
        help_text=_("As agreed, tax included. Empty: the price list's."),
    )
    pay_by_on = DayFormField(
        label=_("Last day for paying"),
        required=False,
        help_text=_("For an invoice. Empty: the usual one."),
    )
    bank_reference = forms.CharField(
        label=_("Reference of the money"),
        max_length=120,
        required=False,
        help_text=_("The bank's line, for money that is here already. No names."),
    )

    field_order = (
        "session", "account", "number", "one_is_mine",
        "company", "vat_number", "address", "country", "name", "email", "reference",
        "settlement", "amount", "pay_by_on", "bank_reference",
    )  # fmt: skip

    def __init__(self, *args: Any, sessions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [("", ""), *sessions]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        told = self.cleaned_data
        on_invoice = told["settlement"] in {CONFIRM, HOLD}
        return Wish(
            number=told["number"],
            billing=self.billing(),
            paying=Paying.INVOICE if on_invoice else Paying.SETTLED,
            one_is_mine=told["one_is_mine"],
        )

    def by_staff(self, actor: Any, currency: str) -> ByStaff:
        """Return what staff decided in a valid form.

        Raises:
            Refusal: the sum is no amount of ``currency``.
        """
        told = self.cleaned_data
        typed = told["amount"].strip()
        total = minor_or_refuse(typed, currency) if typed else None
        return ByStaff(
            actor=actor,
            total_minor=0 if told["settlement"] == FREE else total,
            on_invoice=OnInvoice.HOLD if told["settlement"] == HOLD else OnInvoice.CONFIRM,
            pay_by_on=told["pay_by_on"],
        )
