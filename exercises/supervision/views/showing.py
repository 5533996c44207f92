"""Showing scores by hand, and the model answers, each after a page that says what follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from exercises.cohorts.models import Assignment
from exercises.supervision import showing
from exercises.supervision.doors import RIGHTS, assignment_for
from exercises.supervision.views.people import frame


@requires(*RIGHTS)
@require_POST
def scores(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Show the scores to the class now, or let the rule decide again."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    if request.POST.get("act") == "hide":
        showing.hide_scores(assignment, by=person)
        messages.success(request, _("The rule decides again when scores are shown."))
    else:
        showing.show_scores(assignment, by=person)
        messages.success(request, _("Everybody who has handed in sees their scores now."))
    return redirect("cohort-exercise", ref, exercise_ref)


@requires(*RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Show the model answers to the class, after a page that says who may still work; or hide them."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    if request.method == "POST":
        if request.POST.get("act") == "hide":
            showing.hide_answers(assignment, by=person)
            messages.success(request, _("The model answers are hidden again."))
        else:
            _show(request, assignment)
        return redirect("cohort-exercise", ref, exercise_ref)
    context = {**frame(request, assignment), "obstacles": showing.obstacles(assignment)}
    return render(request, "supervision/answers.html", context)


def _show(request: HttpRequest, assignment: Assignment) -> None:
    although = request.POST.get("although") == "1"
    try:
        showing.show_answers(assignment, by=signed_in(request), although_elsewhere=although)
    except Refusal as refusal:
        refusal.next_url = request.path
        raise
    messages.success(request, _("Everybody who has handed in sees the model answers now."))
