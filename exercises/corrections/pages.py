"""The desk's page on a corrected edition: whom it touches, and a letter to them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit.references import new_ref
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.cases.guards import for_instructors
from exercises.cases.models import CaseEdition
from exercises.cases.views.reading import edition_for
from exercises.corrections.noticing import write_notice
from exercises.corrections.touched import Touched, reach_of

A_PAGE = 100


@for_instructors
@require_safe
def touched(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """List who worked on an earlier edition, with what of theirs rests on changed paragraphs."""
    return _page(request, edition_for(request, slug, number))


@for_instructors
@require_POST
def notice(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write to the people chosen."""
    edition = edition_for(request, slug, number)
    post = request.POST
    try:
        count = write_notice(
            edition,
            post.getlist("member"),
            post.get("text", ""),
            post.get("token", "")[:26],
            by=signed_in(request),
        )
    except Refusal as refusal:
        return _page(request, edition, refusal.sentence, status=422)
    if count:
        messages.success(
            request,
            ngettext("%(n)s person gets your letter.", "%(n)s people get your letter.", count)
            % {"n": count},
        )
    else:
        messages.info(request, _("This letter was written already; nobody gets it twice."))
    return redirect("desk-edition-touched", slug, number)


def _page(
    request: HttpRequest, edition: CaseEdition, error: str = "", status: int = 200
) -> HttpResponse:
    reach = reach_of(edition, signed_in(request))
    asked = request.GET.get("only") == "resting"
    rows = [each for each in reach.attempts if each.resting or not asked]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    chosen = set(request.POST.getlist("member"))
    context = {
        "case": edition.case,
        "edition": edition,
        "reach": reach,
        "page": page,
        "rows": [(each, _is_chosen(request, each, chosen)) for each in page],
        "resting": sum(each.resting for each in reach.attempts),
        "only": asked,
        "text": request.POST.get("text", ""),
        "token": request.POST.get("token", "") or new_ref(),
        "error": error,
    }
    return render(request, "corrections/touched.html", context, status=status)


def _is_chosen(request: HttpRequest, each: Touched, chosen: set[str]) -> bool:
    """What was ticked comes back; on a fresh page whoever rests on a change and knows nothing yet."""
    if request.method == "POST":
        return each.attempt.allotment.member.ref in chosen
    return each.resting and not each.told
