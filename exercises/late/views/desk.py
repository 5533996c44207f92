"""The desk's pages: late answers that wait, and one attempt with both versions side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.late import deciding
from exercises.late.models import LateAnswer
from exercises.work.models import Attempt, Response
from exercises.work.sheets import Step, step_of

teaches = requires(Right.BUILD_CASES)
MOST = 200


@teaches
@require_safe
def late_answers(request: HttpRequest) -> HttpResponse:
    """List the attempts with late answers that wait for a decision, the oldest first."""
    person = signed_in(request)
    rows = (
        LateAnswer.objects.decided_by(person)
        .filter(state="sent")
        .select_related("response__task", "response__attempt__allotment__member__cohort")
        .select_related("response__attempt__allotment__version")
        .defer("response__task__key")
        .order_by("sent_at", "id")[:MOST]
    )
    context = {"late": rows, "zone": viewer.of(request).zone}
    return render(request, "late/desk_list.html", context)


@dataclass(frozen=True)
class Pair:
    """One task: what was handed in, and what came too late."""

    late: LateAnswer
    step: Step
    handed_in: str
    came: str


@teaches
@require_safe
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """Show both versions of each task that a late answer came for."""
    found = attempt_with_late(signed_in(request), ref)
    rows = LateAnswer.objects.filter(response__attempt=found).select_related("decided_by_person")
    late = {each.response_id: each for each in rows}
    passages = found.allotment.version.edition.all_passages()
    pairs = []
    for row in Response.objects.filter(pk__in=late).with_tasks():
        step, came = step_of(row), late[row.pk]
        kind = step.task.kind
        own = step.sheet(passages, typed={}, read_only=True)
        answer = kind.answer_from(came.data, came.schema)
        other = step.sheet(passages, answer=answer, typed={}, read_only=True)
        pairs.append(
            Pair(
                came,
                step,
                render_to_string(kind.review_template, kind.review(own), request),
                render_to_string(kind.review_template, kind.review(other), request),
            )
        )
    context = {
        "attempt": found,
        "member": found.allotment.member,
        "version": found.allotment.version,
        "zone": viewer.of(request).zone or found.allotment.member.cohort.zone,
        "pairs": pairs,
        "waiting": any(pair.late.state == "sent" for pair in pairs),
        "stylesheets": sorted({pair.step.task.kind.stylesheet for pair in pairs} - {""}),
    }
    return render(request, "late/decision.html", context)


@teaches
@require_POST
def taking(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the late answers count, or leave what was handed in."""
    person = signed_in(request)
    found = attempt_with_late(person, ref)
    try:
        if request.POST.get("act") == "take":
            made = deciding.take(found, by=person)
            messages.success(
                request, _("They stand as attempt %(number)s now.") % {"number": made.number}
            )
        else:
            deciding.decline(found, by=person)
            messages.success(request, _("What was handed in stays the only one."))
    except Refusal as refusal:
        refusal.next_url = reverse("late-decision", args=[found.ref])
        raise
    return redirect("late-answers")


def attempt_with_late(user: User, ref: str) -> Attempt:
    """Return an attempt with late answers that ``user`` may decide on. Raises Http404 otherwise."""
    mine = LateAnswer.objects.decided_by(user)
    rows = Attempt.objects.filter(responses__in=mine.values("response")).dated()
    around = ("allotment__member__cohort", "allotment__member__person")
    found = rows.select_related(*around, "allotment__version__edition").filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is nothing to decide here."))
    return found.with_dates()
