"""One task at work: the sheet beside the dossier, its drafts, and what the server computes live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock, cookies, wording
from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import private, signed_in
from exercises.cases.dossier import dossier_of
from exercises.kinds.contract import Parsed
from exercises.notes.reading import own_notes
from exercises.questions.reading import beside
from exercises.work.drafts import Conflict, Saved, moved_in, save
from exercises.work.injects import injects_of, opened_in
from exercises.work.late import takes_late_answers
from exercises.work.models import Attempt
from exercises.work.opening import attempt_for
from exercises.work.sheets import Step, step_at, steps_of
from exercises.work.views.injects import notice_of, opened

VIEWS = ("both", "dossier", "work")
VIEW_COOKIE = "view"
OPEN = "open-"  # what the button says that saves the answer and opens an inject


@private
@require_safe
def task(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show one task with the dossier beside it."""
    attempt = attempt_for(signed_in(request), ref)
    steps = steps_of(attempt)
    step = step_at(steps, number)
    if attempt.state != "open":
        return redirect("receipt", attempt.ref)
    answer = _page(request, attempt, steps, step, part=request.GET.get("part", ""))
    view = request.GET.get("view", "")
    if view in VIEWS:
        cookies.keep(answer, VIEW_COOKIE, view)
    return answer


@private
@require_POST
def draft(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Save an answer; a script gets JSON, a form gets the page it belongs to."""
    attempt = attempt_for(signed_in(request), ref)
    steps = steps_of(attempt)
    step = step_at(steps, number)
    for_script = "application/json" in request.headers.get("Accept", "")
    try:
        saved = save(step, request.POST)
    except Conflict as conflict:
        if for_script:
            return _conflict_for_script(request, attempt, conflict)
        return _conflict_page(request, attempt, steps, conflict)
    except Refusal as refusal:
        return _too_late(request, attempt, step, refusal)
    if for_script:
        return JsonResponse(_facts(request, attempt, saved))
    wanted = request.POST.get("then", "").removeprefix(OPEN)
    anchor = opened(attempt, wanted) if request.POST.get("then", "").startswith(OPEN) else ""
    if saved.parsed.errors:
        step = saved.step
        return _page(request, attempt, _with(steps, step), step, saved.parsed, status=422)
    to = _after_saving(request, attempt, steps, saved.step)
    return redirect(f"{to}#{anchor}" if anchor else to)


@private
@require_POST
def live(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Answer with the parts that the server computes from a posted answer; nothing is stored."""
    attempt = attempt_for(signed_in(request), ref)
    step = step_at(steps_of(attempt), number)
    parsed = step.task.kind.parse(step.task.brief, request.POST, step.answer)
    return HttpResponse(_live(request, attempt, step, parsed))


def _page(
    request: HttpRequest,
    attempt: Attempt,
    steps: Sequence[Step],
    step: Step,
    parsed: Parsed[Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the workspace; ``parsed`` is a form that came back with something unreadable."""
    part = step.known_part(request.POST.get("part", "") if parsed else part)
    allotment = attempt.allotment
    injects = injects_of(attempt)
    dossier = dossier_of(allotment.version.edition, injects.slugs)
    sheet = step.sheet(dossier.passages, part=part, errors=parsed.errors if parsed else ())
    later = [other.number for other in steps if other.number > step.number]
    context = {
        **_around(request, attempt, steps, step),
        **notice_of(request, attempt, injects),
        "asked_about": injects.ask_about(step.number),
        "moved": step.response.moved,
        "dossier": dossier,
        "part": part,
        "next_number": later[0] if later else None,
        "beside": beside(allotment, step.task.pk),
        "notes": own_notes(signed_in(request), allotment, dossier),
        "errors": parsed.errors if parsed else (),
        "sheet_html": _rendered(
            request, step.task.kind.task_template, step.task.kind.context(sheet)
        ),
    }
    return render(request, "work/task.html", context, status=status)


def _around(
    request: HttpRequest, attempt: Attempt, steps: Sequence[Step], step: Step
) -> dict[str, Any]:
    """Return what every page of the workspace shows around the sheet."""
    allotment = attempt.allotment
    return {
        "attempt": attempt,
        "allotment": allotment,
        "version": allotment.version,
        "edition": allotment.version.edition,
        "zone": allotment.member.cohort.zone,
        "window": allotment.window,
        "phase": allotment.window.phase(clock.now()).value,
        "now": clock.now(),
        "ends_at": attempt.ends_at,
        "steps": steps,
        "step": step,
        "kind": step.task.kind,
        "view": _view(request),
        "switch": [("dossier", _("Dossier")), ("both", _("Both")), ("work", _("Work"))],
        "shown_zone": viewer.of(request).zone or allotment.member.cohort.zone,
    }


def _view(request: HttpRequest) -> str:
    """Return the view asked for, else the one chosen before, else both panes."""
    asked = (request.GET.get("view", ""), cookies.read(request, VIEW_COOKIE))
    return next((view for view in asked if view in VIEWS), VIEWS[0])


def _after_saving(request: HttpRequest, attempt: Attempt, steps: Sequence[Step], step: Step) -> str:
    """Return where a saved form leads: another part, the next task, handing in, or back here."""
    here = reverse("task", args=[attempt.ref, step.number])
    go = step.known_part(request.POST.get("go", ""))
    if go:
        return f"{here}?part={go}"
    if request.POST.get("then") == "submission":
        return reverse("submission", args=[attempt.ref])
    if request.POST.get("then") == "next":
        later = [other.number for other in steps if other.number > step.number]
        if later:
            return reverse("task", args=[attempt.ref, later[0]])
    part = step.known_part(request.POST.get("part", ""))
    return f"{here}?part={part}" if part else here


def _facts(request: HttpRequest, attempt: Attempt, saved: Saved) -> dict[str, Any]:
    """Return what the page's script shows after a save."""
    zone = viewer.of(request).zone or attempt.allotment.member.cohort.zone
    return {
        "state": "saved",
        "revision": saved.step.response.revision,
        "saved_at": saved.saved_at.isoformat(),
        "sentence": _("Saved %(time)s") % {"time": wording.hours(saved.saved_at, None, zone)},
        "progress": saved.step.progress.sentence,
        "status": saved.step.status,
        "errors": [each.sentence for each in saved.parsed.errors],
        "live": _live(request, attempt, saved.step, saved.parsed),
    }


def _live(
    request: HttpRequest, attempt: Attempt, step: Step, parsed: Parsed[Any]
) -> SafeString | str:
    kind = step.task.kind
    if not kind.live_template:
        return ""
    dossier = dossier_of(attempt.allotment.version.edition, opened_in(attempt))
    sheet = step.sheet(
        dossier.passages,
        part=request.POST.get("part", ""),
        errors=parsed.errors,
        typed=parsed.typed,
        answer=parsed.answer,
    )
    return _rendered(request, kind.live_template, kind.live(sheet))


def _conflict_for_script(
    request: HttpRequest, attempt: Attempt, conflict: Conflict
) -> JsonResponse:
    stored = conflict.step.response
    zone = viewer.of(request).zone or attempt.allotment.member.cohort.zone
    saved_at = stored.saved_at or clock.now()
    facts = {
        "state": "conflict",
        "sentence": _("Changed in another window at %(time)s")
        % {"time": wording.hours(saved_at, None, zone)},
    }
    return JsonResponse(facts, status=409)


def _conflict_page(
    request: HttpRequest, attempt: Attempt, steps: Sequence[Step], conflict: Conflict
) -> HttpResponse:
    """Show both versions: what was sent, in a form that can be saved, and what is stored."""
    step = conflict.step
    kind = step.task.kind
    injects = injects_of(attempt)
    dossier = dossier_of(attempt.allotment.version.edition, injects.slugs)
    part = request.POST.get("part", "")
    mine = step.sheet(
        dossier.passages,
        part=part,
        errors=conflict.parsed.errors,
        typed=conflict.parsed.typed,
        answer=conflict.parsed.answer,
    )
    theirs = step.sheet(dossier.passages, read_only=True)
    context = {
        **_around(request, attempt, steps, step),
        "dossier": dossier,
        "part": step.known_part(part),
        "asked_about": injects.ask_about(step.number),
        "moved": moved_in(request.POST, step.response),
        "mine_html": _rendered(request, kind.task_template, kind.context(mine)),
        "theirs_html": _rendered(request, kind.review_template, kind.review(theirs)),
    }
    return render(request, "work/conflict.html", context, status=409)


def _too_late(request: HttpRequest, attempt: Attempt, step: Step, refusal: Refusal) -> HttpResponse:
    """Say why nothing is saved any more, and where what was typed can still go."""
    refusal.next_url = reverse("receipt", args=[attempt.ref])
    if attempt.by_clock:
        refusal.sentence = _over_sentence(request, attempt)
    late_url = ""
    if takes_late_answers(attempt):
        late_url = reverse("late-answer", args=[attempt.ref, step.number])
    if "application/json" in request.headers.get("Accept", ""):
        facts = {"state": "over", "sentence": refusal.sentence, "url": refusal.next_url}
        return JsonResponse(facts | {"late_url": late_url}, status=409)
    if late_url:
        # What was typed goes along: the same POST, to the page that shows it and can send it.
        return HttpResponse(status=307, headers={"Location": late_url})
    raise refusal


def _over_sentence(request: HttpRequest, attempt: Attempt) -> str:
    """Return why nothing is saved any more when the clock has handed in."""
    zone = viewer.of(request).zone or attempt.allotment.member.cohort.zone
    at = attempt.handed_in_at or clock.now()
    return _(
        "Your time was over at %(time)s (%(zone)s), and what was saved by then was handed in. What "
        "you typed since then is not part of it. Copy your text if you want to keep it."
    ) % {"time": wording.hours(at, None, zone), "zone": wording.zone_name(zone)}


def _with(steps: Sequence[Step], changed: Step) -> list[Step]:
    return [changed if step.number == changed.number else step for step in steps]


def _rendered(request: HttpRequest, template: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(template, context, request)
