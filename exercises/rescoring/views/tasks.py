"""How a class was scored, task by task; beginning a list; correcting a key."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit.refusals import Refusal
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.authoring.models import KeyCorrection, Task
from exercises.authoring.tasks import key_of, open_task
from exercises.cohorts.models import INSTRUCTORS, Assignment, Cohort
from exercises.kinds.contract import Sheet
from exercises.rescoring import correcting, deciding
from exercises.rescoring.listing import list_some
from exercises.rescoring.models import Rescoring
from exercises.rescoring.reading import scores_of

teaches = requires(Right.BUILD_CASES)


@teaches
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Show how each task was scored, and what was re-scored; a POST begins a list for one task."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    if request.method == "POST":
        task = _task(assignment, request.POST.get("task", ""))
        begun = deciding.begin(assignment, task, by=person)
        list_some(begun)
        return redirect("rescoring", begun.ref)
    context = {
        **frame(request, assignment),
        "tasks": scores_of(assignment),
        "rescorings": Rescoring.objects.filter(assignment=assignment)
        .select_related("task", "correction", "begun_by", "decided_by")
        .defer("task__key")
        .order_by("-id")[:50],
    }
    return render(request, "rescoring/tasks.html", context)


@teaches
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, ref: str, exercise_ref: str, position: int) -> HttpResponse:
    """Show a task's key as text; a POST keeps a corrected one and begins a list with it."""
    person = signed_in(request)
    assignment = assignment_for(person, ref, exercise_ref)
    task = _task(assignment, str(position))
    typed = {"text": correcting.as_text(task), "why": ""}
    refused = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            with transaction.atomic():
                made = correcting.correct(task, typed["text"], why=typed["why"], by=person)
                begun = deciding.begin(assignment, task, by=person, correction=made)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            list_some(begun)
            return redirect("rescoring", begun.ref)
    context = {
        **frame(request, assignment),
        "task": task,
        "typed": typed,
        "refused": refused,
        "review_html": _key_in_force(request, task),
        "kind": open_task(task).kind,
        "corrections": KeyCorrection.objects.filter(task=task)
        .select_related("made_by")
        .order_by("-number"),
    }
    return render(request, "rescoring/key.html", context, status=422 if refused else 200)


def assignment_for(user: User, ref: str, exercise_ref: str) -> Assignment:
    """Return an exercise of a cohort that ``user`` teaches. Raises Http404 otherwise.

    Keys are shown here, so running the courses opens nothing.
    """
    taught = Cohort.objects.staffed_by(user, *INSTRUCTORS)
    rows = Assignment.objects.select_related("cohort", "exercise", "version__edition")
    found = rows.filter(cohort__in=taught, cohort__ref=ref, exercise__ref=exercise_ref).first()
    if found is None:
        raise Http404(_("There is no such exercise in a cohort of yours."))
    return found


def frame(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    """Return what every page on re-scoring shows."""
    return {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "exercise": assignment.exercise,
        "version": assignment.version,
        "zone": viewer.of(request).zone or assignment.cohort.zone,
    }


def _task(assignment: Assignment, position: str) -> Task:
    number = int(position) if position.isascii() and position.isdigit() and len(position) < 5 else 0
    tasks = Task.objects.select_related("version__edition")
    return get_object_or_404(tasks, version=assignment.version_id, position=number)


def _key_in_force(request: HttpRequest, task: Task) -> str:
    """Return the answer that the key asks for now, with what the key says beside it."""
    opened, held = open_task(task), key_of(task)
    sheet = Sheet(
        brief=opened.brief,
        answer=opened.kind.model(opened.brief, held),
        passages=task.version.edition.all_passages(),
        read_only=True,
    )
    review = opened.kind.review(sheet, key=held)
    return render_to_string(opened.kind.review_template, review, request)
