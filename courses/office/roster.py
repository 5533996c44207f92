"""The roster of a session: who is in, how they paid, whether they came; and places by hand."""

from __future__ import annotations

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
from courses.enrolment.models import Enrolment, Waiting
from courses.office import csvfiles
from courses.office.answering import act
from courses.office.forms import RefundForm, minor_or_refuse
from courses.office.place_forms import HandForm
from courses.office.roster_rows import Row, RowState, rows_of
from courses.office.sessions import found, frame, person_by_email, plain
from courses.orders.cancellation import cancel_by_staff, offer_to_staff
from courses.orders.giving import Settlement, enrol_by_hand
from courses.pricing.models import PriceList

HEAD = (
    "name", "email", "alias", "state", "order", "total_minor", "kept_minor", "currency", "webinars",
    "company", "link_sent_to",
)  # fmt: skip


@requires(Right.RUN_COURSES)
@require_safe
def roster(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show who is in a session."""
    session = found(ref)
    everybody = rows_of(session)
    context = {
        **frame(session, "roster"),
        "active": [row for row in everybody if row.state == RowState.ACTIVE],
        "not_claimed": [row for row in everybody if row.state == RowState.NOT_CLAIMED],
        "over": [row for row in everybody if row.state in {RowState.ENDED, RowState.GIVEN_BACK}],
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
    enrolment, order, sums = row.enrolment, row.order, row.sums
    person = enrolment.person if enrolment else None
    return [
        person.name if person else "", (person.email if person else "") or "",
        enrolment.alias if enrolment else "", row.state.value, order.number if order else "",
        sums.total_minor if sums else "", sums.kept_minor if sums else "",
        order.currency if order else "", row.webinars_attended if enrolment else "",
        row.company, row.sent_to,
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
