"""The waiting list of a session: join, see one's turn, leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.enrolment import waiting as queue
from courses.enrolment.declining import turn_of
from courses.enrolment.models import Waiting, WaitingState
from courses.storefront.public import find_session

JOINS = Rate("waiting-list", times=20, seconds=600)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def waiting_list(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Join the queue; whoever comes by GET (from the login) sees the session."""
    found = find_session(course_slug, session_slug)
    if request.method != "POST":
        return redirect(f"{found.get_absolute_url()}#waiting-list")
    person = signed_in(request)
    if not JOINS.take(person.ref):
        raise Refusal(
            _("That was very often in a short time. Wait ten minutes, then try again."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    turn = queue.join(found, person)
    if turn.state == WaitingState.WAITING:
        messages.success(request, _("You are on the waiting list."))
    return redirect(turn)


@require_safe
@private
def waiting(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a person their turn; strangers get 404."""
    now = clock.now()
    turn = _own(request, ref)
    offered = turn.state == WaitingState.OFFERED and turn.offer_until is not None
    context = {
        "turn": turn,
        "session": turn.session,
        "course": turn.session.course,
        "position": queue.position(turn) if turn.state == WaitingState.WAITING else 0,
        "length": queue.queue_length(turn.session),
        "offer_zone": turn.person.zone or turn.session.zone,
        "offer_stands": offered and turn.offer_until is not None and now < turn.offer_until,
        "now": now,
    }
    return render(request, "storefront/waiting.html", context)


@require_POST
@private
def leaving(request: HttpRequest, ref: str) -> HttpResponse:
    """Leave the queue, or turn an offer down."""
    turn = _own(request, ref)
    was_offered = turn.state == WaitingState.OFFERED
    queue.leave(turn)
    if was_offered:
        messages.success(request, _("You turned the offer down. The place goes to the next."))
    else:
        messages.success(request, _("You left the waiting list."))
    return redirect(turn.session)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declining(request: HttpRequest, token: str) -> HttpResponse:
    """Turn an offer down from the letter, without signing in; GET only shows what would be done.

    The page says which session and until when, and nothing about the person.
    """
    turn = turn_of(token)
    if turn is None:
        return render(request, "storefront/declining_unknown.html", status=404)
    now = clock.now()
    done = False
    if request.method == "POST":
        try:
            queue.decline(turn)
            done = True
        except Refusal:
            turn.refresh_from_db()
    stands = turn.state == WaitingState.OFFERED and turn.offer_until is not None
    context = {
        "turn": turn,
        "token": token,
        "session": turn.session,
        "course": turn.session.course,
        "done": done,
        "stands": stands and turn.offer_until is not None and now < turn.offer_until,
    }
    return render(request, "storefront/declining.html", context)


def _own(request: HttpRequest, ref: str) -> Waiting:
    return get_object_or_404(
        Waiting.objects.visible_to(signed_in(request)).select_related(
            "session__course", "place", "person"
        ),
        ref=ref,
    )
