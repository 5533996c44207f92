"""The desk's pages on cases: the list, a case with its editions, one edition as students read it."""

from __future__ import annotations

from django.db.models import Count, Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.people.guards import signed_in
from exercises.cases.dossier import dossier_of
from exercises.cases.guards import for_instructors
from exercises.cases.models import Case, CaseEdition


@for_instructors
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases with their newest edition and what is built on them."""
    rows = (
        Case.objects.visible_to(signed_in(request))
        .annotate(
            newest=Max("editions__number"),
            used=Count("exercises", distinct=True),
        )
        .order_by("title")
    )
    return render(request, "cases/cases.html", {"cases": rows})


@for_instructors
@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a case: its editions, newest first, and the exercises built on it."""
    editions = CaseEdition.objects.order_by("-number").annotate(
        paragraph_count=Count("paragraphs", distinct=True),
        version_count=Count("exercise_versions", distinct=True),
    )
    found = get_object_or_404(
        Case.objects.visible_to(signed_in(request)).prefetch_related(
            Prefetch("editions", queryset=editions), "exercises"
        ),
        slug=slug,
    )
    return render(request, "cases/case.html", {"case": found})


@for_instructors
@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one edition: what surrounds the dossier, and the dossier."""
    visible = Case.objects.visible_to(signed_in(request))
    found = get_object_or_404(
        CaseEdition.objects.select_related("case"), case__in=visible, case__slug=slug, number=number
    )
    context = {"case": found.case, "edition": found, "dossier": dossier_of(found)}
    return render(request, "cases/edition.html", context)
