"""The exercise's own page: what it is, when it is open, and the way in."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from exercises.authoring.frozen import tasks_in
from exercises.cases.dossier import dossier_of
from exercises.cohorts.dates import Phase
from exercises.notes.reading import own_notes
from exercises.questions.reading import beside
from exercises.work.afterwards import links_of
from exercises.work.injects import Injects, injects_of, newest_attempt
from exercises.work.models import Attempt
from exercises.work.opening import allotment_for, attempt_for, note_seen, opened_for
from exercises.work.sheets import steps_of
from exercises.work.standing import standing_of
from exercises.work.starting import begin_next
from exercises.work.views.injects import notice_of


@private
@require_safe
def exercise(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what the exercise asks, its dates, and what to do next."""
    allotment = allotment_for(signed_in(request), ref)
    phase = allotment.window.phase(clock.now())
    if phase is not Phase.BEFORE:
        note_seen(allotment)
    standing = standing_of(allotment)
    context = {
        "allotment": allotment,
        "version": allotment.version,
        "edition": allotment.version.edition,
        "zone": allotment.member.cohort.zone,
        "window": allotment.window,
        "phase": phase.value,
        "standing": standing,
        "beside": None if phase is Phase.BEFORE else beside(allotment),
        "attempt": standing.attempt,
        "ends_at": _clock_end(standing.attempt),
        "tasks": [] if phase is Phase.BEFORE else list(tasks_in(allotment.version).values()),
        "afterwards": links_of(allotment) if standing.attempt else [],
        "now": clock.now(),
    }
    return render(request, "work/exercise.html", context)


@private
@require_POST
def start(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the attempt after the one the page showed, or go on with what was begun."""
    after = request.POST.get("after", "0")
    attempt = begin_next(
        allotment_for(signed_in(request), ref),
        after=int(after[:4]) if after.isascii() and after[:4].isdigit() else 0,
        copy=request.POST.get("copy") == "1",
    )
    return redirect("attempt", attempt.ref)


@private
@require_safe
def dossier(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the dossier alone, to read and to print; from the opening on."""
    allotment = opened_for(signed_in(request), ref)
    edition = allotment.version.edition
    newest = newest_attempt(allotment)
    injects = injects_of(newest) if newest else Injects()
    found = dossier_of(edition, injects.slugs)
    context = {
        "allotment": allotment,
        "edition": edition,
        "dossier": found,
        "notes": own_notes(signed_in(request), allotment, found),
        "notes_open": True,
        "zone": allotment.member.cohort.zone,
        "now": clock.now(),
        **(notice_of(request, newest, injects, "dossier") if newest else {}),
    }
    return render(request, "work/dossier.html", context)


@private
@require_safe
def attempt(request: HttpRequest, ref: str) -> HttpResponse:
    """Lead to the first task that is not complete, or to the receipt."""
    found = attempt_for(signed_in(request), ref)
    if found.state != "open":
        return redirect("receipt", found.ref)
    return redirect("task", found.ref, _next_number(found))


def _clock_end(attempt: Attempt | None) -> datetime | None:
    """Return when the clock of an open attempt is over."""
    return attempt.ends_at if attempt is not None and attempt.state == "open" else None


def _next_number(found: Attempt) -> int:
    steps = steps_of(found)
    unfinished = (step.number for step in steps if step.status != "done")
    return next(unfinished, steps[0].number)
