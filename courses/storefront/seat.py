"""Pressing "Hold my place and pay"."""

from __future__ import annotations

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
from courses.storefront import legal
from courses.storefront.forms import SeatForm
from courses.storefront.public import buyer_of, find_session, session_context
from courses.storefront.session_page import facts, mine

PRESSES = Rate("seat", times=20, seconds=600)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def seat(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Hold a place and lead to the payment; whoever comes by GET (from the login) sees the form."""
    found = find_session(course_slug, session_slug)
    person = signed_in(request)
    if request.method != "POST":
        return redirect(f"{found.get_absolute_url()}#enrol")
    if not PRESSES.take(person.ref):
        raise Refusal(
            _("That was very often in a short time. Wait ten minutes, then try again."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    return _begun(found, person) or _buy(request, found, person)


def _begun(found: Session, person: User) -> HttpResponse | None:
    """Lead somebody who has a place already to its order, whatever the form says."""
    order = mine(found, person).order
    return redirect(order) if order else None


def _buy(request: HttpRequest, found: Session, person: User) -> HttpResponse:
    now = clock.now()
    buyer = buyer_of(request.POST.get("seat-buyer", ""))
    pages = legal.in_force(now)
    form = SeatForm(
        request.POST,
        buyer=buyer,
        versions=legal.to_text(pages),
        needs_waiver=facts(found, now, buyer).needs_waiver,
    )
    if not form.is_valid():
        context = session_context(request, found, buyer, form)
        return render(request, "storefront/session.html", context, status=422)
    purchase = buying.buy(
        person=person,
        session=found,
        billing=form.billing(),
        accepted=Accepted(
            pages=pages, at=now, withdrawal_waived=form.cleaned_data.get("waiver", False)
        ),
        now=now,
    )
    return redirect(purchase.redirect_url)
