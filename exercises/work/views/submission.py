"""Handing in: what is still empty, one confirmation, the receipt, and checking it later."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from exercises.work.handing_in import hand_in
from exercises.work.models import Receipt, Response
from exercises.work.opening import attempt_for
from exercises.work.receipts import holds, statement
from exercises.work.sheets import steps_of


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
        "missing": missing,
        "gaps": sum(1 for _step, sentences in missing if sentences),
    }
    return render(request, "work/submission.html", context)


@private
@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the receipt; with ``?check=1`` compare it with the answers that are stored."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    found = Receipt.objects.get(attempt=attempt)
    found.attempt = attempt
    version = attempt.allotment.version
    checked, erased = None, False
    if request.GET.get("check"):
        answers = _answers(found)
        checked = holds(found, answers)
        erased = any(row.erased_at for row in answers)
    context = {
        "attempt": attempt,
        "allotment": attempt.allotment,
        "version": version,
        "zone": attempt.allotment.member.cohort.zone,
        "receipt": found,
        "steps": steps_of(attempt),
        "checked": checked,
        "erased": erased,
        "check_url": f"{request.path}?check=1",
        "receipt_version": str(version),
    }
    return render(request, "work/receipt.html", context)


@private
@require_safe
def receipt_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Give what was handed in as the very text whose hash stands on the receipt."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    found = Receipt.objects.get(attempt=attempt)
    text = json.dumps(
        statement(attempt, _answers(found)),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="handed-in-{attempt.ref[:8]}.json"'
    return answer


def _answers(found: Receipt) -> list[Response]:
    return list(Response.objects.filter(attempt=found.attempt_id).with_tasks())
