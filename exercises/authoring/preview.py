"""Preview as a student: a task as its students get it, with a try that stays in the session.

Nothing is stored but the try itself, and nobody sees it but the person at the desk. The answer can be
scored on the spot, which shows what students will read after handing in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import OpenTask, key_of, open_task
from exercises.authoring.views import version_for
from exercises.cases.dossier import Dossier, dossier_of
from exercises.cases.guards import for_instructors
from exercises.kinds.contract import Parsed, Sheet
from exercises.kinds.shape import ShapeError


@dataclass(frozen=True)
class Try:
    """A task under preview, with the answer tried so far."""

    version: ExerciseVersion
    row: Task
    task: OpenTask
    answer: Any
    slot: str

    def sheet(
        self, dossier: Dossier, part: str, parsed: Parsed[Any] | None = None
    ) -> Sheet[Any, Any]:
        """Return what the kind's templates get."""
        known = part if part in self.task.kind.parts(self.task.brief) else ""
        return Sheet(
            brief=self.task.brief,
            answer=parsed.answer if parsed else self.answer,
            part=known,
            errors=parsed.errors if parsed else (),
            typed=parsed.typed if parsed else {},
            passages=dossier.passages,
        )


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, ref: str, number: int, position: int) -> HttpResponse:
    """Show the task as students get it; a POST keeps the try, scores it or starts over."""
    tried = _try(request, ref, number, position)
    if request.method != "POST":
        return _page(request, tried, request.GET.get("part", ""))
    if request.POST.get("then") == "over":
        request.session.pop(tried.slot, None)
        return redirect(request.path)
    parsed = _keep(request, tried)
    part = request.POST.get("part", "")
    if parsed.errors or request.POST.get("then") == "score":
        return _page(request, tried, part, parsed, status=422 if parsed.errors else 200)
    go = request.POST.get("go", "")
    part = go if go in tried.task.kind.parts(tried.task.brief) else part
    return redirect(f"{request.path}?part={part}" if part else request.path)


@for_instructors
@require_POST
def preview_live(request: HttpRequest, ref: str, number: int, position: int) -> HttpResponse:
    """Keep the try and answer with the parts that the server computes."""
    tried = _try(request, ref, number, position)
    parsed = _keep(request, tried)
    kind = tried.task.kind
    if not kind.live_template:
        return HttpResponse(status=204)
    sheet = tried.sheet(dossier_of(tried.version.edition), request.POST.get("part", ""), parsed)
    return render(request, kind.live_template, kind.live(sheet))


def _try(request: HttpRequest, ref: str, number: int, position: int) -> Try:
    version = version_for(request, ref, number)
    row = get_object_or_404(Task, version=version, position=position)
    task = open_task(row)
    slot = f"preview-{row.pk}"
    try:
        answer = task.kind.answer_from(request.session.get(slot, {}))
    except ShapeError:  # tried under another schema
        answer = task.kind.blank(task.brief)
    return Try(version, row, task, answer, slot)


def _keep(request: HttpRequest, tried: Try) -> Parsed[Any]:
    kind = tried.task.kind
    parsed: Parsed[Any] = kind.parse(tried.task.brief, request.POST, tried.answer)
    request.session[tried.slot] = kind.to_json(parsed.answer)
    return parsed


def _page(
    request: HttpRequest,
    tried: Try,
    part: str,
    parsed: Parsed[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    dossier = dossier_of(tried.version.edition)
    sheet = tried.sheet(dossier, part, parsed)
    kind = tried.task.kind
    context = {
        "exercise": tried.version.exercise,
        "version": tried.version,
        "edition": tried.version.edition,
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
    kind = tried.task.kind
    score = kind.score(sheet.brief, key_of(tried.row), sheet.answer)
    html = render_to_string(kind.review_template, kind.review(sheet, score=score), request)
    return {"scored": True, "score": score, "review_html": html}
