"""The desk's pages on exercises: the list, a version with its tasks, a task with its key."""

from __future__ import annotations

from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from courseplatform.people.guards import signed_in
from exercises.authoring.checking import faults
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.tasks import key_of, open_task
from exercises.cases.guards import for_instructors
from exercises.kinds import registry
from exercises.kinds.contract import Sheet


@for_instructors
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    """List the exercises with their case and newest version."""
    rows = (
        Exercise.objects.visible_to(signed_in(request))
        .select_related("case")
        .annotate(newest=Max("versions__number"))
        .order_by("title")
    )
    return render(request, "authoring/exercises.html", {"exercises": rows})


@for_instructors
@require_safe
def exercise(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the newest version of an exercise."""
    found = get_object_or_404(Exercise.objects.visible_to(signed_in(request)), ref=ref)
    newest = found.versions.order_by("-number").values_list("number", flat=True).first()
    return _version_page(request, ref, newest or 0)


@for_instructors
@require_safe
def version(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show one version: its tasks, what they are worth, and what keeps it from being used."""
    return _version_page(request, ref, number)


def _version_page(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    found = version_for(request, ref, number)
    tasks = [(task, registry.find(task.kind)) for task in found.tasks.order_by("position")]
    context = {
        "exercise": found.exercise,
        "version": found,
        "edition": found.edition,
        "versions": found.exercise.versions.order_by("-number").annotate(count=Count("tasks")),
        "tasks": tasks,
        "points_c": found.tasks.aggregate(total=Sum("points_c"))["total"] or 0,
        "faults": [] if found.frozen_at else faults(found),
    }
    return render(request, "authoring/version.html", context)


@for_instructors
@require_safe
def task(request: HttpRequest, ref: str, number: int, position: int) -> HttpResponse:
    """Show one task with its key: the answer it asks for, and what the experts say."""
    found_version = version_for(request, ref, number)
    found = get_object_or_404(Task, version=found_version, position=position)
    opened, key = open_task(found), key_of(found)
    kind = opened.kind
    sheet = Sheet(
        brief=opened.brief,
        answer=kind.model(opened.brief, key),
        passages=found_version.edition.passages(),
        read_only=True,
    )
    context = {
        "exercise": found_version.exercise,
        "version": found_version,
        "task": opened,
        "kind": kind,
        "review_html": render_to_string(kind.review_template, kind.review(sheet, key=key), request),
    }
    return render(request, "authoring/task.html", context)


def version_for(request: HttpRequest, ref: str, number: int) -> ExerciseVersion:
    """Return a version that the person at the desk may see. Raises Http404 otherwise."""
    visible = Exercise.objects.visible_to(signed_in(request))
    return get_object_or_404(
        ExerciseVersion.objects.select_related("exercise__case", "edition__case"),
        exercise__in=visible,
        exercise__ref=ref,
        number=number,
    )
