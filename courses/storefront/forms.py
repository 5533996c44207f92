"""What is asked before a place is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.invoicing.fields import CountryField, PrintedField
from courses.orders.billing import Billing
from courses.pricing.quote import Buyer

OTHER_PRICE = _(
    "The sum is another one than this page showed. Look at its lines, then press again."
)
CHANGED = _("The terms were changed while this page was open. Read them again, then tick the box.")


class VoucherForm(forms.Form):
    """A voucher's code; it stands inside the form of the seat, with a button of its own."""

    code = forms.CharField(
        label=_("Voucher"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, code: str = "") -> None:
        super().__init__({"voucher-code": code} if code else None, prefix="voucher")


class AgreementForm(forms.Form):
    """What is agreed to before money moves: the terms, and the waiver where there must be one.

    Args:
        versions: the legal pages' versions as text, which the page carries in a hidden field; a form
            that was opened under others comes back.
        needs_waiver: whether the session starts within the 14 days of withdrawal.
    """

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
        versions: str,
        needs_waiver: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix="seat", initial=initial)
        self.versions = versions
        if not needs_waiver:
            del self.fields["waiver"]

    @property
    def waiver_words(self) -> str:
        """The sentence beside the box of the waiver, as it is read now; empty without the box."""
        return str(self.fields["waiver"].label) if "waiver" in self.fields else ""

    def clean_terms(self) -> bool:
        """Refuse what was agreed to under other pages than those in force now."""
        if self.data.get(self.add_prefix("versions"), "") != self.versions:
            raise forms.ValidationError(CHANGED)
        return True


class SeatForm(AgreementForm):
    """Who the bill of a person is made out to, and what is agreed to.

    Args:
        total_minor: what the place costs now; a form that was opened at another price comes back.
    """

    field_order = ("name", "country")

    name = PrintedField(
        label=_("Name on the bill"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = CountryField(label=_("Country"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        versions: str,
        needs_waiver: bool,
        total_minor: int,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, versions=versions, needs_waiver=needs_waiver, initial=initial)
        self.total_minor = total_minor

    def clean(self) -> dict[str, Any]:
        """Refuse what was pressed at another price than the one of now."""
        if self.data.get(self.add_prefix("total"), "") not in {"", str(self.total_minor)}:
            self.add_error(None, OTHER_PRICE)
        return super().clean() or {}

    @staticmethod
    def typed(data: QueryDict) -> dict[str, Any]:
        """Return what was typed so far as initial values, for a form that is only shown again."""
        given = {key.removeprefix("seat-"): data[key] for key in data if key.startswith("seat-")}
        return given | {name: name in given for name in ("waiver", "terms")}

    def billing(self) -> Billing:
        """Return the particulars of a valid form."""
        told = self.cleaned_data
        return Billing(buyer=Buyer.PERSON, name=told["name"], country=told["country"])


class MoveForm(AgreementForm):
    """What is agreed to before a place moves, and the sums that the page showed."""

    due_minor = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    back_minor = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def shown(self) -> tuple[int, int]:
        """What the page of a valid form said is due, and comes back, in minor units."""
        return self.cleaned_data["due_minor"], self.cleaned_data["back_minor"]
