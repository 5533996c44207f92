"""The pages anybody may read: courses, one course, one session."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.catalogue.models import Course, Session


@login_not_required
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """List the courses."""
    return render(request, "storefront/courses.html", {"courses": Course.objects.visible_to(None)})


@login_not_required
@require_safe
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Show one course."""
    found = get_object_or_404(Course.objects.visible_to(None), slug=course_slug)
    return render(request, "storefront/course.html", {"course": found})


@login_not_required
@require_safe
def session(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Show one session."""
    found = get_object_or_404(
        Session.objects.visible_to(None).select_related("course"),
        course__slug=course_slug,
        slug=session_slug,
    )
    return render(request, "storefront/session.html", {"session": found, "course": found.course})
