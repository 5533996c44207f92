"""The contact form and the forms of the inquiry desk."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courseplatform.inquiries.models import CLOSINGS, TOPICS
from courseplatform.kit import walltime
from courseplatform.people.models import User
from courseplatform.people.naming import clean_name

MOST_MESSAGE = 5_000


class ContactForm(forms.Form):
    """A question from outside. ``website`` is a trap: people do not see it."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=list(TOPICS.items()))
    message = forms.CharField(
        label=_("Your question"),
        help_text=_("What you have to decide or to learn, and by when. Nothing classified."),
        max_length=MOST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Our answer goes there."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    consent = forms.BooleanField(
        label=_("Keep what I write so that you can answer me."),
        error_messages={"required": _("We cannot answer what we may not keep. Tick the box.")},
    )
    website = forms.CharField(required=False, max_length=500)
    token = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-browser-zone": ""})
    )
    source = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """Return the name without control and direction signs."""
        return clean_name(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        """Return the organisation without control and direction signs."""
        return clean_name(self.cleaned_data["organisation"], required=False)

    def clean_zone(self) -> str:
        """Return a known zone or nothing."""
        zone: str = self.cleaned_data["zone"]
        return zone if walltime.is_zone(zone) else ""

    def clean_source(self) -> str:
        """Return a path of this site or nothing."""
        return local_path(self.cleaned_data["source"])


def local_path(text: str) -> str:
    """Return the text if it is a path of this site, else nothing."""
    plain = text.isprintable() and text.startswith("/") and not text.startswith(("//", "/\\"))
    return text[:200] if plain else ""


class EntryForm(forms.Form):
    """What is said about an inquiry; which of the three it is, the button says.

    ``seen`` is the number of entries that stood on the page; the page writes it, not the form, so
    that one given back counts what it shows.
    """

    seen = forms.IntegerField(required=False, min_value=0)
    text = forms.CharField(
        label=_("Your answer, or a note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ClosingForm(forms.Form):
    """Why an inquiry is closed."""

    because = forms.ChoiceField(
        label=_("Close it because"), choices=[("", _("Choose…")), *CLOSINGS.items()]
    )


class PersonField(forms.ModelChoiceField):
    """A choice of people by name, known by their reference."""

    def label_from_instance(self, obj: User) -> str:
        """Return what the person is called."""
        return obj.called


class AssignmentForm(forms.Form):
    """Who answers an inquiry."""

    person = PersonField(
        User.objects.none(), label=_("Assigned to"), empty_label=_("Choose…"), to_field_name="ref"
    )

    def __init__(self, *args: Any, consultants: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in consultants]
        cast("PersonField", self.fields["person"]).queryset = User.objects.filter(pk__in=ids)
