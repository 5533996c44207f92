"""The desk's pages on the sources of a draft: write, look ahead, move, remove, bring back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.cases import sourcing
from exercises.cases.forms import SourceForm, source_facts
from exercises.cases.guards import for_instructors
from exercises.cases.layout import read_lines, text_of
from exercises.cases.models import CaseEdition, CaseSource
from exercises.cases.numbering import Numbering
from exercises.cases.sourcing import CitedError, Outlook
from exercises.cases.stale import Stale
from exercises.cases.views.reading import edition_for

_METHODS = ["GET", "HEAD", "POST"]


@for_instructors
@require_http_methods(_METHODS)
def source_new(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write a new source at the end of the dossier."""
    edition = edition_for(request, slug, number)
    code = f"S{edition.sources.count() + 1}"
    form = SourceForm(request.POST or None, initial={"code": code})
    page = _Page(request, edition, form, None)
    if request.method != "POST":
        return page.answer()
    if request.POST.get("then") == "look" or not form.is_valid():
        return page.answer(status=200 if form.is_valid() else 422)
    data = form.cleaned_data
    try:
        sourcing.add_source(edition, form.about(), data["text"], by=signed_in(request))
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return page.answer(status=422)
    messages.success(request, _("The source is added."))
    if request.POST.get("then") == "next":
        return redirect("desk-source-new", slug, number)
    return redirect("desk-edition", slug, number)


@for_instructors
@require_http_methods(_METHODS)
def source(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Change a source and its text."""
    edition = edition_for(request, slug, number)
    found = get_object_or_404(CaseSource, edition=edition, pk=pk)
    form = SourceForm(request.POST or None, initial=source_facts(found, text_of(found)))
    page = _Page(request, edition, form, found)
    if request.method != "POST":
        return page.answer()
    if request.POST.get("then") == "look" or not form.is_valid():
        return page.answer(status=200 if form.is_valid() else 422)
    data = form.cleaned_data
    found.edition = edition
    try:
        numbering = sourcing.change_source(
            found,
            data["revision"],
            form.about(),
            data["text"],
            by=signed_in(request),
            anyway="anyway" in request.POST,
        )
    except Refusal as refusal:
        return page.refused(refusal)
    messages.success(request, _told(numbering))
    if request.POST.get("then") == "stay":
        return redirect("desk-source", slug, number, pk)
    return redirect("desk-edition", slug, number)


@for_instructors
@require_POST
def source_look(
    request: HttpRequest, slug: str, number: int, pk: int | None = None
) -> HttpResponse:
    """Return how the typed text would be numbered, and what that would mean; a part of a page."""
    edition = edition_for(request, slug, number)
    found = get_object_or_404(CaseSource, edition=edition, pk=pk) if pk else None
    context = _outlook(edition, found, request.POST.get("text", ""))
    return render(request, "cases/outlook.html", context)


@for_instructors
@require_POST
def source_place(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Move a source up or down by one."""
    edition = edition_for(request, slug, number)
    found = get_object_or_404(CaseSource, edition=edition, pk=pk)
    found.edition = edition
    by_places = 1 if request.POST.get("to") == "down" else -1
    numbering = sourcing.move_source(found, by_places, by=signed_in(request))
    if numbering is not None:
        messages.success(request, _told(numbering))
    return redirect(reverse("desk-edition", args=[slug, number]) + "#sources")


@for_instructors
@require_http_methods(_METHODS)
def source_removal(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Remove a source; where it is cited, a page says by what and asks once."""
    edition = edition_for(request, slug, number)
    found = get_object_or_404(CaseSource, edition=edition, pk=pk)
    found.edition = edition
    if request.method == "POST":
        try:
            anyway = "anyway" in request.POST
            sourcing.remove_source(found, by=signed_in(request), anyway=anyway)
        except CitedError:
            return redirect("desk-source-removal", slug, number, pk)
        return redirect(reverse("desk-edition", args=[slug, number]) + "#sources")
    gone = sourcing.look_ahead(edition, found, []).gone
    context = {"case": edition.case, "edition": edition, "source": found, "gone": gone}
    return render(request, "cases/source_removal.html", context)


@for_instructors
@require_POST
def source_restoration(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Bring back the source removed last."""
    edition = edition_for(request, slug, number)
    if sourcing.restore_source(edition, by=signed_in(request)):
        messages.success(request, _("The source is back."))
    return redirect(reverse("desk-edition", args=[slug, number]) + "#sources")


class _Page:
    """The page of one source, new or not."""

    def __init__(
        self,
        request: HttpRequest,
        edition: CaseEdition,
        form: SourceForm,
        found: CaseSource | None,
    ) -> None:
        self.request, self.edition, self.form, self.found = request, edition, form, found

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page with the form and how its text is numbered."""
        text = self.form["text"].value() or ""
        context = {
            "case": self.edition.case,
            "edition": self.edition,
            "source": self.found,
            "form": self.form,
            **_outlook(self.edition, self.found, text),
            **more,
        }
        return render(self.request, "cases/source.html", context, status=status)

    def refused(self, refusal: Refusal) -> HttpResponse:
        """Return the page with what was typed, and what kept it from being saved."""
        self.form.add_error(None, refusal.sentence)
        if isinstance(refusal, CitedError):
            return self.answer(status=409, ask_anyway=True)
        if not isinstance(refusal, Stale) or self.found is None:
            return self.answer(status=422)
        self.found.refresh_from_db()
        again = self.request.POST.copy()
        again["revision"] = str(self.found.revision)
        self.form.data = again
        return self.answer(status=409, theirs=text_of(self.found))


def _outlook(edition: CaseEdition, found: CaseSource | None, text: str) -> dict[str, Any]:
    """What the preview shows: the numbered paragraphs with what moves, or why there are none."""
    known: Sequence[int] = ()
    if found is not None:
        known = list(found.paragraphs.values_list("number", flat=True))
    try:
        lines = read_lines(text, known)
        outlook: Outlook = sourcing.look_ahead(edition, found, lines)
    except Refusal as refusal:
        return {"unreadable": refusal.sentence}
    return {"outlook": outlook}


def _told(numbering: Numbering) -> str:
    if not numbering.moved:
        return _("Saved.")
    count = len(numbering.moved)
    return ngettext(
        "Saved. %(n)s paragraph has a new number; what cites it in tasks went along.",
        "Saved. %(n)s paragraphs have new numbers; what cites them in tasks went along.",
        count,
    ) % {"n": count}
