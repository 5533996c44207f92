"""The legal pages, each with its version and the ones before."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people.models import LegalPage
from courseplatform.people.sharing import shared_page


@login_not_required
@require_safe
@shared_page()
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the version in force."""
    return _page(request, slug, None)


@login_not_required
@require_safe
@shared_page()
def show_version(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Show one version: what somebody accepted once, or what will hold soon."""
    return _page(request, slug, int(version))


def _page(request: HttpRequest, slug: str, version: int | None) -> HttpResponse:
    every = list(LegalPage.objects.filter(slug=slug).order_by("-version"))
    now = clock.now()
    current = next((page for page in every if page.in_force_from <= now), None)
    page = current if version is None else next((p for p in every if p.version == version), None)
    if page is None:
        raise Http404
    others = [one for one in every if one != page]
    facts = {
        "page": page,
        "current": current,
        "is_past": page.in_force_from <= now,
        "coming": [one for one in others if one.in_force_from > now],
        "past": [one for one in others if one.in_force_from <= now],
    }
    return render(request, "people/legal.html", facts)
