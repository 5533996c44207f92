"""The page of the sample. It carries no cookie and no token, since a post changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.people.guards import keep_private
from courseplatform.people.networks import network_of
from courseplatform.people.sharing import shared_page
from courseplatform.publications.pages import next_course
from courseplatform.sample import scoring
from courseplatform.sample.scoring import Result, Tried
from exercises.authoring.sample import Sample, sample_of

CASE = "ukraine-hts"
MINUTES = 10
TRIES = Rate("sample", times=20, seconds=MINUTES * 60)


@login_not_required
@csrf_exempt  # a post is scored and forgotten: there is nothing that a stranger could make one do
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """Show the sample (GET), or score what was answered (POST)."""
    found = sample_of(CASE)
    if found is None:
        raise Http404
    if request.method == "POST":
        answer = _scored(request, found)
        keep_private(answer)
        return answer
    shown: HttpResponse = _asked(request, found)  # type: ignore[assignment]
    return shown


@shared_page()
def _asked(request: HttpRequest, found: Sample) -> HttpResponse:
    return _page(request, found, scoring.blank(found))


def _scored(request: HttpRequest, found: Sample) -> HttpResponse:
    if not TRIES.take(network_of(request) or "unknown"):
        answer = _page(request, found, scoring.read(found, request.POST), status=429)
        answer["Retry-After"] = str(MINUTES * 60)
        return answer
    result = scoring.score(found, request.POST)
    return _page(request, found, result, status=422 if result.errors else 200)


def _page(request: HttpRequest, found: Sample, result: Result, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "sample": found,
        "result": result,
        "tasks": [_task(request, each) for each in result.tried],
        "reviews": [_review(request, each) for each in result.tried] if result.answered else [],
        "stylesheets": sorted({each.task.kind.stylesheet for each in result.tried} - {""}),
        "too_many": status == 429,
        "minutes": MINUTES,
        "next": next_course(clock.now()),
    }
    return render(request, "sample/sample.html", context, status=status)


def _task(request: HttpRequest, each: Tried) -> tuple[Tried, str]:
    kind = each.task.kind
    return each, render_to_string(kind.task_template, kind.context(each.sheet), request)


def _review(request: HttpRequest, each: Tried) -> tuple[Tried, str]:
    """The answer as given with its remarks, and never the key itself."""
    kind = each.task.kind
    review = kind.review(each.sheet, None, each.score)
    return each, render_to_string(kind.review_template, review, request)
