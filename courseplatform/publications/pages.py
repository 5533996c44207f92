"""The public face: home, reports, one report with its episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people.sharing import shared_page
from courseplatform.publications.models import Report
from courses.catalogue.models import Session
from courses.catalogue.reading import open_sessions
from courses.catalogue.status import Status, status
from courses.pricing.shown import ShownPrice, shown_price

EARLIER = 6
A_PAGE = 20


@dataclass(frozen=True)
class NextCourse:
    """The next dated run of a course, as the public pages show it."""

    session: Session
    status: Status
    price: ShownPrice | None


def next_course(now: datetime, course_id: int | None = None) -> NextCourse | None:
    """Return the next session: of one course, or of any. Bookable ones come first; one query."""
    found = open_sessions(now)
    if course_id is not None:
        found = found.filter(course_id=course_id)
    sessions = list(found[:10])
    if not sessions:
        return None
    free = [one for one in sessions if status(one, now) == Status.OPEN]
    session = (free or sessions)[0]
    return NextCourse(session, status(session, now), shown_price(session, now))


@login_not_required
@require_safe
@shared_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest report, the next course, and how we work."""
    newest = list(Report.objects.published().select_related("episode")[: EARLIER + 1])
    facts = {
        "report": newest[0] if newest else None,
        "earlier": newest[1:],
        "next": next_course(clock.now()),
    }
    return render(request, "publications/home.html", facts)


@login_not_required
@require_safe
@shared_page("page")
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports, newest first."""
    published = Report.objects.published().select_related("episode")
    page = Paginator(published, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "publications/reports.html", {"page": page})


@login_not_required
@require_safe
@shared_page()
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one report."""
    found = get_object_or_404(
        Report.objects.published().select_related("episode", "course"), slug=slug
    )
    return render(request, "publications/report.html", report_facts(found, clock.now()))


def report_facts(report: Report, now: datetime) -> dict[str, Any]:
    """Return what the page of a report shows; the preview at the desk shows the same."""
    return {
        "report": report,
        "episode": getattr(report, "episode", None),
        "next": next_course(now, report.course_id),
    }
