"""Forms for vouchers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import money
from courseplatform.kit.wallfield import DayFormField
from courses.catalogue.models import Course, Session
from courses.office.forms import SumField, minor
from courses.pricing.vouchers import MOST_AT_ONCE, Promise


class NewVoucherForm(forms.Form):
    """One voucher under a chosen code, or many under codes that nobody can guess.

    Args:
        courses, sessions: what a voucher can be bound to.
    """

    takes_off = forms.ChoiceField(
        label=_("It takes off"),
        choices=[("percent", _("a part, in percent")), ("sum", _("a sum"))],
        widget=forms.RadioSelect,
        initial="percent",
    )
    percent = forms.DecimalField(
        label=_("Percent"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    amount = SumField(label=_("Sum"), required=False)
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in money.EXPONENTS]
    )
    number = forms.IntegerField(
        label=_("How many vouchers"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("For a single voucher, such as SPRING-26. Empty: one nobody can guess."),
    )
    batch = forms.CharField(
        label=_("What they are called together"),
        max_length=60,
        required=False,
        help_text=_("To find them again in the list, such as “Press, spring”."),
    )
    uses = forms.IntegerField(
        label=_("Bookings with each"), min_value=1, max_value=100_000, initial=1
    )
    course = forms.ChoiceField(label=_("Only for the course"), required=False)
    session = forms.ChoiceField(label=_("Only for the session"), required=False)
    kept_places = forms.IntegerField(
        label=_("Places kept for each"),
        min_value=0,
        max_value=5000,
        required=False,
        help_text=_(
            "In the session above: nobody else can book them, and they pass the waiting list."
        ),
    )
    valid_from_on = DayFormField(label=_("Good from"), required=False)
    valid_until_on = DayFormField(label=_("Good until the end of"), required=False)
    email = forms.EmailField(label=_("Only for the address"), required=False)
    email_domain = forms.CharField(
        label=_("Only for addresses at"),
        max_length=120,
        required=False,
        help_text=_("A domain such as example.org; those below it count too."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues; nobody else sees it."),
    )

    def __init__(
        self, *args: Any, courses: list[Course], sessions: list[Session], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.courses = {course.ref: course for course in courses}
        self.sessions = {session.ref: session for session in sessions}
        for name, offered in (("course", self.courses), ("session", self.sessions)):
            words = [(ref, str(one)) for ref, one in offered.items()]
            self.fields[name].choices = [("", _("any")), *words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the figure that was chosen, and turn a sum into minor units."""
        data = super().clean() or {}
        name = "amount" if data.get("takes_off") == "sum" else "percent"
        if name not in self.errors and not data.get(name):
            self.add_error(name, _("Say how much it takes off."))
        elif name == "amount" and "amount" not in self.errors:
            try:
                data["amount_minor"] = minor(data["amount"], data.get("currency") or "EUR")
            except ValidationError as error:
                self.add_error("amount", error)
        return data

    def promise(self) -> Promise:
        """Return what the vouchers say."""
        data = self.cleaned_data
        is_sum = data["takes_off"] == "sum"
        return Promise(
            amount_minor=data["amount_minor"] if is_sum else None,
            currency=data["currency"] if is_sum else "",
            share_bp=None if is_sum else int(data["percent"] * 100),
            uses=data["uses"],
            course=self.courses.get(data["course"]),
            session=self.sessions.get(data["session"]),
            valid_from_on=data["valid_from_on"],
            valid_until_on=data["valid_until_on"],
            email=data["email"],
            email_domain=data["email_domain"],
            note=data["note"],
        )


class NoteForm(forms.Form):
    """What staff write beside a voucher."""

    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
