"""Handing in: what is still empty, and one confirmation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from exercises.work.handing_in import hand_in
from exercises.work.opening import attempt_for
from exercises.work.sheets import steps_of
from exercises.work.starting import allowance_of


@private
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, ref: str) -> HttpResponse:
    """List what is empty; hand in when it is confirmed. Who is second gets the same receipt."""
    attempt = attempt_for(signed_in(request), ref)
    if request.method == "POST":
        hand_in(attempt)
        return redirect("receipt", attempt.ref)
    if attempt.state != "open":
        return redirect("receipt", attempt.ref)
    steps = steps_of(attempt)
    missing = [(step, step.missing()) for step in steps]
    allotment = attempt.allotment
    context = {
        "attempt": attempt,
        "allotment": allotment,
        "version": allotment.version,
        "zone": allotment.member.cohort.zone,
        "window": allotment.window,
        "phase": allotment.window.phase(clock.now()).value,
        "now": clock.now(),
        "ends_at": attempt.ends_at,
        "allowed": allowance_of(allotment, attempt),
        "missing": missing,
        "gaps": sum(1 for _step, sentences in missing if sentences),
    }
    return render(request, "work/submission.html", context)
