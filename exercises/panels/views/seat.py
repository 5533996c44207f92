"""The expert's own page: the task in the students' form, saved, then given once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from exercises.cases.dossier import dossier_of
from exercises.cases.stale import Stale
from exercises.kinds.contract import Parsed, Sheet
from exercises.panels import answering
from exercises.panels.models import Seat


@requires(Right.MARK, Right.BUILD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, ref: str) -> HttpResponse:
    """Work the task; a POST saves."""
    own = _seat(request, ref)
    if request.method != "POST":
        return _page(request, own, request.GET.get("part", ""))
    part, revision = request.POST.get("part", ""), _whole(request.POST.get("revision", ""))
    parsed = answering.read(own, request.POST)
    try:
        answering.save(own, revision, parsed)
    except Stale as stale:
        own.refresh_from_db(fields=["revision"])
        return _page(request, own, part, parsed, sentence=stale.sentence, status=409)
    if parsed.errors:
        return _page(request, own, part, parsed, status=422)
    if request.POST.get("then") == "give":
        return redirect("panel-seat-submission", ref)
    go = request.POST.get("go", "")
    part = go if go in own.panel.how.parts(own.panel.typed_brief()) else part
    return redirect(f"{request.path}?part={part}" if part else request.path)


@requires(Right.MARK, Right.BUILD_CASES)
@require_POST
def seat_live(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer with the parts that the server computes; nothing is stored."""
    own = _seat(request, ref)
    how = own.panel.how
    if not how.live_template:
        return HttpResponse(status=204)
    parsed = answering.read(own, request.POST)
    sheet = _sheet(own, request.POST.get("part", ""), parsed)
    return render(request, how.live_template, how.live(sheet))


@requires(Right.MARK, Right.BUILD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what is still empty; a POST gives the answer for good."""
    own = _seat(request, ref)
    if request.method == "POST":
        answering.give(own)
        messages.success(request, _("Your answer is given. The author reads it with the others'."))
        return redirect("panel-seat", ref)
    how, brief = own.panel.how, own.panel.typed_brief()
    answer = answering.answer_of(own)
    context = {
        "seat": own,
        "panel": own.panel,
        "missing": how.missing(brief, answer),
        "progress": how.progress(brief, answer),
    }
    return render(request, "panels/submission.html", context)


def _seat(request: HttpRequest, ref: str) -> Seat:
    rows = Seat.objects.visible_to(signed_in(request))
    return get_object_or_404(
        rows.select_related("panel__exercise", "panel__edition"), panel__ref=ref
    )


def _sheet(own: Seat, part: str, parsed: Parsed[Any] | None = None) -> Sheet[Any, Any]:
    how, brief = own.panel.how, own.panel.typed_brief()
    return Sheet(
        brief=brief,
        answer=parsed.answer if parsed else answering.answer_of(own),
        part=part if part in how.parts(brief) else "",
        errors=parsed.errors if parsed else (),
        typed=parsed.typed if parsed else {},
        passages=own.panel.edition.passages(),
        read_only=own.state != "invited",
    )


def _page(
    request: HttpRequest,
    own: Seat,
    part: str,
    parsed: Parsed[Any] | None = None,
    *,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    how, sheet = own.panel.how, _sheet(own, part, parsed)
    open_ = own.state == "invited" and own.panel.state == "open"
    facts = how.context(sheet) if open_ else how.review(sheet)
    template = how.task_template if open_ else how.review_template
    context = {
        "seat": own,
        "panel": own.panel,
        "edition": own.panel.edition,
        "kind": how,
        "dossier": dossier_of(own.panel.edition),
        "part": sheet.part,
        "errors": sheet.errors,
        "sentence": sentence,
        "open": open_,
        "progress": how.progress(sheet.brief, sheet.answer),
        "sheet_html": render_to_string(template, facts, request),
    }
    return render(request, "panels/seat.html", context, status=status)


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
