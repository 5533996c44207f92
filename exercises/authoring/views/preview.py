"""Preview as a student: an exercise as its students get it, worked and scored without storing.

The try stays in the session. It can be scored on the spot, which shows what students will read after
handing in.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from exercises.authoring import trying
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.trying import Try
from exercises.authoring.views.reading import version_for
from exercises.cases.dossier import Dossier, dossier_of
from exercises.cases.guards import for_instructors
from exercises.kinds.contract import Parsed, Sheet
from exercises.kinds.shape import ShapeError


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show the exercise as students meet it; a POST starts the tries over."""
    version = version_for(request, ref, number)
    tries = trying.tries_of(request.session, version)
    if request.method == "POST":
        trying.start_over(request.session, [row for row, _try in tries])
        return redirect("desk-preview-exercise", ref, number)
    context = {**_frame(version), "tries": tries, "dossier": dossier_of(version.edition)}
    return render(request, "authoring/preview_exercise.html", context)


@for_instructors
@require_safe
def result(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Score every try as it stands, as students read it after handing in."""
    version = version_for(request, ref, number)
    dossier = dossier_of(version.edition)
    tries = trying.tries_of(request.session, version)
    rows = [_result(request, row, tried, dossier) for row, tried in tries]
    scored = [row["score"] for row in rows if row["score"]]
    context = {
        **_frame(version),
        "rows": rows,
        "points_c": sum(score.points_c for score in scored),
        "out_of_c": sum(score.out_of_c for score in scored),
        "by_hand": sum(bool(row["review_html"]) and not row["score"] for row in rows),
        "stylesheets": dict.fromkeys(
            tried.kind.stylesheet for _row, tried in tries if tried and tried.kind.stylesheet
        ),
    }
    return render(request, "authoring/preview_result.html", context)


def _result(request: HttpRequest, row: Task, tried: Try | None, dossier: Dossier) -> dict[str, Any]:
    """One task of the result; without a review where the task is not finished."""
    facts: dict[str, Any] = {"task": row, "score": None, "review_html": ""}
    if tried is None:
        return facts
    try:
        facts["score"] = tried.score()
    except (LookupError, ValueError):  # a key that is not finished
        return facts
    review = tried.kind.review(tried.sheet(dossier), score=facts["score"])
    facts["review_html"] = render_to_string(tried.kind.review_template, review, request)
    return facts


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, ref: str, number: int, position: int) -> HttpResponse:
    """Show the task as students get it; a POST keeps the try, scores it or starts over."""
    tried = _try(request, ref, number, position)
    if request.method != "POST":
        return _page(request, tried, request.GET.get("part", ""))
    if request.POST.get("then") == "over":
        trying.start_over(request.session, [tried.row])
        return redirect(request.path)
    parsed = tried.keep(request.session, request.POST)
    part = request.POST.get("part", "")
    if parsed.errors or request.POST.get("then") == "score":
        return _page(request, tried, part, parsed, status=422 if parsed.errors else 200)
    if request.POST.get("then") == "next":
        return _after(tried, ref, number)
    go = request.POST.get("go", "")
    part = go if go in tried.kind.parts(tried.task.brief) else part
    return redirect(f"{request.path}?part={part}" if part else request.path)


@for_instructors
@require_POST
def preview_live(request: HttpRequest, ref: str, number: int, position: int) -> HttpResponse:
    """Keep the try and answer with the parts that the server computes."""
    tried = _try(request, ref, number, position)
    parsed = tried.keep(request.session, request.POST)
    if not tried.kind.live_template:
        return HttpResponse(status=204)
    dossier = dossier_of(tried.version.edition)
    sheet = tried.sheet(dossier, request.POST.get("part", ""), parsed)
    return render(request, tried.kind.live_template, tried.kind.live(sheet))


def _try(request: HttpRequest, ref: str, number: int, position: int) -> Try:
    version = version_for(request, ref, number)
    rows = Task.objects.with_keys().filter(version=version)
    row = get_object_or_404(rows, position=position)
    try:
        return trying.try_of(request.session, version, row)
    except ShapeError:
        raise Refusal(
            _("This task is not finished, so there is nothing to try yet. Finish its brief first."),
            code="task-not-finished",
        ) from None


def _after(tried: Try, ref: str, number: int) -> HttpResponse:
    """Go on to the next task, or to the result behind the last one."""
    following = Task.objects.filter(
        version=tried.version, position__gt=tried.row.position
    ).order_by("position")
    row = following.first()
    if row is None:
        return redirect("desk-preview-result", ref, number)
    return redirect("desk-preview", ref, number, row.position)


def _frame(version: ExerciseVersion) -> dict[str, Any]:
    return {"exercise": version.exercise, "version": version, "edition": version.edition}


def _page(
    request: HttpRequest,
    tried: Try,
    part: str,
    parsed: Parsed[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    dossier = dossier_of(tried.version.edition)
    sheet = tried.sheet(dossier, part, parsed)
    kind = tried.kind
    context = {
        **_frame(tried.version),
        "task": tried.task,
        "kind": kind,
        "dossier": dossier,
        "part": sheet.part,
        "errors": sheet.errors,
        "sheet_html": render_to_string(kind.task_template, kind.context(sheet), request),
        "missing": kind.missing(sheet.brief, sheet.answer),
        **(_scored(request, tried, sheet) if parsed and not parsed.errors else {}),
    }
    return render(request, "authoring/preview.html", context, status=status)


def _scored(request: HttpRequest, tried: Try, sheet: Sheet[Any, Any]) -> dict[str, Any]:
    if request.POST.get("then") != "score":
        return {}
    try:
        score = tried.score(sheet.answer)
    except (LookupError, ValueError):
        return {"unscored": _("The key is not finished, so the try cannot be scored yet.")}
    review = tried.kind.review(sheet, score=score)
    html = render_to_string(tried.kind.review_template, review, request)
    return {"scored": True, "score": score, "review_html": html}
