"""What is asked before a place is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as BadNumber

from courses.orders.billing import Billing
from courses.pricing.quote import Buyer
from courses.storefront import countries

CHANGED = _("The terms were changed while this page was open. Read them again, then tick the box.")


class SeatForm(forms.Form):
    """Who the bill is made out to, and what is agreed to.

    Args:
        buyer: a person is asked for name and country, a company for its particulars as well.
        versions: the legal pages' versions as text, which the page carries in a hidden field; a form
            that was opened under others comes back.
        needs_waiver: whether the session starts within the 14 days of withdrawal.
    """

    company = forms.CharField(label=_("Company"), max_length=160)
    name = forms.CharField(
        label=_("Name on the bill"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_("With its country letters, such as IT 12345670785. Checked by its form only."),
    )
    email = forms.EmailField(
        label=_("E-mail for the bill"),
        required=False,
        help_text=_("If it should not go to your own address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    waiver = forms.BooleanField(
        label=_(
            "This session starts before my 14 days of withdrawal are over. I ask for it all the "
            "same, and I know that my right of withdrawal ends with it; the cancellation terms "
            "above hold instead."
        )
    )
    terms = forms.BooleanField(label=_("I accept the terms and the cancellation terms."))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        buyer: Buyer,
        versions: str,
        needs_waiver: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix="seat", initial=initial)
        self.buyer, self.versions = buyer, versions
        listed = [("", ""), *countries.choices(get_language() or "en")]
        self.fields["country"].choices = listed  # type: ignore[attr-defined]
        if buyer is Buyer.PERSON:
            for name in ("company", "address", "vat_number", "email"):
                del self.fields[name]
        else:
            self.fields["name"].label = _("Contact person")
        if not needs_waiver:
            del self.fields["waiver"]

    def clean_terms(self) -> bool:
        """Refuse what was agreed to under other pages than those in force now."""
        if self.data.get(self.add_prefix("versions"), "") != self.versions:
            raise forms.ValidationError(CHANGED)
        return True

    def clean_vat_number(self) -> str:
        """Return the number without blanks; numbers of the EU are checked by their form."""
        number = "".join(self.cleaned_data["vat_number"].split()).upper()
        if number[:2].lower() in eu_vat.MEMBER_STATES | {"el", "xi"}:
            try:
                return str(eu_vat.validate(number))
            except BadNumber as error:
                raise forms.ValidationError(
                    _("This is no VAT number of that country. Check it, or leave it out.")
                ) from error
        return number

    def billing(self) -> Billing:
        """Return the particulars of a valid form."""
        told = self.cleaned_data
        return Billing(
            buyer=self.buyer,
            name=told["name"],
            company=told.get("company", ""),
            address=told.get("address", ""),
            country=told["country"],
            vat_number=told.get("vat_number", ""),
            email=told.get("email", ""),
        )
