"""What sign-up asks besides address and password."""

from __future__ import annotations

import unicodedata

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import cookies, walltime
from courseplatform.people.models import User
from courseplatform.people.naming import clean_name


class SignupForm(forms.Form):
    """Name, and the zone that the browser says it is in."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As we should address you. Fellow students see a cover name instead."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = forms.CharField(
        required=False,
        max_length=64,
        widget=forms.HiddenInput(attrs={"data-browser-zone": ""}),
    )

    field_order = ("name", "email", "password1", "password2")

    def clean_name(self) -> str:
        """Return the name without control and direction signs."""
        return clean_name(self.cleaned_data["name"])

    def clean_zone(self) -> str:
        """Return a known zone or nothing; a wrong one is not the person's mistake."""
        zone: str = unicodedata.normalize("NFC", self.cleaned_data["zone"])
        return zone if walltime.is_zone(zone) else ""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name, the zone and the language of the visit."""
        cookie = cookies.read(request, "zone")
        user.name = self.cleaned_data["name"]
        user.zone = self.cleaned_data["zone"] or (cookie if walltime.is_zone(cookie) else "")
        user.language = get_language() or ""
        user.save(update_fields=["name", "zone", "language"])
