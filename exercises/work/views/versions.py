"""Earlier versions of an answer: looked at, compared with now, put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from exercises.cases.dossier import Dossier, dossier_of
from exercises.work.drafts import restore
from exercises.work.injects import opened_in
from exercises.work.models import Revision
from exercises.work.opening import attempt_for
from exercises.work.sheets import Step, step_at, steps_of

MOST = 60  # an hour of change, one a minute


@dataclass(frozen=True)
class Version:
    """One kept version: its number, when it was saved, how far it had come."""

    number: int
    saved_at: datetime
    progress: str


@private
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """List the kept versions, show one, put one back."""
    attempt = attempt_for(signed_in(request), ref)
    step = step_at(steps_of(attempt), number)
    here = reverse("answer-versions", args=[attempt.ref, number])
    if attempt.state != "open":
        return redirect("receipt", attempt.ref)
    if request.method == "POST":
        wanted, seen = (_whole(request.POST.get(name, "")) for name in ("version", "revision"))
        restore(step, wanted, seen)
        messages.success(request, _("The earlier version is the draft again."))
        return redirect("task", attempt.ref, number)
    kept = list(Revision.objects.filter(response=step.response).order_by("-number")[:MOST])
    asked = _whole(request.GET.get("show", ""))
    shown = next((row for row in kept if row.number == asked), None)
    dossier = dossier_of(attempt.allotment.version.edition, opened_in(attempt))
    context = {
        "attempt": attempt,
        "dossier": dossier,
        "edition": attempt.allotment.version.edition,
        "version": attempt.allotment.version,
        "step": step,
        "kind": step.task.kind,
        "here": here,
        "zone": viewer.of(request).zone or attempt.allotment.member.cohort.zone,
        "versions": [_version(step, row) for row in kept],
        "shown": shown,
        "then_html": _shown(request, dossier, step, shown) if shown else "",
    }
    return render(request, "work/versions.html", context)


def _version(step: Step, row: Revision) -> Version:
    kind = step.task.kind
    answer = kind.answer_from(row.data, row.schema)
    return Version(row.number, row.saved_at, kind.progress(step.task.brief, answer).sentence)


def _shown(request: HttpRequest, dossier: Dossier, step: Step, row: Revision) -> str:
    kind = step.task.kind
    answer = kind.answer_from(row.data, row.schema)
    sheet = step.sheet(dossier.passages, answer=answer, typed={}, read_only=True)
    return render_to_string(kind.review_template, kind.review(sheet), request)


def _whole(text: str) -> int:
    """Read a number out of an address; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
