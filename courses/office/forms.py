"""The coordinator's forms; each hands its cleaned values to a verb of the business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import money
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wallfield import WallTimeFormField
from courses.catalogue.models import Course, TeachingRole
from courses.webinars.models import WebinarKind
from courses.webinars.providers.registry import all_providers


class SumField(forms.CharField):
    """A typed amount such as "240" or "240.00"; its currency comes from the form's."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"


def minor(text: str, currency: str) -> int:
    """Return a typed amount in minor units, or raise the form's error."""
    try:
        return money.parse(text, currency)
    except money.MoneyError as error:
        raise ValidationError(str(error)) from error


def minor_or_refuse(text: str, currency: str) -> int:
    """Return a typed amount in minor units.

    Raises:
        Refusal: it is no amount.
    """
    try:
        return money.parse(text, currency)
    except money.MoneyError as error:
        raise Refusal(str(error), code="no-amount") from error


class CourseForm(forms.ModelForm):
    """What a course says."""

    class Meta:
        model = Course
        fields = (
            "title",
            "summary",
            "outcomes",
            "body_md",
            "needs",
            "excerpt_title",
            "excerpt_md",
            "marking_md",
            "staff_note",
        )
        labels = {
            "outcomes": _("What one will be able to do, one a line"),
            "needs": _("What one needs, one a line"),
            "body_md": _("Text (Markdown)"),
            "excerpt_md": _("Excerpt of the case (Markdown)"),
            "marking_md": _("How it is marked (Markdown)"),
            "staff_note": _("Note for staff, never shown outside"),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "outcomes": forms.Textarea(attrs={"rows": 5}),
            "needs": forms.Textarea(attrs={"rows": 3}),
            "staff_note": forms.Textarea(attrs={"rows": 2}),
        }


class WebLinkField(forms.URLField):
    """An address that a browser opens safely: https alone."""

    default_validators = [
        URLValidator(schemes=["https"], message=_("Write a whole link that begins with https://."))
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, assume_scheme="https", **kwargs)


class WebinarForm(forms.Form):
    """One live meeting."""

    title = forms.CharField(label=_("Title"), max_length=160)
    starts_local = WallTimeFormField(label=_("Starts"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=90)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (WebinarKind.MAIN.value, _("Course day")),
            (WebinarKind.PREPARATORY.value, _("Preparatory")),
        ],
    )
    provider = forms.ChoiceField(label=_("Meeting service"))
    meeting_url = WebLinkField(label=_("Meeting link"), required=False)
    summary = forms.CharField(
        label=_("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slug, found.title) for slug, found in sorted(all_providers().items())]
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]


class WebinarDetailsForm(forms.Form):
    """What a webinar's page says and leads to."""

    meeting_url = WebLinkField(label=_("Meeting link"), required=False)
    recording_url = WebLinkField(
        label=_("Recording link"),
        required=False,
        help_text=_("Shown to everybody enrolled once the webinar is over."),
    )
    gate_minutes = forms.IntegerField(
        label=_("Gate opens, minutes before the start"), min_value=0, max_value=240
    )
    summary = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WebinarTimeForm(forms.Form):
    """A new time for a webinar."""

    starts_local = WallTimeFormField(label=_("Starts"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720)


class MinutesForm(forms.Form):
    """How long somebody was at a webinar, as staff know it."""

    minutes = forms.IntegerField(
        label=_("Minutes present"),
        required=False,
        min_value=0,
        max_value=720,
        help_text=_("Empty takes the statement back: then the gate's own minutes count."),
    )


class TeachingForm(forms.Form):
    """Who teaches a session, in which part."""

    email = forms.EmailField(label=_("E-mail of the person's account"))
    role = forms.ChoiceField(
        label=_("Part"), choices=[(role.value, role.value.capitalize()) for role in TeachingRole]
    )
    line = forms.CharField(label=_("Line about the person"), max_length=200, required=False)


class RefundForm(forms.Form):
    """A part of an order's money to send back while the place stays."""

    amount = SumField(label=_("Sum to send back"))
