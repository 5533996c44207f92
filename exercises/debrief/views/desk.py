"""The debrief at the desk: what the class made of each task, the projector, opening it to the class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.people.guards import signed_in
from courseplatform.people.models import User
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.guards import for_instructors
from exercises.cohorts.models import INSTRUCTORS, Assignment, Cohort
from exercises.debrief import opening as rules
from exercises.debrief.counting import TaskBoard, board_of, tasks_of
from exercises.debrief.models import Debrief
from exercises.debrief.steps import Step, step_at, steps_of
from exercises.kinds import registry
from exercises.kinds.boards import WHY, find
from exercises.tradecraft.disclosure import Audience

PAGE = 50
LAST = "99999"


@dataclass(frozen=True)
class Row:
    """One exercise of a class in the list."""

    assignment: Assignment
    handed_in: int
    members: int
    open: bool


@dataclass(frozen=True)
class Tab:
    """One task in the row of links: its number, its title, its kind, whether it has a board."""

    position: int
    title: str
    kind: str
    has_board: bool


@for_instructors
@require_safe
def debriefs(request: HttpRequest) -> HttpResponse:
    """List the exercises of this person's classes, the newest class first; five queries."""
    person = signed_in(request)
    handed_in = Q(allotments__attempts__state="handed_in")
    assignments = (
        Assignment.objects.filter(cohort__in=Cohort.objects.staffed_by(person, *INSTRUCTORS))
        .select_related("cohort", "version")
        .annotate(
            handed_in=Count("allotments", filter=handed_in, distinct=True),
            given=Count("allotments", distinct=True),
        )
        .order_by("-cohort__created_at", "cohort__title", "pk")
    )
    page = Paginator(assignments, PAGE).get_page(request.GET.get("page"))
    open_ = set(
        Debrief.objects.filter(
            state="open", cohort__in=[each.cohort_id for each in page.object_list]
        ).values_list("cohort_id", "version_id")
    )
    rows = [
        Row(
            each,
            getattr(each, "handed_in", 0),
            getattr(each, "given", 0),
            (each.cohort_id, each.version_id) in open_,
        )
        for each in page.object_list
    ]
    return render(request, "debrief/list.html", {"page": page, "rows": rows})


@for_instructors
@require_safe
def debrief(request: HttpRequest, cohort_ref: str, version_ref: str) -> HttpResponse:
    """Show one task's findings; ``?view=projector`` shows them one step a screen to the class."""
    cohort, version = _found(signed_in(request), cohort_ref, version_ref)
    tasks = tasks_of(version)
    task = _asked(request, tasks)
    if request.GET.get("view") == "projector":
        return _projector(request, cohort, version, tasks, task)
    board = board_of(cohort, version, task, Audience.INSTRUCTOR)
    context = {
        **_frame(cohort, version, tasks, task),
        "board": board,
        "findings": list(zip(board.findings, _first_steps(board), strict=True)),
        "reveal": WHY,
        "debrief": rules.debrief_of(cohort, version),
        "still_working": rules.still_working(cohort, version),
    }
    return render(request, "debrief/desk.html", context)


@for_instructors
@require_POST
def opening(request: HttpRequest, cohort_ref: str, version_ref: str) -> HttpResponse:
    """Open the debrief to the class."""
    person = signed_in(request)
    cohort, version = _found(person, cohort_ref, version_ref)
    rules.open_to_class(cohort, version, person)
    messages.success(request, _("The debrief is open to the class. Who is done gets a letter now."))
    return redirect("desk-debrief", cohort.ref, version.ref)


@for_instructors
@require_POST
def closing(request: HttpRequest, cohort_ref: str, version_ref: str) -> HttpResponse:
    """Take the debrief back from the class."""
    person = signed_in(request)
    cohort, version = _found(person, cohort_ref, version_ref)
    rules.close_to_class(rules.debrief_of(cohort, version), person)
    messages.success(request, _("The debrief is closed to the class again."))
    return redirect("desk-debrief", cohort.ref, version.ref)


def _found(person: User, cohort_ref: str, version_ref: str) -> tuple[Cohort, ExerciseVersion]:
    """Return a class that a person teaches with an exercise it was given. Raises Http404 otherwise."""
    row = get_object_or_404(
        Assignment.objects.select_related("cohort", "version__edition"),
        cohort__in=Cohort.objects.staffed_by(person, *INSTRUCTORS),
        cohort__ref=cohort_ref,
        version__ref=version_ref,
    )
    return row.cohort, row.version


def _asked(request: HttpRequest, tasks: list[Task]) -> Task:
    """Return the task that the address names, else the first one with a board."""
    asked = request.GET.get("task", "")
    with_board = (task for task in tasks if find(task.kind) is not None)
    named = next((task for task in tasks if str(task.position) == asked), None)
    return named or next(with_board, tasks[0])


def _frame(
    cohort: Cohort, version: ExerciseVersion, tasks: list[Task], task: Task
) -> dict[str, Any]:
    return {
        "cohort": cohort,
        "version": version,
        "task": task,
        "kind": registry.find(task.kind),
        "tabs": [
            Tab(
                each.position,
                each.title,
                str(registry.find(each.kind).title),
                find(each.kind) is not None,
            )
            for each in tasks
        ],
    }


def _first_steps(board: TaskBoard) -> list[int]:
    """Return the step at which each finding begins."""
    found, at = [], 1
    for finding in board.findings:
        found.append(at)
        at += finding["steps"]
    return found


def _projector(
    request: HttpRequest,
    cohort: Cohort,
    version: ExerciseVersion,
    tasks: list[Task],
    task: Task,
) -> HttpResponse:
    board = board_of(cohort, version, task, Audience.LIVE)
    steps = steps_of(board.findings)
    step = step_at(steps, request.GET.get("step", "1"))
    before, after = _around(tasks, task, steps, step)
    context = {
        **_frame(cohort, version, tasks, task),
        "board": board,
        "step": step,
        "of": len(steps),
        "before": before,
        "after": after,
    }
    return render(request, "debrief/projector.html", context)


def _around(tasks: list[Task], task: Task, steps: list[Step], step: Step | None) -> tuple[str, str]:
    """Return the addresses one step back and one step on, over the ends of a task too."""
    shown = [each for each in tasks if find(each.kind) is not None]
    earlier = [each for each in shown if each.position < task.position]
    later = [each for each in shown if each.position > task.position]
    number = step.number if step else 1
    before, after = "", ""
    if number > 1:
        before = _address(task, str(number - 1))
    elif earlier:
        before = _address(earlier[-1], LAST)
    if number < len(steps):
        after = _address(task, str(number + 1))
    elif later:
        after = _address(later[0], "1")
    return before, after


def _address(task: Task, step: str) -> str:
    return f"?view=projector&task={task.position}&step={step}"
