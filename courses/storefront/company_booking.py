"""Booking places for a company: asked on one page, shown line by line on the next, then done so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock, wording
from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.opening import quote_for, why_not_on_invoice
from courses.companies.ways import Ways, change_until, last_day, ways_of
from courses.orders.models import OrderBilling
from courses.orders.terms import Accepted
from courses.payment.company_buying import buy_places
from courses.pricing.quote import Buyer, Quote
from courses.pricing.refunds import dated
from courses.pricing.wording import by, policy_lines, quote_rows
from courses.storefront import legal
from courses.storefront.company_forms import CompanyForm
from courses.storefront.public import find_session
from courses.storefront.session_page import facts

PRESSES = Rate("company-booking", times=40, seconds=600)
REMEMBERED = ("company", "vat_number", "address", "country", "name", "email")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def company_booking(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Ask, show, and take a company's places; nothing is taken before the sum was seen.

    The first button shows what it costs with the company's own tax; the second does exactly that. A
    sum that changed in between is shown again.
    """
    found = find_session(course_slug, session_slug)
    person = signed_in(request)
    now = clock.now()
    if request.method != "POST":
        return _ask(request, found, person, _form(request, found, person, now), now)
    if not PRESSES.take(person.ref):
        raise Refusal(
            _("That was very often in a short time. Wait ten minutes, then try again."),
            code="too-often",
            next_url=found.get_absolute_url(),
        )
    form = _form(request, found, person, now)
    if not form.is_valid():
        return _ask(request, found, person, form, now, status=422)
    return _answer(request, found, person, form, now)


def _answer(
    request: HttpRequest, found: Session, person: User, form: CompanyForm, now: datetime
) -> HttpResponse:
    wish = form.wish()
    try:
        quoted = quote_for(found, wish, person, now)
        if "change" in request.POST:
            return _ask(request, found, person, form, now)
        shown = request.POST.get("shown_minor", "")
        if "confirm" in request.POST and shown == str(quoted.total_minor):
            accepted = Accepted(pages=legal.in_force(now), at=now)
            purchase = buy_places(person, found, wish, accepted=accepted, now=now)
            return redirect(purchase.redirect_url)
    except Refusal as refusal:
        if refusal.code in {"provider-away", "provider-refused"}:
            raise
        form.add_error(_field_of(refusal.code), refusal.sentence)
        return _ask(request, found, person, form, now, status=422)
    changed = "confirm" in request.POST
    context = {
        **_about(found, now),
        "form": form,
        "wish": wish,
        "quoted": quoted,
        "rows": quote_rows(quoted, found.zone),
        "policy": _policy(found, quoted, now),
        "changed": changed,
        "country": wording.country(wish.billing.country),
    }
    return render(
        request, "storefront/company_review.html", context, status=409 if changed else 200
    )


def _ask(
    request: HttpRequest,
    found: Session,
    person: User,
    form: CompanyForm,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    told = facts(found, now, Buyer.COMPANY)
    context = {
        **_about(found, now),
        "form": form,
        "facts": told,
        "open": told.can_book or bool(form.data) or "voucher" in request.GET,
    }
    return render(request, "storefront/company_booking.html", context, status=status)


def _about(found: Session, now: datetime) -> dict[str, Any]:
    ways = ways_of(found)
    return {
        "session": found,
        "course": found.course,
        "ways": ways,
        "no_invoice": why_not_on_invoice(found, now),
        "pay_by": last_day(found, ways, now),
        "change_until": _change_until(found, ways),
        "hold_minutes": settings.PAYMENT_HOLD_MINUTES,
        "most": settings.COMPANY_MOST_PLACES,
        "now": now,
    }


def _change_until(found: Session, ways: Ways) -> str:
    return by(change_until(found, ways), found.zone)


def _policy(found: Session, quoted: Quote, now: datetime) -> list[Any]:
    """Return the cancellation policy with the sums of all the places."""
    if quoted.is_free:
        return []
    steps = dated(found.prices.steps(), found.starts_local, found.zone, quoted.total_minor)
    return policy_lines(steps, quoted.currency, found.zone, now)


def _form(request: HttpRequest, found: Session, person: User, now: datetime) -> CompanyForm:
    return CompanyForm(
        request.POST if request.method == "POST" else None,
        versions=legal.to_text(legal.in_force(now)),
        no_invoice=why_not_on_invoice(found, now),
        initial=_known(person) | {"code": request.GET.get("voucher", "")},
    )


def _known(person: User) -> dict[str, Any]:
    """Return the particulars of the company's last order, or what is known of the person."""
    last = (
        OrderBilling.objects.filter(order__buyer=person)
        .exclude(company="")
        .order_by("-order__pk")
        .first()
    )
    if last is None:
        return {"name": person.name}
    return {name: getattr(last, name) for name in REMEMBERED}


def _field_of(code: str) -> str | None:
    """Return the field that a refusal is about, so that its sentence stands there."""
    if code.startswith("voucher-"):
        return "code"
    return {
        "too-few-free": "number",
        "bad-number": "number",
        "has-place": "one_is_mine",
        "too-many-unpaid": "paying",
    }.get(code)
