"""The debrief as the class sees it, once it is open: the class, the experts, why, and oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseplatform.people.guards import private, signed_in
from exercises.authoring.models import Task
from exercises.authoring.tasks import open_task
from exercises.cohorts.models import Allotment
from exercises.debrief import opening
from exercises.debrief.counting import TaskBoard, board_of, tasks_of
from exercises.kinds import registry
from exercises.kinds.boards import WHY, TalliedBoard, find
from exercises.tradecraft.disclosure import Audience
from exercises.work.models import Response
from exercises.work.opening import allotment_for


@private
@require_safe
def debrief(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one task of an open debrief; before it is open, say what has to happen."""
    allotment = allotment_for(signed_in(request), ref)
    cohort, version = allotment.member.cohort, allotment.version
    debrief = opening.debrief_of(cohort, version)
    context: dict[str, Any] = {
        "allotment": allotment,
        "version": version,
        "zone": cohort.zone,
        "open": debrief.state == "open",
        "may_see": opening.may_see(allotment),
    }
    if not context["open"] or not context["may_see"]:
        return render(request, "debrief/student.html", context)
    tasks = tasks_of(version)
    asked = request.GET.get("task", "")
    named = next((each for each in tasks if str(each.position) == asked), None)
    with_board = (each for each in tasks if find(each.kind) is not None)
    task = named or next(with_board, tasks[0])
    board = board_of(cohort, version, task, Audience.LIVE)
    context |= {
        "task": task,
        "kind": registry.find(task.kind),
        "tabs": [
            {"position": each.position, "title": each.title, "current": each.pk == task.pk}
            for each in tasks
        ],
        "board": board,
        "findings": _with_mine(board, _mine(allotment, task)),
        "reveal": WHY,
    }
    return render(request, "debrief/student.html", context)


def _mine(allotment: Allotment, task: Task) -> Mapping[str, Sequence[str]]:
    """Return what the member's own newest answer says to each finding."""
    board = find(task.kind)
    row = (
        Response.objects.filter(
            attempt__allotment=allotment, attempt__state="handed_in", task=task, erased_at=None
        )
        .order_by("-attempt__number")
        .first()
    )
    if board is None or row is None:
        return {}
    if isinstance(board, TalliedBoard) and row.schema == registry.find(task.kind).schema:
        return board.mine_of(row.data)
    opened = open_task(Task.objects.defer("key").get(pk=task.pk))
    return board.mine(opened.brief, opened.kind.answer_from(row.data, row.schema))


def _with_mine(
    board: TaskBoard, mine: Mapping[str, Sequence[str]]
) -> list[tuple[Mapping[str, Any], Sequence[str]]]:
    return [(each, mine.get(each["slug"], ())) for each in board.findings]
