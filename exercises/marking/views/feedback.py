"""What a student gets back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from exercises.cases.dossier import dossier_of
from exercises.marking.feedback import TaskFeedback, feedback_on, grade_of
from exercises.work.opening import attempt_for


@private
@require_safe
def feedback(request: HttpRequest, ref: str) -> HttpResponse:
    """Show points, remarks, released marks and comments of one's own attempt."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    allotment = attempt.allotment
    edition = allotment.version.edition
    dossier = dossier_of(edition)
    grade = grade_of(attempt)
    tasks = feedback_on(attempt, grade, dossier.passages)
    context = {
        "attempt": attempt,
        "allotment": allotment,
        "version": allotment.version,
        "edition": edition,
        "dossier": dossier,
        "zone": allotment.member.cohort.zone,
        "shown_zone": viewer.of(request).zone or allotment.member.cohort.zone,
        "grade": grade,
        "blocks": [(each, _review(request, each, dossier.passages)) for each in tasks],
        "waiting": sum(each.grade is None for each in tasks),
        "stylesheets": sorted({each.step.task.kind.stylesheet for each in tasks} - {""}),
    }
    return render(request, "marking/feedback.html", context)


def _review(request: HttpRequest, each: TaskFeedback, passages: Any) -> str:
    """Return the answer as given with the remarks on it; never with a key."""
    kind = each.step.task.kind
    sheet = each.step.sheet(passages, read_only=True)
    return render_to_string(kind.review_template, kind.review(sheet, None, each.score), request)
