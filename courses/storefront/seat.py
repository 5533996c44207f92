"""Pressing "Hold my place and pay"."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.orders.terms import Accepted
from courses.payment import buying
from courses.pricing.quote import Buyer
from courses.storefront import legal
from courses.storefront.forms import SeatForm
from courses.storefront.public import find_session, session_context
from courses.storefront.session_page import facts, mine
from courses.storefront.voucher import Tried, try_code

PRESSES = Rate("seat", times=20, seconds=600)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def seat(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Hold a place and lead to the payment; whoever comes by GET (from the login) sees the form.

    The button "Apply" only shows the page again, at the price with the voucher.
    """
    found = find_session(course_slug, session_slug)
    person = signed_in(request)
    if request.method != "POST":
        return redirect(f"{found.get_absolute_url()}{_voucher_along(request)}#enrol")
    if not PRESSES.take(person.ref):
        raise Refusal(
            _("That was very often in a short time. Wait ten minutes, then try again."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    return _begun(found, person) or _answer(request, found, person)


def _voucher_along(request: HttpRequest) -> str:
    code = request.GET.get("voucher", "")
    return f"?{urlencode({'voucher': code})}" if code else ""


def _begun(found: Session, person: User) -> HttpResponse | None:
    """Lead somebody who has a place already to its order, whatever the form says."""
    order = mine(found, person).order
    return redirect(order) if order else None


def _answer(request: HttpRequest, found: Session, person: User) -> HttpResponse:
    tried = try_code(request.POST.get("voucher-code", ""), found, person, clock.now())
    if "apply" in request.POST:
        context = session_context(request, found, Buyer.PERSON, tried=tried)
        status = 422 if tried.is_refused else 200
        return render(request, "storefront/session.html", context, status=status)
    return _buy(request, found, person, tried)


def _buy(request: HttpRequest, found: Session, person: User, tried: Tried) -> HttpResponse:
    now = clock.now()
    pages = legal.in_force(now)
    told = facts(found, now, Buyer.PERSON, tried.voucher)
    form = SeatForm(
        request.POST,
        versions=legal.to_text(pages),
        needs_waiver=told.needs_waiver,
        total_minor=told.total_minor,
    )
    if not form.is_valid() or tried.is_refused:
        context = session_context(request, found, Buyer.PERSON, form, tried=tried)
        return render(request, "storefront/session.html", context, status=422)
    purchase = buying.buy(
        person=person,
        session=found,
        billing=form.billing(),
        accepted=Accepted(
            pages=pages,
            at=now,
            withdrawal_waived=form.cleaned_data.get("waiver", False),
            waiver_words=form.waiver_words,
        ),
        now=now,
        code=tried.voucher.code if tried.voucher else "",
    )
    return redirect(purchase.redirect_url)
