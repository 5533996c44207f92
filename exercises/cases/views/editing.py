"""The desk's pages that write a case: begin one, its facts, its next edition."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.people.guards import signed_in
from exercises.cases import editing, sourcing
from exercises.cases.answering import act
from exercises.cases.forms import FactsForm, NewCaseForm, facts_of
from exercises.cases.guards import for_instructors
from exercises.cases.models import Case, CaseEdition
from exercises.cases.stale import Stale
from exercises.cases.views.reading import edition_for


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    form = NewCaseForm(request.POST or None)

    def rule() -> str:
        made = editing.create_case(form.address, form.facts(), by=signed_in(request))
        return reverse("desk-source-new", args=[made.case.slug, made.number])

    return act(
        request,
        form,
        rule,
        template="cases/case_new.html",
        context={},
        done=_("The case is begun. Write its first source."),
    )


@for_instructors
@require_POST
def edition_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next edition as a draft, or open the draft there is."""
    case = get_object_or_404(Case.objects.visible_to(signed_in(request)), slug=slug)
    edition = editing.begin_edition(case, by=signed_in(request))
    messages.success(
        request,
        _("Edition %(number)s is a draft: change it until it is used.")
        % {"number": edition.number},
    )
    return redirect("desk-edition", case.slug, edition.number)


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change what surrounds the dossier."""
    edition = edition_for(request, slug, number)
    form = FactsForm(request.POST or None, initial=facts_of(edition))
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, edition, form)
        except Stale as stale:
            return _conflict(request, edition, form, stale)
        messages.success(request, _("Saved."))
        return redirect("desk-edition", slug, number)
    status = 422 if form.is_bound else 200
    context = {"case": edition.case, "edition": edition, "form": form}
    return render(request, "cases/facts.html", context, status=status)


def _change(request: HttpRequest, edition: CaseEdition, form: FactsForm) -> None:
    by, data = signed_in(request), form.cleaned_data
    with transaction.atomic():
        editing.change_facts(edition, data["revision"], form.facts(), by=by)
        if data["first_number"] != edition.first_number:
            sourcing.set_first_number(edition, data["first_number"], by=by)


def _conflict(
    request: HttpRequest, edition: CaseEdition, form: FactsForm, stale: Stale
) -> HttpResponse:
    """Show what was typed, ready to be saved over what stands there now, and that beside it."""
    edition.refresh_from_db()
    form.add_error(None, stale.sentence)
    again = request.POST.copy()
    again["revision"] = str(edition.revision)
    form.data = again
    theirs = [(field.label, facts_of(edition)[field.name]) for field in form.visible_fields()]
    context = {"case": edition.case, "edition": edition, "form": form, "theirs": theirs}
    return render(request, "cases/facts.html", context, status=409)
