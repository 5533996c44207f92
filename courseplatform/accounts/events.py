"""Login, logout and changed factors: one receiver, one line in the log for each, no addresses.

This is the stated exception to "no signals": allauth and Django tell of these events in no other way.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.letters import suppression
from courseplatform.people.models import User
from courseplatform.people.networks import network_of

log = logging.getLogger("courseplatform.security")
SINCE = "signed_in_at"  # of a session: when it began, in seconds

EVENTS = {
    account.user_logged_in: "login",
    user_login_failed: "login-failed",
    user_logged_out: "logout",
    account.user_signed_up: "signup",
    account.password_changed: "password-changed",
    account.password_set: "password-set",
    account.password_reset: "password-reset",
    account.email_confirmed: "email-confirmed",
    account.email_changed: "email-changed",
    account.email_added: "email-added",
    account.email_removed: "email-removed",
    account.authentication_step_completed: "step",
    mfa.authenticator_added: "factor-added",
    mfa.authenticator_removed: "factor-removed",
    mfa.authenticator_reset: "factor-reset",
    mfa.authentication_failed: "factor-failed",
}


# A new password ends the other sessions by itself; a changed factor leaves that to the person.
FACTORS_CHANGED = {"factor-added", "factor-removed", "factor-reset"}


def connect() -> None:
    """Listen to all of them; called once when Django is ready."""
    for signal in EVENTS:
        signal.connect(heard, dispatch_uid="courseplatform.accounts")


def heard(sender: Any, signal: Any, **facts: Any) -> None:
    """Write one structured line; renew the session's key when somebody proved who they are."""
    request: HttpRequest | None = facts.get("request")
    event = EVENTS[signal]
    user = facts.get("user") or getattr(request, "user", None)
    if event == "step":
        if facts.get("reauthenticated") and request is not None:
            renew_session_key(request)
        return
    if event == "login" and request is not None:
        request.session[SINCE] = clock.now().timestamp()
        _warn_of_lost_letters(request, user)
    kind = str(facts.get("authenticator", "") and facts["authenticator"].type)
    comes_along = (
        event == "factor-added" and kind == "recovery_codes"
    )  # with the first of the others
    if event in FACTORS_CHANGED and request is not None and not comes_along:
        _tell_of_other_sessions(request, user)
    line = {
        "event": event,
        "person": user.ref if isinstance(user, User) else "",
        "network": network_of(request),
        "method": kind,
    }
    log.info("%s", json.dumps({key: value for key, value in line.items() if value}))


def renew_session_key(request: HttpRequest) -> None:
    """Give the session a new key, and tell the list of the person's sessions."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _warn_of_lost_letters(request: HttpRequest, user: Any) -> None:
    if isinstance(user, User) and user.email and suppression.of(user.email):
        messages.warning(
            request,
            _(
                "Letters to %(address)s come back to us. Confirm the address in your profile, or "
                "change it, so that receipts and reminders reach you."
            )
            % {"address": user.email},
        )


def _tell_of_other_sessions(request: HttpRequest, user: Any) -> None:
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    if isinstance(user, User) and others.exists():
        messages.info(
            request,
            _(
                "You are signed in elsewhere as well. If that should end now, look at “Where you are "
                "signed in” in your account."
            ),
        )
