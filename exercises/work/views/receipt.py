"""The receipt of a hand-in, what it vouches for, and checking it."""

from __future__ import annotations

import hashlib
import json
import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.people.guards import private, signed_in
from exercises.cohorts.allowance import Turn
from exercises.work.late import takes_late_answers
from exercises.work.models import Attempt, Receipt, Response
from exercises.work.opening import attempt_for
from exercises.work.receipts import fingerprint, statement
from exercises.work.sheets import steps_of
from exercises.work.showing import newest_beside, showing_of
from exercises.work.starting import allowance_of

LARGEST_FILE = 5_000_000  # bytes; what is handed in is far below


@private
@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the receipt of a handed-in attempt, and what happens now."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    allotment = attempt.allotment
    newest = newest_beside(attempt)
    allowed = allowance_of(allotment, newest)
    context = {
        "attempt": attempt,
        "allotment": allotment,
        "version": allotment.version,
        "zone": allotment.member.cohort.zone,
        "receipt": Receipt.objects.get(attempt=attempt),
        "steps": steps_of(attempt),
        "check_url": reverse("receipt-check", args=[attempt.ref]),
        "receipt_version": str(allotment.version),
        "shown": showing_of(allotment, newest),
        "allowed": allowed,
        "may_try_again": allowed.turn is Turn.NEXT,
        "late_open": takes_late_answers(attempt),
    }
    return render(request, "work/receipt.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Compute the fingerprint of what is stored now, and compare it with the receipt's.

    A POST compares a fingerprint or a file that the person holds; it is not kept.
    """
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    found = Receipt.objects.get(attempt=attempt)
    answers = _answers(attempt)
    now_stored = fingerprint(attempt, answers)
    held, fault = _held(request) if request.method == "POST" else ("", "")
    context = {
        "attempt": attempt,
        "allotment": attempt.allotment,
        "version": attempt.allotment.version,
        "zone": attempt.allotment.member.cohort.zone,
        "receipt": found,
        "computed": now_stored,
        "holds": now_stored == found.sha256,
        "erased": any(row.erased_at for row in answers),
        "held": held,
        "fault": fault,
        "typed": request.POST.get("fingerprint", "")[:200],
        "held_holds": held == found.sha256,
    }
    return render(request, "work/receipt_check.html", context, status=422 if fault else 200)


@private
@require_safe
def receipt_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Give what was handed in as the very text whose hash stands on the receipt."""
    attempt = attempt_for(signed_in(request), ref)
    if attempt.state == "open":
        return redirect("attempt", attempt.ref)
    text = json.dumps(
        statement(attempt, _answers(attempt)),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="handed-in-{attempt.ref[:8]}.json"'
    return answer


def _answers(attempt: Attempt) -> list[Response]:
    return list(Response.objects.filter(attempt=attempt).with_tasks())


def _held(request: HttpRequest) -> tuple[str, str]:
    """Return the fingerprint that a person holds, from a file or as typed; else what is wrong."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if file.size is None or file.size > LARGEST_FILE:
            return "", _("This file is too large to be one of ours. Choose the one you downloaded.")
        return hashlib.sha256(file.read()).hexdigest(), ""
    typed = re.sub(r"[^0-9a-f]", "", request.POST.get("fingerprint", "").lower())
    if len(typed) != 64:
        return "", _(
            "A fingerprint has 64 signs, 0 to 9 and a to f. Copy it whole from your receipt, or "
            "choose the file you downloaded."
        )
    return typed, ""
