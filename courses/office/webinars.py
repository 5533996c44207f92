"""One webinar at the desk: who came, its links, its time. Its lead and instructors come here too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from courseplatform.people.roles import Right
from courses.enrolment.models import Enrolment
from courses.office.answering import act
from courses.office.forms import MinutesForm, WebinarDetailsForm, WebinarTimeForm
from courses.webinars import presence, scheduling
from courses.webinars.gate import Gate
from courses.webinars.joining import gate_of
from courses.webinars.models import Webinar, WebinarState


def _found(request: HttpRequest, ref: str) -> Webinar:
    run = Webinar.objects.run_by(signed_in(request)).select_related("session__course")
    return get_object_or_404(run, ref=ref)


def _frame(request: HttpRequest, webinar: Webinar) -> dict[str, Any]:
    return {
        "webinar": webinar,
        "session": webinar.session,
        "runs_courses": signed_in(request).may(Right.RUN_COURSES),
    }


@private
@require_safe
def overview(request: HttpRequest, ref: str) -> HttpResponse:
    """Show who came, and what can be done."""
    webinar = _found(request, ref)
    now = clock.now()
    gate = gate_of(webinar, now)
    rows = presence.presences(webinar)
    planned = webinar.state == WebinarState.PLANNED
    context = {
        **_frame(request, webinar),
        "rows": rows,
        "came": sum(row.came for row in rows),
        "gate": str(gate),
        "has_begun": planned and webinar.starts_at <= now,
        "link_missing": planned and webinar.provider == "pasted_link" and not webinar.meeting_url,
        "is_ahead": gate not in {Gate.OVER, Gate.CALLED_OFF} and webinar.ends_at > now,
    }
    return render(request, "office/webinar.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the meeting link, the recording, the gate and the text."""
    webinar = _found(request, ref)
    names = ("meeting_url", "recording_url", "gate_minutes", "summary")
    form = WebinarDetailsForm(
        request.POST or None, initial={name: getattr(webinar, name) for name in names}
    )

    def verb() -> str:
        scheduling.set_links(webinar, actor=signed_in(request), **form.cleaned_data)
        return reverse("desk-webinar", args=[webinar.ref])

    return act(
        request,
        form,
        verb,
        template="office/webinar_details.html",
        context=_frame(request, webinar),
        done=_("The webinar's page was changed."),
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def time(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a webinar."""
    webinar = _found(request, ref)
    form = WebinarTimeForm(
        request.POST or None,
        initial={"starts_local": webinar.starts_local, "minutes": webinar.minutes},
    )

    def verb() -> str:
        scheduling.reschedule(webinar, actor=signed_in(request), **form.cleaned_data)
        return reverse("desk-webinar", args=[webinar.ref])

    return act(
        request,
        form,
        verb,
        template="office/webinar_time.html",
        context=_frame(request, webinar),
        done=_("The webinar was moved; everybody invited gets a letter with a new calendar file."),
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def calling_off(request: HttpRequest, ref: str) -> HttpResponse:
    """Call a webinar off, after a page that says what follows."""
    webinar = _found(request, ref)
    if request.method == "POST":
        scheduling.call_off(webinar, actor=signed_in(request))
        messages.success(request, _("The webinar was called off; letters are under way."))
        return redirect("desk-webinar", webinar.ref)
    enrolled = Enrolment.objects.filter(session=webinar.session_id, state="active").count()
    context = {**_frame(request, webinar), "enrolled": enrolled}
    return render(request, "office/webinar_off.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ref: str, enrolment_ref: str) -> HttpResponse:
    """State by hand how long one person was there."""
    webinar = _found(request, ref)
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("person"), ref=enrolment_ref, session=webinar.session_id
    )
    seen = presence.minutes_of(webinar, enrolment.person)
    form = MinutesForm(request.POST or None, initial={"minutes": seen})

    def verb() -> str:
        presence.state_minutes(
            webinar, enrolment.person, form.cleaned_data["minutes"], actor=signed_in(request)
        )
        return reverse("desk-webinar", args=[webinar.ref])

    return act(
        request,
        form,
        verb,
        template="office/webinar_minutes.html",
        context={**_frame(request, webinar), "enrolment": enrolment, "seen": seen},
        done=_("The minutes of %(alias)s were stated.") % {"alias": enrolment.alias},
    )
