"""Pages made to be printed: the dossier, and one's own work; without anything around them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from exercises.kinds.contract import Passage
from exercises.notes.reading import own_notes
from exercises.work.injects import opened_in, shown_dossier
from exercises.work.opening import attempt_for, opened_for
from exercises.work.sheets import Step, steps_of


@private
@require_safe
def dossier(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the dossier as it is printed; ``?notes=1`` with one's own highlights and notes."""
    person = signed_in(request)
    allotment = opened_for(person, ref)
    edition = allotment.version.edition
    found = shown_dossier(allotment)
    context = {
        "allotment": allotment,
        "version": allotment.version,
        "edition": edition,
        "dossier": found,
        "printed": own_notes(person, allotment, found) if request.GET.get("notes") else "",
        "zone": allotment.member.cohort.zone,
        "now": clock.now(),
    }
    return render(request, "work/print_dossier.html", context)


@private
@require_safe
def attempt(request: HttpRequest, ref: str) -> HttpResponse:
    """Show an attempt's answers as they are printed: the last saved, or those handed in."""
    found = attempt_for(signed_in(request), ref)
    allotment = found.allotment
    passages = allotment.version.edition.passages(opened_in(found))
    steps = steps_of(found)
    context = {
        "attempt": found,
        "allotment": allotment,
        "version": allotment.version,
        "edition": allotment.version.edition,
        "answers": [(step, _answer(request, step, passages)) for step in steps],
        "stylesheets": sorted({step.task.kind.stylesheet for step in steps} - {""}),
        "zone": allotment.member.cohort.zone,
        "now": clock.now(),
    }
    return render(request, "work/print_attempt.html", context)


def _answer(request: HttpRequest, step: Step, passages: Mapping[str, Passage]) -> SafeString:
    """Return an answer as given, without key and score."""
    kind = step.task.kind
    sheet = step.sheet(passages, typed={}, read_only=True)
    return render_to_string(kind.review_template, kind.review(sheet), request)
