"""What the desk does to the tasks of a draft as wholes: add, order, copy, remove, bring back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.people.guards import signed_in
from exercises.authoring import tasking
from exercises.authoring.forms import NewTaskForm
from exercises.authoring.views.reading import task_for, version_for
from exercises.cases.answering import act
from exercises.cases.guards import for_instructors
from exercises.kinds import registry


@for_instructors
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Choose a kind and add a task of it."""
    version = version_for(request, ref, number)
    form = NewTaskForm(request.POST or None)

    def rule() -> str:
        kind, title = form.cleaned_data["kind"], form.title_or_kind
        task = tasking.add_task(version, kind, title, by=signed_in(request))
        return reverse("desk-brief", args=[ref, number, task.pk])

    context = {
        "exercise": version.exercise,
        "version": version,
        "kinds": list(registry.every().values()),
    }
    return act(request, form, rule, template="authoring/task_new.html", context=context, done="")


@for_instructors
@require_POST
def task_place(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Move a task up or down by one."""
    task = task_for(request, ref, number, pk)
    by_places = 1 if request.POST.get("to") == "down" else -1
    tasking.move_task(task, by_places, by=signed_in(request))
    return _to_tasks(ref, number)


@for_instructors
@require_POST
def task_copy(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Duplicate a task with its key."""
    made = tasking.copy_task(task_for(request, ref, number, pk), by=signed_in(request))
    messages.success(request, _("The copy is task %(position)s.") % {"position": made.position})
    return _to_tasks(ref, number)


@for_instructors
@require_POST
def task_removal(request: HttpRequest, ref: str, number: int, pk: int) -> HttpResponse:
    """Remove a task; the page offers to bring it back."""
    tasking.remove_task(task_for(request, ref, number, pk), by=signed_in(request))
    return _to_tasks(ref, number)


@for_instructors
@require_POST
def task_restoration(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Bring back the task removed last."""
    version = version_for(request, ref, number)
    if tasking.restore_task(version, by=signed_in(request)):
        messages.success(request, _("The task is back."))
    return _to_tasks(ref, number)


def _to_tasks(ref: str, number: int) -> HttpResponse:
    return redirect(reverse("desk-version", args=[ref, number]) + "#tasks")
