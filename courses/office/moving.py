"""Moving somebody to another session for them: the sums are shown first."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.catalogue.reading import open_sessions
from courses.enrolment.models import Enrolment
from courses.office.place_forms import MoveForm
from courses.office.sessions import frame
from courses.orders.giving import PAY_WITHIN_DAYS
from courses.orders.moving import Move, may_move, reckon_move
from courses.orders.wording import back_rows, move_rows
from courses.payment.moving import move_by_staff
from courses.pricing.wording import quote_rows


@requires(Right.CANCEL_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose a session, look at the sums, then move the place exactly so."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("session__course", "person", "place__voucher"), ref=ref
    )
    now = clock.now()
    may_move(enrolment, now, by_staff=True)
    sessions = list(open_sessions(now).exclude(pk=enrolment.session_id))
    form = MoveForm(request.POST or None, sessions=[(one.ref, str(one)) for one in sessions])
    found: Move | None = None
    if request.method == "POST" and form.is_valid():
        target = next(one for one in sessions if one.ref == form.cleaned_data["session"])
        try:
            found = reckon_move(enrolment, target, now, by_staff=True, **form.choices)
            if "move" in request.POST:
                return _done(request, enrolment, target, form, found)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    context = {
        **frame(enrolment.session, "roster"),
        "enrolment": enrolment,
        "form": form,
        "has_sessions": bool(sessions),
        **(_sums(found) if found else {}),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "office/move.html", context, status=status)


def _done(
    request: HttpRequest, enrolment: Enrolment, target: Session, form: MoveForm, found: Move
) -> HttpResponse:
    """Move the place as it was shown.

    Raises:
        Refusal: as ``move_by_staff``; ``may-not-refund`` where money would go back.
    """
    actor = signed_in(request)
    if found.moved.back_minor and not actor.may(Right.REFUND):
        raise Refusal(
            _("Money would go back, and you may not send refunds. Ask somebody who may."),
            code="may-not-refund",
        )
    now, data = clock.now(), form.cleaned_data
    order = move_by_staff(
        enrolment,
        target,
        actor=actor,
        shown=(data["due_minor"] or 0, data["back_minor"] or 0),
        now=now,
        pay_by_on=data["pay_by_on"] or (now + timedelta(days=PAY_WITHIN_DAYS)).date(),
        **form.choices,
    )
    messages.success(request, _("The place has moved; the person gets letters with the new dates."))
    return redirect("desk-order", order.ref)


def _sums(found: Move) -> dict[str, object]:
    lines = found.moved.to_json()
    price = quote_rows(found.quoted, found.session.zone)
    return {
        "move": found,
        "moved": found.moved,
        "currency": found.order.currency,
        "rows": move_rows(price, lines, str(found.enrolment.session)),
        "back_rows": back_rows(lines),
    }
