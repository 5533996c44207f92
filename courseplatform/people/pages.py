"""The profile, and the three choices that also people without an account have."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import cookies
from courseplatform.people import viewer, zones
from courseplatform.people.forms import SYSTEM, THEMES, ProfileForm, ZoneForm
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User


@private
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change names, zone, language, appearance and keys."""
    person = User.objects.get(pk=signed_in(request).pk)  # the form must not write on request.user
    form = ProfileForm(
        request.POST or None,
        instance=person,
        initial={
            "zone": person.zone,
            "language": person.language or settings.LANGUAGE_CODE,
            "theme": person.theme or SYSTEM,
        },
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    facts = {"form": form, "zones": zones.offered()}
    return render(request, "people/profile.html", facts, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    """Ask for the reader's zone (GET), and keep it with the account or in a cookie (POST)."""
    form = ZoneForm(request.POST or None, initial={"zone": viewer.of(request).zone})
    if request.method == "POST" and form.is_valid():
        return _keep(request, "zone", form.cleaned_data["zone"])
    facts = {"form": form, "zones": zones.offered(), "next": _next(request)}
    return render(request, "people/zone.html", facts, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the system's choice; anything else counts as the system's."""
    chosen = request.POST.get("theme", "")
    known = chosen in dict(THEMES) and chosen != SYSTEM
    return _keep(request, "theme", chosen if known else "")


@login_not_required
@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep one of the site's languages; an unknown one changes nothing."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(_next(request) or "/")
    return _keep(request, "language", chosen)


def _keep(request: HttpRequest, what: str, value: str) -> HttpResponse:
    """Keep a choice with the account and on this browser, and go back to where it was made."""
    answer = HttpResponseRedirect(_next(request) or _from_page(request) or "/")
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(**{what: value})
    cookies.keep(answer, what, value)
    return answer


def _next(request: HttpRequest) -> str:
    return _safe(request, request.POST.get("next") or request.GET.get("next") or "")


def _from_page(request: HttpRequest) -> str:
    """The page the form stood on, unless that was this one."""
    page = _safe(request, request.headers.get("Referer", ""))
    return "" if page.split("?")[0].endswith(reverse("zone")) else page


def _safe(request: HttpRequest, url: str) -> str:
    """The address if it leads to a page of this site, else nothing."""
    ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if ours else ""
