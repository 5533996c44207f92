"""The feed itself, and the page that makes its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.people.guards import by_https_alone, private, signed_in
from courseplatform.people.models import User
from courseplatform.people.networks import network_of
from courses.calendar import feed, links
from courses.calendar.models import CalendarLink
from courses.webinars import ics

ASKED = Rate("calendar-feed", times=60, seconds=3600)
GUESSED = Rate("calendar-guess", times=30, seconds=600)


@dataclass(frozen=True)
class Asked:
    """Whose feed was asked for, and what stands in it; read once for the ETag and the answer."""

    person: User
    entries: list[ics.Entry]


def _asked(request: HttpRequest, token: str) -> Asked | None:
    if not hasattr(request, "calendar_asked"):
        person = links.owner(token)
        found = Asked(person, feed.entries_of(person, clock.now())) if person else None
        request.calendar_asked = found  # type: ignore[attr-defined]
    return cast("Asked | None", request.calendar_asked)  # type: ignore[attr-defined]


def _etag(request: HttpRequest, token: str) -> str | None:
    asked = _asked(request, token)
    return f'W/"{feed.version(asked.entries)}"' if asked else None


@by_https_alone
@login_not_required
@require_safe
@cache_control(private=True, max_age=900)
@condition(etag_func=_etag)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send a person's feed to whoever knows its address."""
    asked = _asked(request, token)
    if asked is None:
        if not GUESSED.take(network_of(request) or "unknown"):
            return HttpResponse("later", status=429, content_type="text/plain; charset=utf-8")
        raise Http404
    if not ASKED.take(asked.person.ref):
        return HttpResponse("later", status=429, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(feed.render(asked.entries), content_type="text/calendar; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Say what the feed is; a POST makes its address, which is shown once."""
    person = signed_in(request)
    address = ""
    if request.method == "POST":
        address = settings.SITE_URL + reverse("calendar-feed", args=[links.make(person)])
    known = CalendarLink.objects.filter(person=person).first()
    return render(request, "calendar/link.html", {"address": address, "link": known})


@private
@require_POST
def calendar_removal(request: HttpRequest) -> HttpResponse:
    """Make the feed's address unknown."""
    links.take_back(signed_in(request))
    return redirect("calendar-link")
