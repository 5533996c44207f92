"""What a company is asked before its places are taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.references import new_ref
from courses.companies.forms import ParticularsForm
from courses.companies.opening import Trouble, Wish
from courses.orders.companies import Paying
from courses.storefront.forms import CHANGED

MOST_ADDRESSES = 4_000


class CompanyForm(ParticularsForm):
    """How many places, for whom, who is billed, how it is paid, and what is agreed to.

    Args:
        versions: the legal pages' versions as text; a form that was opened under others comes back.
        no_invoice: why the places cannot be had on invoice, if they cannot.
    """

    number = forms.IntegerField(label=_("How many places"), min_value=1, initial=1)
    one_is_mine = forms.BooleanField(label=_("One of the places is for me."), required=False)
    paying = forms.ChoiceField(
        label=_("How it is paid"),
        choices=[
            (Paying.CARD.value, _("By card, now")),
            (Paying.INVOICE.value, _("By transfer, on invoice")),
        ],
        widget=forms.RadioSelect,
        initial=Paying.CARD.value,
    )
    code = forms.CharField(
        label=_("Voucher"),
        max_length=40,
        required=False,
        help_text=_("It is taken off each place and counts one use for each."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms and the cancellation terms for the company.")
    )
    press = forms.CharField(widget=forms.HiddenInput, max_length=26, required=False)

    field_order = (
        "number", "one_is_mine", "company", "vat_number", "address", "country", "name", "email",
        "reference", "paying", "code", "terms",
    )  # fmt: skip

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        versions: str,
        no_invoice: Trouble | None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"press": new_ref(), **(initial or {})})
        self.versions = versions
        most = settings.COMPANY_MOST_PLACES
        number = self.fields["number"]
        number.max_value = most  # type: ignore[attr-defined]
        number.widget.attrs |= {"inputmode": "numeric", "max": most}
        if no_invoice is not None:
            del self.fields["paying"]

    def clean_number(self) -> int:
        """Refuse more places than can be booked at once."""
        number: int = self.cleaned_data["number"]
        if number > settings.COMPANY_MOST_PLACES:
            raise forms.ValidationError(
                _("At most %(most)s places can be booked at once. For more, write to us.")
                % {"most": settings.COMPANY_MOST_PLACES}
            )
        return number

    def clean_terms(self) -> bool:
        """Refuse what was agreed to under other pages than those in force now."""
        if self.data.get("versions", "") != self.versions:
            raise forms.ValidationError(CHANGED)
        return True

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        told = self.cleaned_data
        return Wish(
            number=told["number"],
            billing=self.billing(),
            paying=Paying(told.get("paying", Paying.CARD.value)),
            one_is_mine=told["one_is_mine"],
            code=told["code"],
            press=told["press"],
        )


class AddressesForm(forms.Form):
    """Addresses that links go to, one a line."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=MOST_ADDRESSES,
        help_text=_("One a line. Each gets a link to one place that has none yet."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses; one that is none is named."""
        field = forms.EmailField()
        found = []
        text = self.cleaned_data["addresses"].replace(",", "\n").replace(";", "\n")
        for line in filter(None, (part.strip() for part in text.splitlines())):
            try:
                found.append(field.clean(line))
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(line)s” is no e-mail address. Correct it, or take the line out.")
                    % {"line": line[:80]}
                ) from None
        return found


class AddressForm(forms.Form):
    """One address."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class NumberForm(forms.Form):
    """How many places are given back, and what the page said it comes to."""

    number = forms.IntegerField(label=_("How many places"), min_value=1)
    waived_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    refund_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
