"""Moving one's place to another session: choose it, see the sums, then one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.catalogue.models import Session
from courses.enrolment.models import EndReason, Enrolment
from courses.orders.giving_back import order_of
from courses.orders.lineage import where_now
from courses.orders.moving import Move, may_move, reckon_move
from courses.orders.terms import Accepted
from courses.orders.wording import back_rows, move_rows
from courses.payment import moving
from courses.pricing.wording import policy_lines, quote_rows
from courses.storefront import legal
from courses.storefront.forms import MoveForm
from courses.storefront.move_page import choices, move_until
from courses.storefront.order_page import session_day


@require_safe
@private
def transfers(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the sessions that a place may move to; strangers get 404."""
    enrolment = _own(request, ref)
    if _has_moved(enrolment):
        return redirect(where_now(order_of(enrolment.place)))
    now = clock.now()
    order = may_move(enrolment, now)
    context = {
        "enrolment": enrolment,
        "session": enrolment.session,
        "course": enrolment.session.course,
        "order": order,
        "choices": choices(enrolment, order, now),
        "last": move_until(enrolment, order),
        "now": now,
    }
    return render(request, "storefront/transfers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def transfer(request: HttpRequest, ref: str, session_ref: str) -> HttpResponse:
    """Show what moving to one session means now; on POST do it exactly so."""
    enrolment = _own(request, ref)
    if _has_moved(enrolment):
        return redirect(where_now(order_of(enrolment.place)))
    target = get_object_or_404(
        Session.objects.visible_to(None).select_related("course", "prices"), ref=session_ref
    )
    now = clock.now()
    move = reckon_move(enrolment, target, now)
    pages = legal.in_force(now)
    form = MoveForm(
        request.POST or None,
        versions=legal.to_text(pages),
        needs_waiver=move.needs_waiver,
        initial={"due_minor": move.moved.due_minor, "back_minor": move.moved.back_minor},
    )
    if request.method == "POST" and form.is_valid():
        accepted = Accepted(
            pages=pages,
            at=now,
            withdrawal_waived=form.cleaned_data.get("waiver", False),
            waiver_words=form.waiver_words,
        )
        try:
            purchase = moving.move(
                enrolment,
                target,
                actor=signed_in(request),
                accepted=accepted,
                shown=form.shown,
                now=now,
            )
        except Refusal as refusal:
            if refusal.code != "terms-moved":
                raise
            return _page(request, move, _afresh(form, move), changed=refusal)
        if not move.moved.due_minor:
            messages.success(request, _("Your place has moved."))
        return redirect(purchase.redirect_url)
    return _page(request, move, form)


def _own(request: HttpRequest, ref: str) -> Enrolment:
    mine = Enrolment.objects.visible_to(signed_in(request)).select_related(
        "session__course", "place__voucher", "person"
    )
    return get_object_or_404(mine, ref=ref)


def _has_moved(enrolment: Enrolment) -> bool:
    return enrolment.ended_reason == EndReason.TRANSFERRED


def _afresh(form: MoveForm, move: Move) -> MoveForm:
    """Return an empty form with the sums of now; what was agreed to was agreed to for others."""
    return MoveForm(
        versions=form.versions,
        needs_waiver=move.needs_waiver,
        initial={"due_minor": move.moved.due_minor, "back_minor": move.moved.back_minor},
    )


def _page(
    request: HttpRequest, move: Move, form: MoveForm, *, changed: Refusal | None = None
) -> HttpResponse:
    old, lines = move.enrolment.session, move.moved.to_json()
    price = quote_rows(move.quoted, move.session.zone)
    context: dict[str, Any] = {
        "enrolment": move.enrolment,
        "old": old,
        "session": move.session,
        "course": move.session.course,
        "order": move.order,
        "moved": move.moved,
        "rows": move_rows(price, lines, session_day(old)) if move.moved.carried_minor else price,
        "back_rows": back_rows(lines),
        "policy": policy_lines(move.terms.steps, move.order.currency, move.terms.zone, clock.now()),
        "terms": move.terms,
        "is_capped": move.moved.safe_minor < move.moved.carried_minor,
        "voucher": move.voucher,
        "lost_voucher": move.enrolment.place.voucher if move.voucher is None else None,
        "form": form,
        "changed": changed,
    }
    status = 409 if changed else 422 if form.is_bound and form.errors else 200
    return render(request, "storefront/transfer.html", context, status=status)
