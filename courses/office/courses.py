"""The coordinator's list of courses with their sessions, and writing a course."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser
from courseplatform.people.roles import Right
from courses.catalogue import courses as catalogue
from courses.catalogue.models import Course, Session
from courses.catalogue.sessions import create_session
from courses.catalogue.status import status
from courses.office.answering import act
from courses.office.forms import CourseForm
from courses.office.session_forms import SessionForm
from courses.pricing.prices import set_price


@requires(Right.RUN_COURSES)
@require_safe
def course_list(request: HttpRequest) -> HttpResponseBase:
    """List courses and their sessions, newest sessions first."""
    sessions = Session.objects.order_by("-starts_at")
    found = Course.objects.prefetch_related(Prefetch("sessions", sessions)).order_by("title")
    now = clock.now()
    rows = [
        (course, [(session, status(session, now).value) for session in course.sessions.all()])
        for course in found
    ]
    return render(request, "office/courses.html", {"rows": rows})


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: HttpRequest) -> HttpResponse:
    """Write a new course."""
    form = CourseForm(request.POST or None)

    def verb() -> str:
        course = catalogue.create_course(**form.cleaned_data)
        audit.record(signed_in(request), "course.created", f"course:{course.ref}")
        return reverse("desk-course", args=[course.slug])

    return act(
        request,
        form,
        verb,
        template="office/course_form.html",
        context={"course": None},
        done=_("The course was made. Nobody outside sees it before a session is published."),
    )


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a course."""
    course = get_object_or_404(Course, slug=slug)
    form = CourseForm(request.POST or None, instance=Course.objects.get(pk=course.pk))

    def verb() -> str:
        catalogue.update_course(course, **form.cleaned_data)
        audit.record(signed_in(request), "course.changed", f"course:{course.ref}")
        return reverse("desk-course", args=[course.slug])

    return act(
        request,
        form,
        verb,
        template="office/course_form.html",
        context={"course": course},
        done=_("The course was changed."),
    )


@requires(Right.RUN_COURSES)
@require_POST
def course_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a course to everybody."""
    course = get_object_or_404(Course, slug=slug)
    if catalogue.publish_course(course):
        audit.record(signed_in(request), "course.published", f"course:{course.ref}")
    return redirect("desk-course", course.slug)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a draft session of a course with its prices."""
    course = get_object_or_404(Course, slug=slug)
    organiser = Organiser.current()
    form = SessionForm(
        request.POST or None,
        initial={"zone": organiser.zone, "currency": organiser.currency, "capacity": 20},
    )

    def verb() -> str:
        actor = signed_in(request)
        session = create_session(course, capacity=form.cleaned_data["capacity"], **form.times())
        set_price(session, actor=actor, **form.price())
        audit.record(actor, "session.created", f"session:{session.ref}")
        return reverse("desk-session", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/session_form.html",
        context={"course": course, "session": None},
        done=_("The session is a draft. Add webinars and exercises, then publish it."),
    )
