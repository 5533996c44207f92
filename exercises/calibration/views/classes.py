"""A class's forecasts at the desk, and all versions of them as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.kit.csvtext import safe
from courseplatform.people.guards import signed_in
from exercises.calibration.curves import curve_of, too_few_words
from exercises.calibration.forecasting import counting
from exercises.calibration.models import Forecast, ForecastQuestion
from exercises.calibration.reading import class_record
from exercises.calibration.settlement import counts_until
from exercises.cases.guards import for_instructors
from exercises.cohorts.models import INSTRUCTORS, Cohort, CohortQuerySet
from exercises.kinds.forecast.score import measured, vector_of

HEAD = (
    "question", "text", "phase", "outcome", "class", "cover_name", "version", "made_at", "chances",
    "why", "counts", "form", "score",
)  # fmt: skip


@for_instructors
@require_safe
def class_page(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what a class's forecasts are worth, member by member under cover names."""
    cohort = get_object_or_404(Cohort.objects.staffed_by(signed_in(request), *INSTRUCTORS), ref=ref)
    record = class_record(cohort)
    context = {
        "cohort": cohort,
        "record": record,
        "curve": curve_of(record.track, of_class=True),
        "few": too_few_words(record.track),
    }
    return render(request, "calibration/class.html", context)


@for_instructors
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """Send every version of every forecast that this person may see, as CSV under cover names.

    ``?question=…`` narrows it to one question, ``?class=…`` to one class.
    """
    person = signed_in(request)
    questions = ForecastQuestion.objects.visible_to(person)
    if request.GET.get("question"):
        questions = questions.filter(ref=request.GET["question"])
    classes = Cohort.objects.staffed_by(person, *INSTRUCTORS)
    if request.GET.get("class"):
        classes = classes.filter(ref=request.GET["class"])
    answer = StreamingHttpResponse(
        _lines(list(questions.prefetch_related("events").order_by("pk")), classes),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="forecasts.csv"'
    return answer


def _lines(questions: list[ForecastQuestion], classes: CohortQuerySet) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in [HEAD, *_rows(questions, classes)]:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _rows(
    questions: list[ForecastQuestion], classes: CohortQuerySet
) -> Iterator[tuple[object, ...]]:
    now = clock.now()
    made = Forecast.objects.filter(
        question__in=[each.pk for each in questions], member__cohort__in=classes, erased_at=None
    ).select_related("member__cohort")
    by_question: dict[int, dict[int, list[Forecast]]] = {}
    for row in made.order_by("member__cohort__title", "member__code", "made_at", "number"):
        by_question.setdefault(row.question_id, {}).setdefault(row.member_id, []).append(row)
    for question in questions:
        shape, settled = question.shape, question.settlement
        until = counts_until(settled, question.closes_at)
        for versions in by_question.get(question.pk, {}).values():
            held = counting(versions, until)
            for row in versions:
                vector = vector_of(shape, row.chances)
                score = measured(shape, vector, settled.outcome) if settled.resolved else None
                yield (
                    question.ref,
                    question.text,
                    question.phase(now).value,
                    settled.outcome,
                    row.member.cohort.title,
                    row.member.code,
                    row.number,
                    row.made_at.isoformat(),
                    " ".join(f"{id_}={row.chances[id_]}" for id_ in shape.ids),
                    row.why,
                    "yes" if row is held else "no",
                    score.form.value if score else "",
                    f"{score.value:.4f}" if score else "",
                )
