"""A session's waiting list at the desk: the queue in order, and what staff do to a turn."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.enrolment import reordering
from courses.enrolment.models import Waiting, WaitingState
from courses.enrolment.reordering import Why
from courses.office.place_forms import QueueForm
from courses.office.sessions import found, frame


@requires(Right.RUN_COURSES)
@require_safe
def queue(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show who waits in which order, what is offered until when, and how earlier turns ended."""
    session = found(ref)
    turns = Waiting.objects.filter(session=session).select_related("person")
    context = {
        **frame(session, "queue"),
        "waiting": turns.filter(state=WaitingState.WAITING).order_by("turn_at", "pk"),
        "offered": turns.filter(state=WaitingState.OFFERED).order_by("offer_until"),
        "ended": turns.exclude(state__in=[WaitingState.WAITING, WaitingState.OFFERED]).order_by(
            "-settled_at"
        )[:50],
        "form": QueueForm(),
    }
    return render(request, "office/queue.html", context)


@requires(Right.RUN_COURSES)
@require_POST
def turn_position(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a turn to another number of its queue."""

    def act(turn: Waiting, form: QueueForm, why: Why, actor: User) -> str:
        to = form.cleaned_data["position"]
        if to is None:
            raise Refusal(_("Say to which number the person moves."), code="no-position")
        note = form.cleaned_data["note"]
        was = reordering.move_turn(turn, to, why=why, note=note, actor=actor)
        return _("Moved from number %(was)s.") % {"was": was}

    return _act(request, ref, act)


@requires(Right.RUN_COURSES)
@require_POST
def turn_offer(request: HttpRequest, ref: str) -> HttpResponse:
    """Offer a free place to one turn, whoever is before it."""

    def act(turn: Waiting, form: QueueForm, why: Why, actor: User) -> str:
        reordering.offer_now(turn, why=why, note=form.cleaned_data["note"], actor=actor)
        return _("A place is offered; the person gets a letter with the deadline.")

    return _act(request, ref, act)


@requires(Right.RUN_COURSES)
@require_POST
def turn_removal(request: HttpRequest, ref: str) -> HttpResponse:
    """Take somebody out of the queue, or take an offer back."""

    def act(turn: Waiting, form: QueueForm, why: Why, actor: User) -> str:
        reordering.take_out(turn, why=why, note=form.cleaned_data["note"], actor=actor)
        return _("Taken out of the waiting list.")

    return _act(request, ref, act)


def _act(
    request: HttpRequest, ref: str, act: Callable[[Waiting, QueueForm, Why, User], str]
) -> HttpResponse:
    """Do one act and lead back to the queue; what is wrong is said there."""
    turn = get_object_or_404(
        Waiting.objects.select_related("session__course", "person", "place"), ref=ref
    )
    form = QueueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason, and a whole number if you move somebody."))
    else:
        try:
            words = act(turn, form, Why(form.cleaned_data["why"]), signed_in(request))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, f"{turn.person.called}: {words}")
    return redirect("desk-queue", turn.session.ref)
