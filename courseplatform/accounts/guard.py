"""Signed-in staff: a second factor where the installation asks for it, shorter sessions, clean exits."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courseplatform.answers import GetResponse
from courseplatform.kit import clock
from courseplatform.people.models import User

FORGET = '"cache", "storage"'
NOTE_EVERY = timedelta(minutes=1)
# What staff without a second factor may reach: setting one up, proving who they are, leaving.
OPEN = frozenset({"account_logout", "account_reauthenticate", "theme", "language", "health"})


class StaffGuardMiddleware:
    """Keeps staff to the rules for staff; costs nobody else a query."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless a rule for staff leads it elsewhere."""
        response = self._elsewhere(request) or self.get_response(request)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = FORGET
        return response

    def _elsewhere(self, request: HttpRequest) -> HttpResponse | None:
        if not (settings.STAFF_NEEDS_SECOND_FACTOR or settings.STAFF_SESSION_IDLE_MINUTES):
            return None
        user = request.user
        if not isinstance(user, User) or not works_here(user):
            return None
        return self._too_old(request) or self._lacks_factor(request, user)

    def _too_old(self, request: HttpRequest) -> HttpResponse | None:
        """End a session of staff that was left alone, or has lasted a working day."""
        if not settings.STAFF_SESSION_IDLE_MINUTES:
            return None
        now = clock.now().timestamp()
        began = request.session.setdefault("staff_since", now)
        seen = request.session.get("staff_seen", now)
        idle = now - seen > settings.STAFF_SESSION_IDLE_MINUTES * 60
        if idle or now - began > settings.STAFF_SESSION_MOST_HOURS * 3600:
            logout(request)
            request.signed_out = True  # type: ignore[attr-defined]
            messages.info(request, _("You were signed out after a time. Sign in to go on."))
            return redirect_to_login(request.get_full_path())
        if now - seen > NOTE_EVERY.total_seconds() or "staff_seen" not in request.session:
            request.session["staff_seen"] = now
        return None

    def _lacks_factor(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Lead staff without a second factor to the page that sets one up."""
        if not settings.STAFF_NEEDS_SECOND_FACTOR or _is_open(request):
            return None
        if not is_mfa_enabled(user):
            messages.warning(
                request, _("People who work here need a second factor. Set one up to go on.")
            )
            return redirect("mfa_index")
        if not any(r["method"] == "mfa" for r in get_authentication_records(request, user)):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"/accounts/2fa/reauthenticate/?{query}")
        return None


def works_here(user: User) -> bool:
    """Tell whether the rules for staff hold for this person."""
    return user.is_staff or user.is_superuser or bool(user.roles)


def _is_open(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return False
    return name in OPEN or name.startswith("mfa_")
