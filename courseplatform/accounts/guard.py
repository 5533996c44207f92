"""Signed-in people: sessions that end, a second factor where the installation asks for it, clean exits.

Staff are held to more than others: they always need the factor in production, and are signed out when
they leave.
"""

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

from courseplatform.accounts.events import SINCE
from courseplatform.answers import GetResponse
from courseplatform.kit import clock
from courseplatform.people.models import User

FORGET = '"cache", "storage"'
NOTE_EVERY = timedelta(minutes=1)
# What people without a second factor may reach: setting one up, proving who they are, leaving.
OPEN = frozenset({"account_logout", "account_reauthenticate", "theme", "language", "health"})


class StaffGuardMiddleware:
    """Keeps people to the rules for sessions, and staff to theirs; costs strangers no query."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless a rule leads it elsewhere."""
        response = self._elsewhere(request) or self.get_response(request)
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = FORGET
        return response

    def _elsewhere(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        rules = settings.STAFF_NEEDS_SECOND_FACTOR or settings.STAFF_SESSION_IDLE_MINUTES
        staff = bool(rules) and works_here(user)
        if self._is_over(request, staff=staff):
            logout(request)
            request.signed_out = True  # type: ignore[attr-defined]
            messages.info(request, _("You were signed out after a time. Sign in to go on."))
            return redirect_to_login(request.get_full_path())
        asked = staff and settings.STAFF_NEEDS_SECOND_FACTOR
        if asked or settings.EVERYBODY_NEEDS_SECOND_FACTOR:
            return self._lacks_factor(request, user, staff=staff)
        return None

    def _is_over(self, request: HttpRequest, *, staff: bool) -> bool:
        """Tell whether a session is as old as one may be; of staff also, whether it was left alone."""
        now = clock.now().timestamp()
        if now - request.session.get(SINCE, now) > settings.SESSION_MOST_DAYS * 86_400:
            return True
        if not staff or not settings.STAFF_SESSION_IDLE_MINUTES:
            return False
        began = request.session.setdefault(SINCE, now)
        seen = request.session.get("staff_seen", now)
        if now - seen > NOTE_EVERY.total_seconds() or "staff_seen" not in request.session:
            request.session["staff_seen"] = now
        idle = now - seen > settings.STAFF_SESSION_IDLE_MINUTES * 60
        return bool(idle or now - began > settings.STAFF_SESSION_MOST_HOURS * 3600)

    def _lacks_factor(
        self, request: HttpRequest, user: User, *, staff: bool
    ) -> HttpResponse | None:
        """Lead people without a second factor to the page that sets one up."""
        if _is_open(request):
            return None
        if not is_mfa_enabled(user):
            messages.warning(
                request,
                _("People who work here need a second factor. Set one up to go on.")
                if staff
                else _("Accounts here need a second factor. Set one up to go on."),
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
