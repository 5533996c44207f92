"""The cohorts a person looks over, and one cohort with its exercises and members."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Max, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people import viewer
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from exercises.cohorts.models import Accommodation, Assignment
from exercises.questions.models import Question
from exercises.supervision.doors import RIGHTS, cohort_for, cohorts_for, knows_names

PAGE = 50


@requires(*RIGHTS)
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """List the cohorts one may look over, the newest first."""
    person = signed_in(request)
    rows = (
        cohorts_for(person)
        .annotate(
            people=Count("members", filter=Q(members__state="active"), distinct=True),
            exercises=Count("assignments", distinct=True),
            last_due=Max("assignments__due_at"),
        )
        .order_by("-created_at", "-pk")
    )
    waiting = Question.objects.answered_by(person).filter(state="open").count()
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": waiting,
        "teaches": person.may(Right.BUILD_CASES),
        "now": clock.now(),
    }
    return render(request, "supervision/cohorts.html", context)


@requires(*RIGHTS)
@require_safe
def cohort(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one cohort: its exercises with how many have handed in, and its members."""
    person = signed_in(request)
    found = cohort_for(person, ref)
    active = Q(allotments__member__state="active")
    done = active & Q(allotments__attempts__state="handed_in")
    assignments = (
        Assignment.objects.filter(cohort=found)
        .select_related("exercise", "version")
        .annotate(
            given=Count("allotments", filter=active, distinct=True),
            handed_in=Count("allotments", filter=done, distinct=True),
        )
        .order_by("due_at", "pk")
    )
    standing = Accommodation.objects.filter(state="granted")
    members = (
        found.members.filter(state="active")
        .select_related("person")
        .prefetch_related(Prefetch("accommodations", standing, to_attr="standing"))
        .order_by("code")
    )
    context = {
        "cohort": found,
        "assignments": assignments,
        "members": members,
        "names": knows_names(person),
        "zone": viewer.of(request).zone or found.zone,
    }
    return render(request, "supervision/cohort.html", context)
