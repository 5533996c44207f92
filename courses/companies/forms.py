"""The forms of who a bill is made out to, wherever it is asked for or corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.invoicing.fields import CountryField, PrintedField
from courses.orders.billing import Billing
from courses.orders.models import Order, OrderBilling
from courses.pricing import vat_numbers
from courses.pricing.quote import Buyer
from courses.pricing.vat_numbers import NumberTrouble

TROUBLES = {
    NumberTrouble.MALFORMED: _(
        "This is no VAT number of that country. Check each sign, or leave it out."
    ),
    NumberTrouble.OTHER_COUNTRY: _(
        "This VAT number is of another country than the address. Give the address that belongs to "
        "it, or the number that belongs to the address."
    ),
}


class ParticularsForm(forms.Form):
    """Who a bill is made out to: a company with its address."""

    company = PrintedField(
        label=_("Company"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=30,
        required=False,
        help_text=_("With its country letters, such as IT 12345670785. Checked by its form only."),
    )
    address = PrintedField(
        label=_("Address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    country = CountryField(label=_("Country"))
    name = PrintedField(
        label=_("Contact person"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail for the bills"),
        required=False,
        help_text=_("If they should not go to your own address, such as accounts payable."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    reference = PrintedField(
        label=_("Your reference"),
        max_length=60,
        required=False,
        help_text=_("Such as the number of your purchase order; it stands on the bill."),
    )

    def clean_vat_number(self) -> str:
        """Return the number as it is stored."""
        return vat_numbers.normal(self.cleaned_data["vat_number"])

    def clean(self) -> dict[str, Any]:
        """Hold the VAT number against the country of the address."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("country") and "vat_number" in told:
            trouble = vat_numbers.trouble(told["vat_number"], told["country"])
            if trouble:
                self.add_error("vat_number", TROUBLES[trouble])
            elif len(told["vat_number"]) > vat_numbers.MOST:
                self.add_error("vat_number", TROUBLES[NumberTrouble.MALFORMED])
        return told

    def billing(self) -> Billing:
        """Return the particulars of a valid form."""
        told = self.cleaned_data
        return Billing(
            buyer=Buyer.COMPANY,
            name=told["name"],
            company=told["company"],
            address=told["address"],
            country=told["country"],
            vat_number=told["vat_number"],
            email=told["email"],
            reference=told["reference"],
        )

    @staticmethod
    def initial_of(told: OrderBilling) -> dict[str, str]:
        """Return what the form of an order's bill begins with."""
        return {name: getattr(told, name) for name in ParticularsForm.base_fields}


class PersonForm(forms.Form):
    """Who a person's receipt is made out to; an address only for those who need it there."""

    name = PrintedField(label=_("Name on the bill"), max_length=160)
    address = PrintedField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, before: OrderBilling, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": before.name, "address": before.address}
        super().__init__(*args, **kwargs)
        self.before = before

    def billing(self) -> Billing:
        """Return the particulars of a valid form; country and e-mail stay as they were."""
        return Billing(
            buyer=Buyer.PERSON,
            name=self.cleaned_data["name"],
            address=self.cleaned_data["address"],
            country=self.before.country,
            email=self.before.email,
        )


def billing_form(order: Order, data: QueryDict | None) -> ParticularsForm | PersonForm:
    """Return the form that corrects who an order is billed to: a person's, or a company's."""
    told = order.billing
    if told.company:
        return ParticularsForm(data, initial=ParticularsForm.initial_of(told))
    return PersonForm(data, before=told)
