"""The webinar's page: the gate in its states, going in, staying in sight, the calendar file."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.kit.references import digest
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from courseplatform.people.models import User
from courses.webinars import ics, invitations, joining
from courses.webinars.gate import Gate, lets_in
from courses.webinars.models import Webinar
from courses.webinars.providers.registry import provider

JOINS = Rate("webinar-join", times=30, seconds=60)


class SeeOther(HttpResponseRedirect):
    """A redirect after a POST that is always followed by a GET (303)."""

    status_code = 303


def _visible(request: HttpRequest, ref: str) -> tuple[User, Webinar]:
    person = signed_in(request)
    shown = Webinar.objects.visible_to(person).select_related("session__course")
    return person, get_object_or_404(shown, ref=ref)


def _context(webinar: Webinar, person: User) -> dict[str, Any]:
    now = clock.now()
    gate = joining.gate_of(webinar, now)
    enrolment = joining.enrolment_of(webinar, person)
    origin = provider(webinar.provider).origin(webinar)
    return {
        "webinar": webinar,
        "session": webinar.session,
        "gate": str(gate),
        "closed": gate is Gate.CLOSED,
        "lets_in": lets_in(gate),
        "is_settled": gate is Gate.CALLED_OFF or (gate is Gate.OVER and webinar.recording_url),
        "is_moved": webinar.version > 1 and gate is Gate.CLOSED,
        "has_link": bool(origin),
        "origin": origin,
        "enrolment": enrolment,
        "name_shown": joining.shown_name(enrolment, person),
        "now": now,
        "known": f"{gate}.{int(bool(origin))}.{int(bool(webinar.recording_url))}",
        "known_page": f"{webinar.version}.{digest(origin)[:8]}",
    }


@require_safe
@never_cache
def webinar(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the webinar; asked for by htmx, its gate, if that changed since the page had it."""
    person, found = _visible(request, ref)
    context = _context(found, person)
    if Webinar.objects.run_by(person).filter(pk=found.pk).exists():
        context["desk_path"] = reverse("desk-webinar", args=[found.ref])
    if bool(getattr(request, "htmx", False)):
        return _gate_again(request, context)
    answer = render(request, "webinars/webinar.html", context)
    return _opened_to(request, context["origin"], answer)


def _gate_again(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Answer a poll: nothing where nothing changed, so that nothing is read out or loses focus.

    A moved webinar changes more than the gate, and another meeting service changes the policy that
    the page was loaded under: then the browser is asked to load all of it again.
    """
    if request.GET.get("page") != context["known_page"]:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.GET.get("known") == context["known"]:
        return HttpResponse(status=204)
    return render(request, "webinars/gate.html", context)


def _opened_to(request: HttpRequest, origin: str, answer: HttpResponse) -> HttpResponse:
    """Let the page's form lead to the meeting: browsers hold form-action against redirects too."""
    if not origin:
        return answer

    @csp_update({"form-action": [origin]})
    def widened(_request: HttpRequest) -> HttpResponse:
        return answer

    return cast("HttpResponse", widened(request))


@require_POST
@never_cache
def join(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the person in and lead them to the meeting."""
    person, found = _visible(request, ref)
    if not JOINS.take(person.ref):
        raise Refusal(
            _("You pressed “Join” very often. Wait a minute, then press it once."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    return SeeOther(joining.admit(found, person, clock.now()))


@require_POST
@never_cache
def seen(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that the page is still open while the webinar runs; answers nothing."""
    person, found = _visible(request, ref)
    if joining.gate_of(found, clock.now()) is Gate.UNDER_WAY:
        joining.seen_again(found, person, clock.now())
    return HttpResponse(status=204)


@require_safe
@never_cache
def calendar_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the webinar as a calendar file to import by hand."""
    person, found = _visible(request, ref)
    text = ics.publish(invitations.entries_of([found], person), invitations.organiser_party())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="webinar.ics"'
    return answer
