"""The desk's page on how an exercise's items did, and the same as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courseplatform.kit import csvtext
from courseplatform.people.guards import signed_in
from exercises.analysis.collecting import work_on
from exercises.analysis.items import Item, TaskItems, analyse, hang_together
from exercises.authoring.models import ExerciseVersion
from exercises.authoring.views.reading import version_for
from exercises.cases.guards import for_instructors
from exercises.cohorts.models import INSTRUCTORS, Cohort
from exercises.tradecraft.items import COMPARED_FROM, SHOWN_FROM
from exercises.tradecraft.undefined import Undefined
from exercises.work.models import Attempt


@for_instructors
@require_safe
def analysis(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Show difficulty, discrimination and agreement of every task and line."""
    version, cohorts, chosen = _asked(request, ref, number)
    works = work_on(version, chosen)
    tasks = analyse(works)
    context = {
        "exercise": version.exercise,
        "version": version,
        "cohorts": cohorts,
        "asked": request.GET.get("cohort", ""),
        "tasks": tasks,
        "wholes": [task.whole for task in tasks],
        "alpha": hang_together(works),
        "people": max((len(work.answers) for work in works), default=0),
        "shown_from": SHOWN_FROM,
        "compared_from": COMPARED_FROM,
    }
    return render(request, "analysis/analysis.html", context)


@for_instructors
@require_safe
def analysis_csv(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Return the same figures as a CSV file."""
    version, _cohorts, chosen = _asked(request, ref, number)
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(
        [
            _("task"), _("line"), _("about"), _("n"), _("mean share"), _("discrimination"),
            _("common wrong answers"),
        ]
    )  # fmt: skip
    for row in _rows(analyse(work_on(version, chosen))):
        writer.writerow([csvtext.safe(each) if isinstance(each, str) else each for each in row])
    response = HttpResponse(held.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{version.exercise.slug}-{version.number}-items"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _rows(tasks: list[TaskItems]) -> Iterator[list[Any]]:
    for task in tasks:
        yield _row(task.position, "", task.whole)
        for item in task.lines:
            yield _row(task.position, item.line, item)


def _row(position: int, line: str, item: Item) -> list[Any]:
    wrong = "; ".join(f"{each.about}: {each.code} ({each.count})" for each in item.wrong)
    return [
        position, line, item.called, item.n, _figure(item.difficulty),
        _figure(item.discrimination), wrong,
    ]  # fmt: skip


def _figure(value: float | Undefined) -> float | str:
    return "" if isinstance(value, Undefined) else round(value, 4)


def _asked(
    request: HttpRequest, ref: str, number: int
) -> tuple[ExerciseVersion, list[Cohort], list[Cohort]]:
    """The version, the cohorts of the person that worked on it, and those that are asked for."""
    version = version_for(request, ref, number)
    handed_in = Attempt.objects.filter(state="handed_in", allotment__version=version)
    cohorts = list(
        Cohort.objects.staffed_by(signed_in(request), *INSTRUCTORS)
        .filter(pk__in=handed_in.values("allotment__member__cohort"))
        .order_by("title")
    )
    asked = request.GET.get("cohort", "")
    chosen = [cohort for cohort in cohorts if cohort.ref == asked] or cohorts
    return version, cohorts, chosen
