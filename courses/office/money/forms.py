"""The forms of the money desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseplatform.kit.wallfield import DayFormField
from courses.office.forms import SumField

CHECK, SEND = "check", "send"


class RefundForm(forms.Form):
    """A sum of an order's money to send back while the place stays; shown again before it goes.

    ``left_minor`` is what could go back when the page was shown, so that an old page sends nothing.
    """

    amount = SumField(label=_("Sum to send back"))
    left_minor = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(
        choices=[(CHECK, CHECK), (SEND, SEND)], widget=forms.HiddenInput, required=False
    )

    @property
    def is_sent(self) -> bool:
        """Whether what was typed has been looked at and confirmed."""
        return bool(self.cleaned_data.get("step") == SEND)


class HandForm(forms.Form):
    """A refund that staff paid by transfer."""

    reference = forms.CharField(
        label=_("The bank's reference"),
        max_length=120,
        help_text=_("As it stands on the statement; no names."),
    )


class NoteForm(forms.Form):
    """What was done about something, or what an act needs to know."""

    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Kept with the item; no names."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExportForm(forms.Form):
    """What is exported: which table, of which days, of which session."""

    what = forms.ChoiceField(label=_("Table"), widget=forms.RadioSelect)
    since = DayFormField(label=_("From"), required=False)
    until = DayFormField(label=_("Until"), required=False, help_text=_("Both days are included."))
    session = forms.ChoiceField(label=_("Session"), required=False)

    def __init__(
        self,
        *args: Any,
        tables: list[tuple[str, Any]],
        sessions: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = tables  # type: ignore[attr-defined]
        self.fields["session"].choices = [("", _("All sessions")), *sessions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one. Choose a later one."))
        return data
