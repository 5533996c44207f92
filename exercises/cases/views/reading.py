"""The desk's pages that read: all cases, one case, one edition, what changed between two."""

from __future__ import annotations

from django.db.models import Count, Max, Min, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courseplatform.people.guards import signed_in
from exercises.cases.changes import changes_between
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
    newest = next(iter(found.editions.all()), None)
    return render(request, "cases/case.html", {"case": found, "newest": newest})


@for_instructors
@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one edition: its sources, the dossier, and what surrounds it."""
    found = edition_for(request, slug, number)
    sources = found.sources.order_by("position").annotate(
        begins=Min("paragraphs__number"), ends=Max("paragraphs__number")
    )
    context = {
        "case": found.case,
        "edition": found,
        "sources": sources,
        "dossier": dossier_of(found),
        "newest": found.case.editions.aggregate(newest=Max("number"))["newest"],
    }
    return render(request, "cases/edition.html", context)


@for_instructors
@require_safe
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what changed since an earlier edition, ``?since=``, the one before if none is named."""
    found = edition_for(request, slug, number)
    earlier = list(found.case.editions.filter(number__lt=number).order_by("-number"))
    if not earlier:
        raise Http404(_("There is no earlier edition."))
    asked = request.GET.get("since", "")
    since = next((each for each in earlier if str(each.number) == asked), earlier[0])
    context = {
        "case": found.case,
        "edition": found,
        "since": since,
        "earlier": earlier,
        "changes": changes_between(since, found),
    }
    return render(request, "cases/changes.html", context)


def edition_for(request: HttpRequest, slug: str, number: int) -> CaseEdition:
    """Return an edition that the person at the desk may see. Raises Http404 otherwise."""
    visible = Case.objects.visible_to(signed_in(request))
    return get_object_or_404(
        CaseEdition.objects.select_related("case", "changed_by"),
        case__in=visible,
        case__slug=slug,
        number=number,
    )
