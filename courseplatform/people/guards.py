"""Who may open a page: staff pages ask for a right, and strangers learn nothing of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from courseplatform.people.models import User
from courseplatform.people.networks import network_of
from courseplatform.people.roles import Right

log = logging.getLogger("courseplatform.security")
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in person of a page that only signed-in people reach.

    Raises:
        Http404: nobody is signed in, which means the view forgot its guard.
    """
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def requires(*rights: Right) -> Callable[[View[P]], View[P]]:
    """Open a view to people who hold one of ``rights``; the answer is never stored by a cache.

    Nobody signed in is led to the login and back; somebody without the right gets 404, as if there
    were no such page.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not any(request.user.may(right) for right in rights):
                note_denied(request, rights)
                raise Http404(_("There is no such page."))
            return keep_private(view(request, *args, **kwargs))

        guarded.rights = rights  # type: ignore[attr-defined]
        return guarded

    return guard


def note_denied(request: HttpRequest, rights: Iterable[Right]) -> None:
    """Write one line of who asked for what they have no right to; the page says nothing of it."""
    line = {
        "event": "denied",
        "person": signed_in(request).ref,
        "network": network_of(request),
        "view": request.resolver_match.view_name if request.resolver_match else "",
        "rights": sorted(rights),
    }
    log.info("%s", json.dumps(line))


def freshly_proved(view: View[P]) -> View[P]:
    """Open a POST to people who proved within minutes that it is them; others are asked, then go on."""
    guarded: View[P] = reauthentication_required(view)
    return guarded


def freshly_proved_to_act(view: View[P]) -> View[P]:
    """Open a page's POST to people who proved within minutes that it is them; its GET to all it is for."""
    guarded: View[P] = reauthentication_required(view, allow_get=True)
    return guarded


def private(view: View[P]) -> View[P]:
    """Mark a page that depends on the signed-in person: no cache may store it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return keep_private(view(request, *args, **kwargs))

    return guarded


def by_https_alone(view: View[P]) -> View[P]:
    """Refuse a program that asks in the clear, where the site is served by https.

    A browser is led over, and its reader sees the lock. A program would follow every time and nobody
    would notice that its address, which is the key, goes through the net in the clear.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return HttpResponse(
                "Ask by https.", status=403, content_type="text/plain; charset=utf-8"
            )
        return view(request, *args, **kwargs)

    return guarded


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Say on the answer that only this browser may have it, and not keep it."""
    patch_cache_control(response, private=True, no_store=True)
    return response
