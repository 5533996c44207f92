"""The student's page: what came too late, a sentence about it, and sending it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from exercises.late import sending
from exercises.late.models import LateAnswer
from exercises.work.injects import opened_in
from exercises.work.models import Attempt
from exercises.work.opening import attempt_for
from exercises.work.sheets import Step, step_at, steps_of

OURS = {"csrfmiddlewaretoken", "step", "sentence", "typed_at", "then", "go", "window", "turn"}


@private
@require_POST
def late_answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show what came too late, in full; with ``step=send`` send it to the instructors."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("task", attempt.ref, number)
    step = step_at(steps_of(attempt), number)
    answer = step.task.kind.parse(step.task.brief, request.POST, step.answer).answer
    refused = ""
    try:
        sending.check(attempt, step, answer)
        if request.POST.get("step") == "send":
            sending.send(
                attempt,
                step,
                answer,
                sentence=request.POST.get("sentence", ""),
                typed_at=_instant(request.POST.get("typed_at", "")),
            )
            messages.success(
                request, _("Your late answer is with your instructors; they decide on it.")
            )
            return redirect("receipt", attempt.ref)
    except Refusal as refusal:
        refused = refusal.sentence
    sent = LateAnswer.objects.filter(response=step.response).exists()
    context = {
        "attempt": attempt,
        "allotment": attempt.allotment,
        "version": attempt.allotment.version,
        "zone": attempt.allotment.member.cohort.zone,
        "step": step,
        "kind": step.task.kind,
        "came_html": _shown(request, attempt, step, answer),
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OURS
            for value in values
        ],
        "sentence": request.POST.get("sentence", ""),
        "typed_at": request.POST.get("typed_at", ""),
        "refused": refused,
        "settled": sent,
    }
    return render(request, "late/late_answer.html", context, status=422 if refused else 200)


def _shown(request: HttpRequest, attempt: Attempt, step: Step, answer: object) -> str:
    kind = step.task.kind
    passages = attempt.allotment.version.edition.passages(opened_in(attempt))
    sheet = step.sheet(passages, answer=answer, typed={}, read_only=True)
    return render_to_string(kind.review_template, kind.review(sheet), request)


def _instant(text: str) -> datetime | None:
    """Read what a device says about when something was typed."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
