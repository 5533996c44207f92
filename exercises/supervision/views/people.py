"""Who is where with one exercise: the list with its filters, as a page and as CSV; one person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.kit.csvtext import safe
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.reminders.models import Reminder
from exercises.cohorts.accommodating import standing_of
from exercises.cohorts.models import INSTRUCTORS, Assignment, Extension
from exercises.cohorts.wording import sentences
from exercises.supervision.doors import RIGHTS, assignment_for, knows_names, member_for
from exercises.supervision.lists import Line, counts, lines_of, shown
from exercises.supervision.models import CohortLetter
from exercises.supervision.stages import Filter
from exercises.work.models import Attempt, Receipt, Response
from exercises.work.receipts import holds
from exercises.work.reminders import AHEAD, KIND

PAGE = 100
LABELS = {
    Filter.ALL: gettext_lazy("All"),
    Filter.MISSING: gettext_lazy("Nothing handed in"),
    Filter.UNSEEN: gettext_lazy("Not opened"),
    Filter.SEEN: gettext_lazy("Opened, not started"),
    Filter.STARTED: gettext_lazy("Started"),
    Filter.OVERDUE: gettext_lazy("Due and missing"),
    Filter.HANDED_IN: gettext_lazy("Handed in"),
    Filter.LATE: gettext_lazy("Late"),
}


@requires(*RIGHTS)
@require_safe
def people(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Show who has not opened, not started, started, handed in, or was late."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    now, wanted = clock.now(), filter_of(request.GET.get("show", ""))
    lines = lines_of(assignment)
    context = {
        **frame(request, assignment),
        "wanted": wanted.value,
        "tabs": _tabs(assignment, counts(lines, now), wanted),
        "page": Paginator(shown(lines, wanted, now), PAGE).get_page(request.GET.get("page")),
        "now": now,
        "teaches": assignment.cohort.staff.filter(person=person, role__in=INSTRUCTORS).exists(),
        "reminder": _reminder(assignment, [line.allotment.ref for line in lines]),
        "letters": CohortLetter.objects.filter(assignment=assignment)
        .annotate(count=Count("readers"))
        .select_related("written_by")[:20],
    }
    return render(request, "supervision/people.html", context)


@requires(*RIGHTS)
@require_safe
def people_csv(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponseBase:
    """Send the list as CSV; names only to who knows them."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    wanted = filter_of(request.GET.get("show", ""))
    lines = shown(lines_of(assignment), wanted, clock.now())
    rows = _csv_rows(lines, names=knows_names(person))
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{assignment.exercise.slug}-people.csv"'
    return answer


@dataclass(frozen=True)
class Hand:
    """One attempt of a person, with its receipt checked."""

    attempt: Attempt
    receipt: Receipt | None
    holds: bool
    erased: bool


@requires(*RIGHTS)
@require_safe
def person(request: HttpRequest, ref: str, exercise_ref: str, member_ref: str) -> HttpResponse:
    """Show one person: dates and where they come from, attempts, receipts; no answer, no points."""
    user = signed_in(request)
    assignment = assignment_for(user, ref, exercise_ref)
    member = member_for(user, ref, member_ref)
    line = next((each for each in lines_of(assignment) if each.member.pk == member.pk), None)
    if line is None:
        raise Http404(_("This member does not have the exercise."))
    extensions = Extension.objects.filter(allotment=line.allotment).order_by("-id")
    rules = line.allotment.working_rules
    context = {
        **frame(request, assignment),
        "line": line,
        "member": member,
        "now": clock.now(),
        "extensions": extensions.select_related("granted_by", "ended_by"),
        "accommodation": standing_of(member.pk),
        "hands": [_hand(attempt) for attempt in line.attempts],
        "rules": sentences(rules, line.window, extra=line.allotment.extra_attempts),
        "keeps_rules": line.allotment.rules_id != assignment.rules_id,
    }
    return render(request, "supervision/person.html", context)


def frame(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """Return what every page about one exercise of a cohort shows."""
    person = signed_in(request)
    return {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "exercise": assignment.exercise,
        "version": assignment.version,
        "window": assignment.window,
        "names": knows_names(person),
        "zone": viewer.of(request).zone or assignment.cohort.zone,
    }


def filter_of(text: str) -> Filter:
    """Return the list that an address asks for; everybody for anything else."""
    return Filter(text) if text in set(Filter) else Filter.ALL


def _hand(attempt: Attempt) -> Hand:
    receipt = Receipt.objects.filter(attempt=attempt).select_related("attempt__allotment__version")
    found = receipt.first()
    if found is None:
        return Hand(attempt, None, holds=False, erased=False)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    erased = any(row.erased_at for row in rows)
    return Hand(attempt, found, holds=holds(found, rows), erased=erased)


def _tabs(assignment: Assignment, counted: Any, wanted: Filter) -> list[dict[str, Any]]:
    here = reverse("cohort-exercise", args=[assignment.cohort.ref, assignment.exercise.ref])
    return [
        {
            "label": label,
            "url": f"{here}?show={each.value}",
            "count": counted.get(each, 0),
            "current": each is wanted,
        }
        for each, label in LABELS.items()
    ]


@dataclass(frozen=True)
class ReminderFacts:
    """When the letter about the due date goes out, and how many did."""

    at: datetime | None
    sent: int


def _reminder(assignment: Assignment, refs: list[str]) -> ReminderFacts:
    """Return what is known of the letters the platform writes by itself; one query."""
    window = assignment.window
    due = window.due_at
    at = due - AHEAD if due is not None and window.opens_at <= due - AHEAD else None
    sent = Reminder.objects.filter(
        kind=KIND.slug, subject__in=[f"allotment:{each}" for each in refs], state="done"
    )
    return ReminderFacts(at, sent.count() if refs else 0)


def _csv_rows(lines: list[Line], *, names: bool) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    head = ["alias", *(["name", "email"] if names else [])]
    head += ["stage", "opened_at", "started_at", "saved_at", "handed_in_at", "due_at", "attempts"]
    for row in [head, *(_csv_row(line, names=names) for line in lines)]:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _csv_row(line: Line, *, names: bool) -> list[str]:
    person, facts = line.member.person, line.facts
    own = [safe(person.name), safe(person.email or "")] if names else []
    instants = (facts.seen_at, facts.begun_at, line.saved_at, facts.handed_in_at, facts.due_at)
    stamps = [each.isoformat(timespec="seconds") if each else "" for each in instants]
    return [safe(line.member.code), *own, line.stage.value, *stamps, f"{line.made}/{line.of}"]
