"""The desk's page on when the injects of an exercise are released, and which tasks they concern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.authoring import drafting
from exercises.authoring.forms import ReleaseForm, RevisionForm
from exercises.authoring.models import ExerciseVersion
from exercises.authoring.views.reading import version_for
from exercises.cases.guards import for_instructors
from exercises.cases.models import CaseSource
from exercises.cases.stale import Stale


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def injects(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say when each inject of the case is released; one without minutes is not."""
    version = version_for(request, ref, number)
    sources = CaseSource.objects.filter(edition=version.edition).exclude(inject="")
    rows = [
        (each, _form(request, version, each)) for each in sources.order_by("position").distinct()
    ]
    counted = RevisionForm(request.POST or None, initial={"revision": version.revision})
    forms = [form for _source, form in rows]
    context = {"exercise": version.exercise, "version": version, "rows": rows, "counted": counted}
    if request.method != "POST":
        return render(request, "authoring/injects.html", context)
    if not all([counted.is_valid(), *(form.is_valid() for form in forms)]):
        return render(request, "authoring/injects.html", context, status=422)
    releases = [found for form in forms if (found := form.release())]
    try:
        drafting.change_releases(
            version, counted.cleaned_data["revision"], releases, by=signed_in(request)
        )
    except Refusal as refusal:
        if isinstance(refusal, Stale):
            context |= _conflict(version, [source for source, _form in rows])
        context["refused"] = refusal.sentence
        return render(request, "authoring/injects.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("desk-version", ref, number)


def _conflict(version: ExerciseVersion, sources: Sequence[CaseSource]) -> dict[str, Any]:
    """What stands there now, and the revision that lets what was typed take its place."""
    version.refresh_from_db()
    starts = dict(ReleaseForm.STARTS)
    known = {each.inject: each for each in version.releases}
    theirs = [
        (
            source.title,
            _("after %(n)s minutes, counted from %(start)s")
            % {"n": each.after_minutes, "start": starts[each.counted_from.value]}
            if (each := known.get(source.inject))
            else _("not in this exercise"),
        )
        for source in sources
    ]
    return {"theirs": theirs, "counted": RevisionForm(initial={"revision": version.revision})}


def _form(request: HttpRequest, version: ExerciseVersion, source: CaseSource) -> ReleaseForm:
    tasks = list(version.tasks.order_by("position").values_list("position", "title"))
    known = next((each for each in version.releases if each.inject == source.inject), None)
    return ReleaseForm(request.POST or None, inject=source.inject, tasks=tasks, known=known)
