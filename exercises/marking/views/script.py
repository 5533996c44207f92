"""One script on the desk: the work, the rubric beside it, comments, and who is behind the code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock, wording
from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.authoring.tasks import key_of
from exercises.cases.dossier import dossier_of
from exercises.cohorts.models import INSTRUCTORS, MARKERS, StaffRole
from exercises.marking import comments as commenting
from exercises.marking import marks as marking
from exercises.marking import naming, queueing
from exercises.marking.cited import cited
from exercises.marking.commented import commented
from exercises.marking.models import Comment, Mark, Script, shuffle_for
from exercises.marking.rubrics import rubric_of
from exercises.marking.standards import StandardView, standards_of
from exercises.tradecraft.rubric import Standard
from exercises.work.comparing import movements_of, said_about
from exercises.work.injects import injects_of
from exercises.work.models import Receipt, Response, Score
from exercises.work.sheets import Step, step_at, step_of, steps_of

NEARBY = 12
_GIVEN = "response__attempt__allotment"
_AROUND = (
    "cohort", "member", "task", "held_by", f"{_GIVEN}__version__edition", f"{_GIVEN}__rules",
)  # fmt: skip


def script_for(user: User, ref: str, *roles: str) -> Script:
    """Return a script that ``user`` may see in one of ``roles``. Raises Http404 otherwise."""
    rows = Script.objects.visible_to(user, *roles).select_related(*_AROUND).defer("task__key")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such script."))
    return found


@requires(Right.MARK)
@require_safe
def script(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the work and the rubric; ``?standard=`` shows one standard alone, for small screens."""
    person = signed_in(request)
    found = script_for(person, ref)
    return _page(request, person, found)


@requires(Right.MARK)
@require_POST
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the script for marking."""
    person = signed_in(request)
    found = script_for(person, ref, *MARKERS)
    try:
        queueing.claim(found, person)
    except Refusal as refusal:
        refusal.next_url = reverse("marking")
        raise
    return redirect("script", found.ref)


@requires(Right.MARK)
@require_POST
def give_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the script back into the queue; the draft of the mark stays."""
    person = signed_in(request)
    queueing.give_back(script_for(person, ref, *MARKERS), person)
    return redirect("marking")


@requires(Right.MARK)
@require_POST
def mark(request: HttpRequest, ref: str) -> HttpResponse:
    """Save levels and notes; finish when that was asked for. A script gets JSON, a form a page."""
    person = signed_in(request)
    found = script_for(person, ref, *MARKERS)
    for_script = "application/json" in request.headers.get("Accept", "")
    own = marking.mark_of(found, person)
    try:
        own = marking.save(found, own, request.POST)
    except marking.MarkConflict as conflict:
        sentence = _("Changed in another window")
        if for_script:
            return JsonResponse({"state": "conflict", "sentence": sentence}, status=409)
        typed = marking.read(rubric_of(found).rubric, request.POST, conflict.mark)
        return _page(request, person, found, conflicting=typed, status=409)
    except Refusal as refusal:
        if not for_script:
            raise
        facts = {"state": "over", "sentence": refusal.sentence, "url": reverse("marking")}
        return JsonResponse(facts, status=409)
    if for_script:
        return JsonResponse(_facts(request, found, own))
    return _after_saving(request, person, found, own)


@requires(Right.MARK)
@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a finished mark again."""
    person = signed_in(request)
    found = script_for(person, ref, *MARKERS)
    marking.reopen(found, person)
    return redirect("script", found.ref)


@requires(Right.MARK)
@require_POST
def comment(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a comment on a place of the work."""
    person = signed_in(request)
    found = script_for(person, ref, *MARKERS)
    paragraph = request.POST.get("paragraph", "")
    made = commenting.add(
        found,
        person,
        paragraph=int(paragraph[:3]) if paragraph.isascii() and paragraph[:3].isdigit() else 0,
        quote=request.POST.get("quote", ""),
        before=request.POST.get("before", ""),
        text=request.POST.get("text", ""),
    )
    return redirect(f"{reverse('script', args=[found.ref])}?comment={made.ref}#comments")


@requires(Right.MARK)
@require_POST
def comment_change(request: HttpRequest, ref: str, comment_ref: str) -> HttpResponse:
    """Change one's own comment, or remove it."""
    person = signed_in(request)
    found = script_for(person, ref, *MARKERS)
    own = Comment.objects.filter(script=found, author=person, ref=comment_ref).first()
    if own is None:
        raise Http404(_("There is no such comment of yours."))
    own.script = found
    commenting.change(own, "" if "remove" in request.POST else request.POST.get("text", ""))
    return redirect(f"{reverse('script', args=[found.ref])}#comments")


@requires(Right.MARK)
@require_POST
def name(request: HttpRequest, ref: str) -> HttpResponse:
    """Reveal who is behind the code; noted with the name of who asked."""
    person = signed_in(request)
    found = script_for(person, ref, *INSTRUCTORS)
    naming.reveal(found.member, person)
    return redirect(f"{reverse('script', args=[found.ref])}#who")


@requires(Right.MARK)
@require_safe
def other_task(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show another task of the same attempt, as handed in, with its key and score."""
    person = signed_in(request)
    found = script_for(person, ref)
    step = step_at(steps_of(found.response.attempt), number)
    score = Score.objects.filter(response=step.response).first()
    attempt = found.response.attempt
    injects = injects_of(attempt)
    dossier = dossier_of(attempt.allotment.version.edition, injects.slugs)
    context = {
        "script": found,
        "step": step,
        "review_html": _review(request, step, dossier.passages, score),
        "kind": step.task.kind,
        "moved": movements_of(attempt, [step], injects).get(step.number),
        "zone": found.cohort.zone,
    }
    return render(request, "marking/other_task.html", context)


def _page(
    request: HttpRequest,
    person: User,
    found: Script,
    conflicting: marking.Judgement | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    attempt = found.response.attempt
    edition = attempt.allotment.version.edition
    role = found.cohort.staff.filter(person=person).values_list("role", flat=True).first()
    step = step_of(Response.objects.with_tasks().get(pk=found.response_id))
    injects = injects_of(attempt)
    dossier = dossier_of(edition, injects.slugs)
    moved = movements_of(attempt, steps_of(attempt), injects) if injects.items else {}
    marks = {
        each.marker_id: each for each in Mark.objects.filter(script=found).select_related("marker")
    }
    own = marks.get(person.pk)
    rubric = rubric_of(found).rubric
    support = dict(step.task.kind.support(step.task.brief, step.answer))
    support[Standard.CHANGE] = [*support.get(Standard.CHANGE, ()), *said_about(moved)]
    standards = standards_of(rubric, own, support)
    remarks = list(found.comments.select_related("author"))
    text = commented(step.task.kind.prose(step.answer), remarks, dossier.passages)
    context: dict[str, Any] = {
        "script": found,
        "attempt": attempt,
        "step": step,
        "kind": step.task.kind,
        "dossier": dossier,
        "edition": edition,
        "receipt": Receipt.objects.filter(attempt=attempt).first(),
        "text": text,
        "cited": cited(step, text, dossier.passages),
        "review_html": _review(request, step, dossier.passages, None),
        "moved": moved.get(step.number),
        "standards": standards,
        "chosen": sum(each.level is not None for each in standards),
        "one": _one(standards, request.GET.get("standard", "")),
        "mark": own,
        "others": [each for each in marks.values() if each.marker_id != person.pk],
        "conflicting": _differences(standards, conflicting) if conflicting else (),
        "editing": found.is_held_by(person, now) and role in MARKERS,
        "may_take": role in MARKERS and found.state in {"waiting", "held"},
        "held_by_another": found.is_held_by_another(person, now),
        "may_reopen": found.state == "marked" and own is not None and own.state == "final",
        "may_release": role in INSTRUCTORS and found.state == "marked",
        "may_ask_name": role in INSTRUCTORS,
        "known_name": naming.known_name(found.member, person),
        "role": StaffRole(role).label if role else "",
        "nearby": _nearby(person, found),
        "zone": found.cohort.zone,
        "shown_zone": viewer.of(request).zone or found.cohort.zone,
        "now": now,
        "person": person,
        "tasks": _other_steps(attempt.pk, step),
    }
    return render(request, "marking/script.html", context, status=status)


def _differences(
    standards: Sequence[StandardView], sent: marking.Judgement
) -> list[tuple[str, str]]:
    """Return what a window sent that differs from what is stored, by the standard's title."""
    found = []
    for each in standards:
        level, note = sent.levels.get(each.slug), sent.notes.get(each.slug, "")
        stored = each.level.level if each.level else None
        if (level, note) != (stored, each.note):
            found.append((each.title, " · ".join(str(part) for part in (level, note) if part)))
    return [*found, (_("A word on the whole"), sent.overall)] if sent.overall else found


def _one(standards: Sequence[StandardView], slug: str) -> dict[str, Any] | None:
    """Return the standard to show alone with its neighbours, or None for all of them."""
    for place, each in enumerate(standards):
        if each.slug == slug:
            return {
                "standard": each,
                "before": standards[place - 1] if place else None,
                "after": standards[place + 1] if place + 1 < len(standards) else None,
            }
    return None


def _nearby(person: User, found: Script) -> Sequence[Script]:
    rows = Script.objects.visible_to(person).filter(cohort=found.cohort_id, task=found.task_id)
    open_ones = rows.exclude(state="released").select_related("member", "held_by")
    return list(open_ones.order_by(shuffle_for(person))[:NEARBY])


def _other_steps(attempt_id: int, step: Step) -> list[tuple[int, str]]:
    rows = Response.objects.filter(attempt=attempt_id).exclude(pk=step.response.pk)
    return list(rows.order_by("task__position").values_list("task__position", "task__title"))


def _review(request: HttpRequest, step: Step, passages: Any, score: Score | None) -> str:
    kind = step.task.kind
    sheet = step.sheet(passages, read_only=True)
    context = kind.review(sheet, key_of(step.response.task), score.scored if score else None)
    return render_to_string(kind.review_template, context, request)


def _facts(request: HttpRequest, found: Script, own: Mark) -> dict[str, Any]:
    zone = viewer.of(request).zone or found.cohort.zone
    total = len(rubric_of(found).rubric.criteria)
    saved_at = own.saved_at or clock.now()
    return {
        "state": "saved",
        "revision": own.revision,
        "sentence": _("Saved %(time)s") % {"time": wording.hours(saved_at, None, zone)},
        "progress": _("%(done)s of %(all)s chosen") % {"done": len(own.levels), "all": total},
        "errors": [],
        "live": "",
    }


def _after_saving(request: HttpRequest, person: User, found: Script, own: Mark) -> HttpResponse:
    here = reverse("script", args=[found.ref])
    then = request.POST.get("then", "")
    if then == "finish":
        marking.finish(found, own)
        following = queueing.claim_next(person, cohort=found.cohort, task_id=found.task_id)
        return redirect("script", following.ref) if following else redirect("marking")
    if then.startswith("standard-"):
        return redirect(f"{here}?standard={then.removeprefix('standard-')[:40]}")
    return redirect(here)
