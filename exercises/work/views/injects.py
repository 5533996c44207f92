"""Injects on a student's pages: whether something came, and opening it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from exercises.cases.models import CaseSource
from exercises.work.injects import Injects, arrivals_at, injects_of, open_inject, state_of
from exercises.work.models import Attempt
from exercises.work.opening import attempt_for

WHERE = ("task", "dossier")


@private
@require_safe
def injects(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer a page that asks whether something came: the notice, or 204 for nothing new.

    ``known`` is the state the page shows; ``where`` is what kind of page it is, ``task`` its place.
    """
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state != "open" or request.GET.get("known", "") == state_of(arrivals_at(attempt)):
        return HttpResponse(status=204)
    found = injects_of(attempt)
    there = set(request.GET.get("there", "").split("."))
    context = {
        **notice_of(request, attempt, found, request.GET.get("where", "")),
        "elsewhere": [each for each in found.opened if each.slug not in there],
        "there": ".".join(sorted(there - {""})),
        "swapped": True,
    }
    return render(request, "work/injects.html", context)


@private
@require_POST
def opening(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    """Open a released inject from the dossier's page; the answers so far are kept."""
    attempt = attempt_for(signed_in(request), ref)
    anchor = opened(attempt, slug)
    if request.POST.get("where") == "dossier":
        return redirect(f"{reverse('dossier', args=[attempt.allotment.ref])}#{anchor}")
    return redirect("attempt", attempt.ref)


def opened(attempt: Attempt, slug: str) -> str:
    """Open an inject and return its place in the dossier.

    Raises Http404 for one that there is not, or not yet.
    """
    if not open_inject(attempt, slug):
        raise Http404(_("There is no such item."))
    sources = CaseSource.objects.filter(edition=attempt.allotment.version.edition_id, inject=slug)
    return f"source-{sources.values_list('code', flat=True).get()}"


def notice_of(
    request: HttpRequest, attempt: Attempt, found: Injects, where: str = "task"
) -> dict[str, Any]:
    """Return what the notice at the top of a dossier needs."""
    return {
        "attempt": attempt,
        "injects": found,
        "where": where if where in WHERE else "dossier",
        "there": ".".join(sorted(found.slugs)),
        "shown_zone": viewer.of(request).zone or attempt.allotment.member.cohort.zone,
    }
