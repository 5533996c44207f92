"""The roster of a session: who is in, how they paid, whether they came; and places by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.companies.reading import companies_in
from courses.enrolment import waiting
from courses.enrolment.models import Enrolment, EnrolmentState, Waiting
from courses.office import csvfiles
from courses.office.answering import act
from courses.office.forms import RefundForm, minor_or_refuse
from courses.office.place_forms import HandForm
from courses.office.sessions import found, frame, person_by_email, plain
from courses.orders.cancellation import cancel_by_staff, offer_to_staff
from courses.orders.giving import Settlement, enrol_by_hand
from courses.orders.models import LedgerEntry, OrderLine
from courses.pricing.models import PriceList
from courses.webinars.models import Attendance

HEAD = (
    "name", "email", "alias", "state", "order", "total_minor", "kept_minor", "currency", "webinars",
    "company",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One enrolment with what the coordinator needs to know of it.

    The sums are those of the whole order, which for a ``company`` covers several places;
    ``is_first`` tells the row on which they stand, so that a column of them adds up.
    """

    enrolment: Enrolment
    order_ref: str
    order_number: str
    total_minor: int
    kept_minor: int
    currency: str
    company: str
    webinars_attended: int
    is_first: bool


def rows_of(session: Session) -> list[Row]:
    """Return the roster in the order of people's names; a constant number of queries."""
    enrolments = list(
        Enrolment.objects.filter(session=session)
        .select_related("person", "place")
        .order_by("state", "person__name", "pk")
    )
    lines = (
        OrderLine.objects.filter(place__in=[row.place_id for row in enrolments])
        .select_related("order__billing", "order__company")
        .order_by("-position")
    )
    orders = {line.place_id: line.order for line in lines}
    entries = LedgerEntry.objects.filter(order__session=session).exclude(kind="fee")
    kept = dict(entries.values_list("order").annotate(Sum("amount_minor")).order_by())
    came: dict[int, set[int]] = defaultdict(set)
    evidence = Attendance.objects.filter(webinar__session=session).exclude(minutes=0)
    for person_id, webinar_id in evidence.values_list("person_id", "webinar_id"):
        came[person_id].add(webinar_id)
    first: dict[int, int] = {}
    for enrolment in enrolments:
        if order := orders.get(enrolment.place_id):
            first.setdefault(order.pk, enrolment.pk)
    return [
        Row(
            enrolment=enrolment,
            order_ref=order.ref if order else "",
            order_number=order.number if order else "",
            total_minor=order.total_minor if order else 0,
            kept_minor=kept.get(order.pk, 0) if order else 0,
            currency=order.currency if order else "",
            company=order.billing.company if order and hasattr(order, "company") else "",
            webinars_attended=len(came[enrolment.person_id]),
            is_first=order is None or first[order.pk] == enrolment.pk,
        )
        for enrolment in enrolments
        for order in [orders.get(enrolment.place_id)]
    ]


@requires(Right.RUN_COURSES)
@require_safe
def roster(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show who is in a session."""
    session = found(ref)
    everybody = rows_of(session)
    context = {
        **frame(session, "roster"),
        "active": [row for row in everybody if row.enrolment.state == EnrolmentState.ACTIVE],
        "ended": [row for row in everybody if row.enrolment.state == EnrolmentState.ENDED],
        "companies": companies_in(session),
        "waiting": Waiting.objects.filter(session=session, state__in=waiting.OPEN).count(),
    }
    return render(request, "office/roster.html", context)


@requires(Right.RUN_COURSES)
@require_safe
def roster_csv(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Send the roster as CSV; text that a spreadsheet would run is defused."""
    session = found(ref)
    return csvfiles.send(f"roster-{session.slug}.csv", HEAD, map(_csv_row, rows_of(session)))


def _csv_row(row: Row) -> list[object]:
    person = row.enrolment.person
    return [
        person.name, person.email or "", row.enrolment.alias, row.enrolment.state,
        row.order_number, row.total_minor if row.is_first else "",
        row.kept_minor if row.is_first else "", row.currency, row.webinars_attended,
        row.company,
    ]  # fmt: skip


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def place_by_hand(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a person a place by hand."""
    session = found(ref)
    form = HandForm(request.POST or None)

    def verb() -> str:
        data = form.cleaned_data
        enrol_by_hand(
            session,
            person_by_email(data["email"]),
            settlement=Settlement(data["settlement"]),
            actor=signed_in(request),
            now=clock.now(),
            amount_minor=_sum(session, data["amount"]),
            reference=data["reference"],
            pay_by_on=data["pay_by_on"],
            release_unpaid=data["release_unpaid"],
        )
        return reverse("desk-roster", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/by_hand.html",
        context=frame(session, "roster"),
        done=_("The person is enrolled and gets a letter."),
    )


def _sum(session: Session, typed: str) -> int | None:
    """Return a typed sum in the session's currency; None for the price of today."""
    if not typed.strip():
        return None
    prices = PriceList.objects.filter(session=session).first()
    return minor_or_refuse(typed, prices.currency) if prices else None


@requires(Right.CANCEL_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, ref: str) -> HttpResponse:
    """Cancel an enrolment for the organiser; the policy's sum is proposed and can be changed."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("session__course", "person", "place"), ref=ref
    )
    session = enrolment.session
    reckoning = offer_to_staff(enrolment, clock.now())
    currency = reckoning.currency
    form = RefundForm(
        request.POST or None, initial={"amount": plain(reckoning.refund_minor, currency)}
    )

    def verb() -> str:
        actor = signed_in(request)
        refund = minor_or_refuse(form.cleaned_data["amount"], currency)
        if refund and not actor.may(Right.REFUND):
            raise Refusal(
                _("You may not send refunds. Ask somebody who may, or send nothing back."),
                code="may-not-refund",
            )
        cancel_by_staff(enrolment, actor=actor, now=clock.now(), refund_minor=refund)
        return reverse("desk-roster", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/removal.html",
        context={**frame(session, "roster"), "enrolment": enrolment, "reckoning": reckoning},
        done=_("The place was cancelled; what is owed goes back by itself."),
    )
