"""The desk's pages that read: the list of exercises, a version with its tasks, a task with its key."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from exercises.authoring.checking import faults, handles_of, task_faults
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.authoring.tasks import open_task
from exercises.cases.guards import for_instructors
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind, Sheet


@for_instructors
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    """List the exercises with their case and newest version."""
    rows = (
        Exercise.objects.visible_to(signed_in(request))
        .select_related("case")
        .annotate(
            newest=Max("versions__number"),
            drafts=Count("versions", filter=Q(versions__state="draft")),
            offered=Count("versions", filter=Q(versions__state="ready")),
        )
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
    tasks = [(task, registry.every().get(task.kind)) for task in found.tasks.order_by("position")]
    versions = found.exercise.versions.order_by("-number").annotate(count=Count("tasks"))
    context = {
        "exercise": found.exercise,
        "version": found,
        "edition": found.edition,
        "newest_edition": found.exercise.case.editions.order_by("-number").first(),
        "versions": versions,
        "is_newest": found.number == versions[0].number,
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
    found = get_object_or_404(Task.objects.with_keys(), version=found_version, position=position)
    kind = registry.find(found.kind)
    context = {
        "exercise": found_version.exercise,
        "version": found_version,
        "task": found,
        "kind": kind,
        **_read(request, found_version, found, kind),
    }
    return render(request, "authoring/task.html", context)


def _read(
    request: HttpRequest, version: ExerciseVersion, task: Task, kind: AnyKind
) -> dict[str, Any]:
    """The key as the answer it asks for, or what keeps the task from being shown so."""
    wrong = [] if version.frozen_at else list(task_faults(task, handles_of(version)))
    try:
        opened = open_task(task)
        key = kind.key_from(task.key, task.schema)
        sheet = Sheet(
            brief=opened.brief,
            answer=kind.model(opened.brief, key),
            passages=version.edition.passages(),
            read_only=True,
        )
        html = render_to_string(kind.review_template, kind.review(sheet, key=key), request)
    except (Refusal, LookupError, ValueError):  # a draft whose parts do not fit yet
        if version.frozen_at:
            raise
        return {"faults": wrong, "review_html": ""}
    return {"faults": wrong, "review_html": html}


def version_for(request: HttpRequest, ref: str, number: int) -> ExerciseVersion:
    """Return a version that the person at the desk may see. Raises Http404 otherwise."""
    visible = Exercise.objects.visible_to(signed_in(request))
    return get_object_or_404(
        ExerciseVersion.objects.select_related("exercise__case", "edition__case", "changed_by"),
        exercise__in=visible,
        exercise__ref=ref,
        number=number,
    )


def task_for(request: HttpRequest, ref: str, number: int, pk: int) -> Task:
    """Return a task with its key, its version joined. Raises Http404 for strangers.

    Forms name a task by its own number, not by its place: an order that changed in another window
    must not send what was typed to another task.
    """
    version = version_for(request, ref, number)
    found = get_object_or_404(Task.objects.with_keys(), version=version, pk=pk)
    found.version = version
    return found
