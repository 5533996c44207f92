"""The student's pages: my courses, and one course room."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from courses.certificates.reading import standing_of
from courses.companies import pending
from courses.coursework.reading import forecasting
from courses.learner.reading import home_of, rooms_of


@private
@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """Show what is next, what is due, what came back, and the courses."""
    now = clock.now()
    home = home_of(signed_in(request), now)
    kept = pending.token_in(request.session, now)
    context = {
        "home": home,
        "claim_path": reverse("claim", args=[kept[0]]) if kept else "",
        "claim_session": kept[1].place.session if kept else None,
        "now": now,
        "current": [room for room in home.rooms if not room.is_past(now)],
        "past": [room for room in home.rooms if room.is_past(now)],
        "forecasting": forecasting(signed_in(request)) if home.rooms else None,
    }
    return render(request, "learner/learn.html", context)


@private
@require_safe
def course_room(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one course with its programme, the now-mark in it."""
    now = clock.now()
    rooms = rooms_of(signed_in(request), now, ref=ref)
    if not rooms:
        raise Http404
    room = rooms[0]
    programme = room.programme(now)
    webinars = [meeting.webinar for meeting in room.meetings]
    context = {
        "room": room,
        "enrolment": room.enrolment,
        "session": room.enrolment.session,
        "course": room.enrolment.session.course,
        "past_items": [item for item in programme if item.is_past],
        "coming_items": [item for item in programme if not item.is_past],
        "room_is_past": room.is_past(now),
        "standing": standing_of(room.enrolment, webinars, room.exercises, now),
        "now": now,
    }
    return render(request, "learner/room.html", context)
