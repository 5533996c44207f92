"""What a student gets back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from exercises.cases.dossier import dossier_of
from exercises.marking.feedback import TaskFeedback, feedback_on
from exercises.work.afterwards import links_of
from exercises.work.models import Attempt
from exercises.work.opening import attempt_for


@private
@require_safe
def feedback(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what came back for each task; ``?all=1`` shows every task in full, to print."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    everything = bool(request.GET.get("all"))
    context = _context(request, attempt)
    if everything:
        context["blocks"] = [_block(request, each, context) for each in context["tasks"]]
    return render(request, "marking/feedback.html", context)


@private
@require_safe
def feedback_task(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show points, remarks, released marks and comments on one task."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    context = _context(request, attempt)
    found = next((each for each in context["tasks"] if each.number == number), None)
    if found is None:
        raise Http404(_("This exercise has no such task."))
    later = [each for each in context["tasks"] if each.number > number]
    context |= {
        "blocks": [_block(request, found, context)],
        "current": found,
        "next": later[0] if later else None,
    }
    return render(request, "marking/feedback_task.html", context)


def _context(request: HttpRequest, attempt: Attempt) -> dict[str, Any]:
    allotment = attempt.allotment
    edition = allotment.version.edition
    dossier = dossier_of(edition)
    found = feedback_on(attempt, dossier.passages)
    zone = allotment.member.cohort.zone
    return {
        "attempt": attempt,
        "allotment": allotment,
        "version": allotment.version,
        "edition": edition,
        "dossier": dossier,
        "zone": zone,
        "shown_zone": viewer.of(request).zone or zone,
        "feedback": found,
        "shown": found.shown,
        "tasks": found.tasks,
        "waiting": found.waits_for("marker"),
        "awaiting": found.waits_for("outcome"),
        "afterwards": links_of(allotment),
        "stylesheets": sorted({each.step.task.kind.stylesheet for each in found.tasks} - {""}),
    }


def _block(
    request: HttpRequest, each: TaskFeedback, context: dict[str, Any]
) -> tuple[TaskFeedback, str, str]:
    """Return one task with the answer and the remarks on it, and the model answer where shown.

    Never with a key: a model answer is an answer like any other.
    """
    passages = context["dossier"].passages
    kind = each.step.task.kind
    given = kind.review(each.step.sheet(passages, read_only=True), None, each.score)
    model = ""
    if each.model is not None:
        sheet = each.model.sheet(passages, typed={}, read_only=True)
        model = render_to_string(kind.review_template, kind.review(sheet), request)
    return each, render_to_string(kind.review_template, given, request), model
