"""The webinar's page: the gate in its states, going in, staying in sight, the calendar file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import signed_in
from courseplatform.people.models import User
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars import ics, invitations, joining
from courses.webinars.gate import Gate
from courses.webinars.models import Webinar

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
    enrolment = Enrolment.objects.filter(
        session=webinar.session_id, person=person, state=EnrolmentState.ACTIVE
    ).first()
    return {
        "webinar": webinar,
        "session": webinar.session,
        "gate": str(gate),
        "closed": gate is Gate.CLOSED,
        "lets_in": gate in {Gate.OPEN, Gate.UNDER_WAY},
        "enrolment": enrolment,
        "name_shown": enrolment.alias if enrolment else person.called,
        "now": now,
    }


@require_safe
@never_cache
def webinar(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the webinar; asked for by htmx, only its gate."""
    person, found = _visible(request, ref)
    part = bool(getattr(request, "htmx", False))
    template = "webinars/gate.html" if part else "webinars/webinar.html"
    return render(request, template, _context(found, person))


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
    entry = invitations.entry_of(found, invitations.invite(found, person))
    text = ics.publish([entry], invitations.organiser_party())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="webinar.ics"'
    return answer
