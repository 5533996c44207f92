"""My forecasts: what is open, how I did, and one question with its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from exercises.calibration.changes import changes_of
from exercises.calibration.curves import curve_of, too_few_words
from exercises.calibration.forecasting import WHY_MOST, forecast, gather, member_of
from exercises.calibration.reading import (
    DONE,
    Line,
    chances_by_id,
    comparison_of,
    history_of,
    lines_of,
    record_of,
    words_of,
)
from exercises.kinds.contract import FieldError
from exercises.kinds.forecast.types import complete
from exercises.kinds.posting import Posted


@private
@require_safe
def forecasts(request: HttpRequest) -> HttpResponse:
    """List what was asked: open first, then what waits, then what is decided, and how I did."""
    person = signed_in(request)
    lines = lines_of(person, clock.now())
    decided = [line for line in lines if line.phase in DONE]
    track = record_of(lines)
    context = {
        "open": [line for line in lines if line.is_open],
        "waiting": [line for line in lines if not line.is_open and line.phase not in DONE],
        "decided": sorted(decided, key=lambda line: line.question.resolves_at, reverse=True),
        "track": track,
        "beside": comparison_of(lines),
        "curve": curve_of(track),
        "few": too_few_words(track),
        "now": clock.now(),
    }
    return render(request, "calibration/forecasts.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a question with every forecast I gave on it; take a new one while it is open."""
    person = signed_in(request)
    if request.method == "POST":
        gather(person)
    line = _line(person, ref)
    if request.method != "POST":
        return _page(request, person, line)
    posted = Posted(request.POST)
    shape = line.shape
    least, most = (1, 99) if shape.binary else (0, 100)
    chances = {
        id_: percent
        for id_ in shape.ids
        if (percent := posted.percent(f"p-{id_}", None, least, most)) is not None
    }
    why = posted.text("why", "", WHY_MOST)
    if not posted.wrong and not complete(shape, chances):
        posted.refuse(f"p-{shape.ids[0]}", _gap(line, chances))
    if posted.wrong:
        return _page(request, person, line, posted, status=422)
    member = member_of(line.question, person)
    if member is None:
        raise Http404
    try:
        forecast(line.question, member, chances, why=why, seen=_seen(request))
    except Refusal as refusal:  # nothing typed is lost: it stands below what was stored meanwhile
        return _page(
            request, person, _line(person, ref), posted, status=409, refused=refusal.sentence
        )
    messages.success(request, _("Your forecast stands. The last one before the deadline counts."))
    return redirect("forecast", ref)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen[:6]) if seen.isascii() and seen.isdigit() else 0


def _line(person: User, ref: str) -> Line:
    found = lines_of(person, clock.now(), ref=ref)
    if not found:
        raise Http404(_("There is no such question."))
    return found[0]


def _page(
    request: HttpRequest,
    person: User,
    line: Line,
    posted: Posted | None = None,
    *,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    history = history_of(line.question, person)
    newest = max((row.number for row in history), default=0)
    errors: list[FieldError] = posted.wrong if posted else []
    context: dict[str, Any] = {
        "line": line,
        "question": line.question,
        "changes": list(reversed(changes_of(line.shape, history, line.counts))),
        "seen": _seen(request) if errors else newest,
        "refused": refused,
        "fields": _fields(request, line, posted),
        "why": request.POST.get("why", "") if posted else "",
        "why_most": WHY_MOST,
        "errors": errors,
        "error": {each.field: each.sentence for each in errors},
        "decisions": [
            (row, words_of(line.shape, row.outcome) if row.outcome else "")
            for row in line.question.events.order_by("-number")
        ],
        "now": clock.now(),
    }
    return render(request, "calibration/forecast.html", context, status=status)


def _fields(request: HttpRequest, line: Line, posted: Posted | None) -> list[dict[str, Any]]:
    held = line.counts.chances if line.counts else {}
    wrong = {each.field: each.sentence for each in posted.wrong} if posted else {}
    return [
        {
            "name": f"p-{id_}",
            "text": text,
            "value": request.POST.get(f"p-{id_}", "") if posted else ("" if now is None else now),
            "error": wrong.get(f"p-{id_}", ""),
        }
        for id_, text, now in chances_by_id(line.shape, held)
    ]


def _gap(line: Line, chances: dict[str, int]) -> str:
    if line.shape.binary or not chances:
        return _("Give a chance for every outcome.")
    return _("The chances add up to %(sum)s; they must add up to 100.") % {
        "sum": sum(chances.values())
    }
