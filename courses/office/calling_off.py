"""Calling a session off: what follows is said first, and how far it is afterwards."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.walltime import to_instant
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue import sessions as catalogue
from courses.catalogue.models import Session, SessionState
from courses.enrolment.models import (
    Enrolment,
    EnrolmentState,
    Place,
    PlaceState,
    Waiting,
    WaitingState,
)
from courses.office.place_forms import CallingOffForm
from courses.office.sessions import found, frame
from courses.orders.calling_off import standing
from courses.orders.models import RefundState

UNDER_WAY = (RefundState.OWED, RefundState.SUBMITTED)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def calling_off(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what calling off means, do it on POST; afterwards, tell how far it is."""
    session = found(ref)
    if session.state == SessionState.CANCELLED and request.method != "POST":
        return _report(request, session)
    form = CallingOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            until = _instant(form.cleaned_data["choice_until_local"], session)
            catalogue.cancel_session(session, signed_in(request), choice_until_at=until)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("The session was called off. This page shows how far it is.")
            )
            return redirect("desk-session-off", session.ref)
    turns = Waiting.objects.filter(session=session)
    offered = turns.filter(state=WaitingState.OFFERED).count()
    context = {
        **frame(session, "overview"),
        "form": form,
        "enrolled": Enrolment.objects.filter(session=session, state=EnrolmentState.ACTIVE).count(),
        "held": Place.objects.filter(session=session, state=PlaceState.HELD).count() - offered,
        "offered": offered,
        "waiting": turns.filter(state=WaitingState.WAITING).count(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "office/calling_off.html", context, status=status)


def _report(request: HttpRequest, session: Session) -> HttpResponse:
    found = standing(session)
    context = {
        **frame(session, "overview"),
        "standing": found,
        "under_way": found.refunds(*UNDER_WAY),
        "settled": found.refunds(RefundState.SETTLED),
        "choosing": session.choice_until_at is not None and clock.now() < session.choice_until_at,
    }
    return render(request, "office/called_off.html", context)


def _instant(local: datetime | None, session: Session) -> datetime | None:
    return to_instant(local, session.zone) if local else None
