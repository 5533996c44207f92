"""The exercises of a session at the desk: giving one, and changing its dates and rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.coursework import planning
from courses.coursework.models import ExercisePlan
from courses.coursework.planning import Rules
from courses.office.answering import act
from courses.office.plan_form import ExercisePlanForm, NewPlanForm, initial
from courses.office.sessions import found, frame


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Give an exercise to everybody in a session."""
    session = found(ref)
    offered = [(row.ref, row.title) for row in planning.offered()]
    form = NewPlanForm(request.POST or None, initial=initial(Rules()), exercises=offered)

    def verb() -> str:
        planning.plan(
            session,
            form.cleaned_data["exercise"],
            rules=form.rules(),
            actor=signed_in(request),
            **form.dates(),
        )
        return reverse("desk-session", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/exercise_form.html",
        context={**frame(session, "overview"), "offered": offered},
        done=_("The exercise was given to everybody enrolled, and to whoever comes later."),
    )


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, ref: str, exercise_ref: str) -> HttpResponse:
    """Change the dates and rules of an exercise; say first whom that reaches."""
    session = found(ref)
    plans = ExercisePlan.objects.select_related("session")
    row = get_object_or_404(plans, session=session, exercise_ref=exercise_ref)
    rules = planning.rules_of(session, exercise_ref)
    reach = planning.reach_of(session, exercise_ref)
    form = ExercisePlanForm(request.POST or None, initial=initial(rules, row))

    def verb() -> str:
        planning.plan(
            session, exercise_ref, rules=form.rules(), actor=signed_in(request), **form.dates()
        )
        return reverse("desk-plan", args=[session.ref, exercise_ref])

    return act(
        request,
        form,
        verb,
        template="office/exercise_form.html",
        context={
            **frame(session, "overview"),
            "plan": row,
            "cohort_ref": planning.cohort_of(session).cohort_ref,
            "affected": _affected(reach),
            "rules": planning.rules_in_words(row),
        },
        done=_("Dates and rules were changed. %(affected)s") % {"affected": _affected(reach)},
    )


def _affected(reach: planning.Reach) -> str:
    """Say whom a change reaches: dates everybody, rules who has not begun."""
    if not reach.waiting + reach.begun:
        return _("Nobody has this exercise yet; dates and rules hold for whoever enrols.")
    dates = ngettext(
        "New dates hold for the one person who has it; an extension stays on top.",
        "New dates hold for all %(count)s people who have it; extensions stay on top.",
        reach.waiting + reach.begun,
    ) % {"count": reach.waiting + reach.begun}
    if not reach.begun:
        return f"{dates} {_('Nobody has begun, so new rules hold for everybody as well.')}"
    begun = ngettext(
        "New rules hold for who has not begun (%(waiting)s); one has begun and keeps the old ones.",
        "New rules hold for who has not begun (%(waiting)s); %(begun)s have begun and keep theirs.",
        reach.begun,
    ) % {"waiting": reach.waiting, "begun": reach.begun}
    return f"{dates} {begun}"
