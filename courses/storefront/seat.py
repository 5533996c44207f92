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
from courses.enrolment import places
from courses.orders.terms import Accepted
from courses.payment import buying
from courses.pricing.quote import Buyer
from courses.storefront import legal
from courses.storefront.forms import SeatForm
from courses.storefront.public import find_session, session_context
from courses.storefront.session_page import asks_waiver, order_of, price_now
from courses.storefront.voucher import Tried, try_code

PRESSES = Rate("seat", times=20, seconds=600)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def seat(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Hold a place and lead to the payment; whoever comes by GET (from the login) sees the form.

    Whoever has a place already is led to its order, whatever the form says; and where no place is to
    be had, that is said before the form is read. The button "Apply" only shows the page again, at the
    price with the voucher.
    """
    found = find_session(course_slug, session_slug, counted=False)
    person = signed_in(request)
    if request.method != "POST":
        return redirect(f"{found.get_absolute_url()}{_voucher_along(request)}#enrol")
    if not PRESSES.take(person.ref):
        raise Refusal(
            _("That was very often in a short time. Wait ten minutes, then try again."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    place = places.live_place(found, person)
    order = order_of(place, person) if place else None
    if order is not None:
        return redirect(order)
    if place is None and not request.POST.get("voucher-code"):
        places.refuse_at_the_door(found, clock.now())
    return _answer(request, found, person)


def _voucher_along(request: HttpRequest) -> str:
    code = request.GET.get("voucher", "")
    return f"?{urlencode({'voucher': code})}" if code else ""


def _answer(request: HttpRequest, found: Session, person: User) -> HttpResponse:
    tried = try_code(request.POST.get("voucher-code", ""), found, person, clock.now())
    if "apply" in request.POST:
        return _page(request, found, tried=tried, status=422 if tried.is_refused else 200)
    return _buy(request, found, person, tried)


def _buy(request: HttpRequest, found: Session, person: User, tried: Tried) -> HttpResponse:
    now = clock.now()
    pages = legal.in_force(now)
    quoted = price_now(found, now, Buyer.PERSON, tried.voucher)
    form = SeatForm(
        request.POST,
        versions=legal.to_text(pages),
        needs_waiver=asks_waiver(found, quoted, now),
        total_minor=quoted.total_minor if quoted else 0,
    )
    if not form.is_valid() or tried.is_refused:
        return _page(request, found, form, tried=tried, status=422)
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


def _page(
    request: HttpRequest,
    found: Session,
    form: SeatForm | None = None,
    *,
    tried: Tried,
    status: int,
) -> HttpResponse:
    """Show the session's page again, with what it tells of its places read anew."""
    shown = find_session(found.course.slug, found.slug)
    context = session_context(request, shown, Buyer.PERSON, form, tried=tried)
    return render(request, "storefront/session.html", context, status=status)
