"""Forms about people's places: given by hand, moved, waited for, paid by transfer, called off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import DayFormField, WallTimeFormField
from courses.enrolment.reordering import Why
from courses.office.forms import SumField
from courses.orders.giving import Settlement


class HandForm(forms.Form):
    """A place given by hand."""

    email = forms.EmailField(label=_("E-mail of the person's account"))
    settlement = forms.ChoiceField(
        label=_("How it is paid"),
        choices=[
            (Settlement.FREE.value, _("Free of charge")),
            (Settlement.PAID.value, _("The money is here already")),
            (Settlement.TRANSFER.value, _("By transfer, to come")),
        ],
        widget=forms.RadioSelect,
    )
    amount = SumField(
        label=_("Sum"),
        required=False,
        help_text=_("Tax included. Empty: the price of today. Not used for a free place."),
    )
    reference = forms.CharField(
        label=_("Reference of the money"),
        max_length=120,
        required=False,
        help_text=_("The bank's line, for money that is here already. No names."),
    )
    pay_by_on = DayFormField(
        label=_("Last day for paying"),
        required=False,
        help_text=_("For a transfer that is to come. Empty: in 14 days."),
    )
    release_unpaid = forms.BooleanField(
        label=_("If it is not paid by then, the place goes back by itself three days later."),
        required=False,
    )


class LastDayForm(forms.Form):
    """Until when an order is to be paid by transfer, and what follows."""

    pay_by_on = DayFormField(
        label=_("Last day for paying"),
    )
    release_unpaid = forms.BooleanField(
        label=_("If it is not paid by then, the place goes back by itself three days later."),
        required=False,
    )


class ReceivedForm(forms.Form):
    """Money that came outside of any provider."""

    amount = SumField(label=_("Sum received"))
    reference = forms.CharField(
        label=_("The bank's reference"),
        max_length=120,
        help_text=_("As it stands on the statement; each payment has its own. No names."),
    )


class CallingOffForm(forms.Form):
    """Whether people may choose another session before their money goes back."""

    choice_until_local = WallTimeFormField(
        label=_("People may move to another session until"),
        required=False,
        help_text=_("Whoever has not by then gets everything back. Empty: at once."),
    )


class QueueForm(forms.Form):
    """An act on somebody's turn in a waiting list, and why."""

    position = forms.IntegerField(label=_("Move to number"), required=False, min_value=1)
    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (Why.PROMISED.value, _("A place was promised")),
            (Why.CALLED_OFF.value, _("Lost a place that was called off")),
            (Why.ACCESS.value, _("Could not come in time")),
            (Why.MISTAKE.value, _("A mistake of ours")),
            (Why.ASKED.value, _("The person asked for it")),
            (Why.OTHER.value, _("Another reason")),
        ],
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For your colleagues; the person gets it if they ask for their data."),
    )


class MoveForm(forms.Form):
    """To which session somebody is moved, and what becomes of a difference in price."""

    session = forms.ChoiceField(label=_("Session"))
    settle = forms.ChoiceField(
        label=_("A difference in price"),
        choices=[
            (
                "terms",
                _("As agreed: more comes by transfer, less goes back under the order's terms"),
            ),
            ("keep", _("Ask nothing more, even if the new place costs more")),
            ("generous", _("Give all of it back if the new place costs less")),
        ],
        widget=forms.RadioSelect,
        initial="terms",
    )
    pay_by_on = DayFormField(
        label=_("Last day for paying more"),
        required=False,
        help_text=_("Empty: in 14 days."),
    )
    due_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    back_minor = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, sessions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = sessions  # type: ignore[attr-defined]

    @property
    def choices(self) -> dict[str, Any]:
        """What ``payment.moving.move_by_staff`` takes."""
        settle = self.cleaned_data["settle"]
        return {"generous": settle == "generous", "keep_price": settle == "keep"}
