"""One company's order at the desk: who is on its places, its invoice, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.status import status
from courses.companies.converting import confirm_now
from courses.companies.reading import PlaceRow, rows_of
from courses.companies.status import CompanyFacts, CompanyState, company_state
from courses.enrolment.models import Enrolment, EnrolmentState, Place, PlaceState
from courses.office.company import words
from courses.office.company.finding import company_order
from courses.office.company.forms import AddressForm
from courses.orders.balance import Balance, balance
from courses.orders.companies import Paying
from courses.orders.models import Order
from courses.orders.unpaid import release_at
from courses.payment import bill_ending
from courses.payment.bill_models import ProviderInvoice
from courses.payment.models import PaymentAttempt
from courses.payment.providers.contract import ProviderAway
from courses.pricing.wording import by

OVER = {"over", "cancelled"}


@dataclass(frozen=True)
class StaffRow:
    """One place as staff see it: with the person who takes part on it, whatever they were told."""

    row: PlaceRow
    enrolment: Enrolment | None


@requires(Right.RUN_COURSES)
@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a company's order."""
    return show(request, company_order(ref))


@requires(Right.RUN_COURSES)
@require_POST
def confirmation(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm the places before their money is here."""
    found = company_order(ref)
    number = confirm_now(found, actor=signed_in(request), now=clock.now())
    messages.success(
        request,
        ngettext("%s place is confirmed.", "%s places are confirmed.", number) % number,
    )
    return redirect("desk-company", found.ref)


@requires(Right.CANCEL_PLACES)
@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Give back places whose invoice nobody paid, and the invoice with them."""
    found = company_order(ref)
    try:
        gone = bill_ending.let_go(found, now=clock.now(), by_staff=signed_in(request))
    except ProviderAway:
        messages.error(
            request,
            _(
                "The payment service does not answer, so the places are kept. Try again in a minute."
            ),
        )
    else:
        if gone:
            messages.success(request, _("The places went back, and the invoice with them."))
        else:
            messages.error(request, _("Money came for this order, so its places are kept."))
    return redirect("desk-company", found.ref)


def show(request: HttpRequest, found: Order, wrong: tuple[str, Form] | None = None) -> HttpResponse:
    """Show the page of an order.

    Args:
        wrong: the reference of a place whose form was filled in wrongly, and that form.
    """
    now = clock.now()
    money = balance(found)
    places = list(Place.objects.filter(lines__order=found).distinct())
    rows = rows_of(found)
    session_status = status(found.session, now)
    context = {
        "order": found,
        "session": found.session,
        "state": words.STATES[_state(found, places, money)],
        "paying": words.PAYING[found.company.paying],
        "check": words.CHECKS.get(found.billing.vat_check, words.CHECKS[""]),
        "rows": _with_people(rows),
        "held": sum(place.state == PlaceState.HELD for place in places),
        "free": sum(row.is_free for row in rows),
        "balance": money,
        "bills": [
            (bill, words.BILLS[bill.state])
            for bill in ProviderInvoice.objects.filter(order=found).select_related("document")
        ],
        "managers": found.managers.order_by("pk"),
        "change_until": by(found.company.change_until_at, found.session.zone),
        "goes_at": release_at(found) if money.open_minor else None,
        "is_over": session_status in OVER,
        "on_invoice": found.company.paying == Paying.INVOICE,
        "can_release": found.company.paying == Paying.INVOICE
        and money.open_minor > 0
        and not money.received_minor,
        "wrong_place": wrong[0] if wrong else "",
        "form": wrong[1] if wrong else None,
        "address_form": AddressForm(),
    }
    return render(request, "office/company/order.html", context, status=422 if wrong else 200)


def _state(found: Order, places: list[Place], money: Balance) -> CompanyState:
    attempt = PaymentAttempt.objects.filter(order=found).order_by("-number").first()
    facts = CompanyFacts(
        places={place.state for place in places},
        on_invoice=found.company.paying == Paying.INVOICE,
        attempt_state=attempt.state if attempt else "",
        held_until=next((place.held_until for place in places if place.held_until), None),
        received_minor=money.received_minor,
        open_minor=money.open_minor,
        refund_promised=bool(money.promised_minor or money.returned_minor),
    )
    return company_state(facts, clock.now())


def _with_people(rows: list[PlaceRow]) -> list[StaffRow]:
    taken: dict[Any, Enrolment] = {
        enrolment.place_id: enrolment
        for enrolment in Enrolment.objects.filter(
            place__in=[row.place.pk for row in rows], state=EnrolmentState.ACTIVE
        ).select_related("person")
    }
    return [StaffRow(row, taken.get(row.place.pk)) for row in rows]
