"""A session's prices and terms: changed at the desk, looked at line by line first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.enrolment.models import Place, PlaceState
from courses.office.session_forms import STEPS, TermsForm
from courses.office.sessions import found, frame, plain
from courses.pricing.models import PriceList
from courses.pricing.prices import draft_price, set_price
from courses.pricing.quote import Buyer, quote
from courses.pricing.refunds import dated, last_instant
from courses.pricing.wording import PolicyLine, Row, by, policy_lines, quote_rows


@dataclass(frozen=True)
class Preview:
    """What people would pay, and what would come back, under one price list.

    Attributes:
        prices: heading and rows, for each kind of buyer and time that pays another sum.
        policy: the policy for what a person pays now, with real dates.
        move_until: the last moment for moving to another session in words; empty for none.
    """

    prices: list[tuple[str, list[Row]]]
    policy: list[PolicyLine]
    move_until: str
    currency: str


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest, ref: str) -> HttpResponse:
    """Change prices and terms; "Show what people pay" shows them without storing anything."""
    session = found(ref)
    now = clock.now()
    current = PriceList.objects.filter(session=session).first()
    form = TermsForm(request.POST or None, initial=_initial(current))
    shown = current
    if request.method == "POST" and form.is_valid():
        try:
            shown = draft_price(session, **form.terms())
            if "preview" not in request.POST:
                set_price(session, actor=signed_in(request), **form.terms())
                messages.success(
                    request, _("The prices are set. Orders keep what they were made under.")
                )
                return redirect("desk-session", session.ref)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    context: dict[str, Any] = {
        **frame(session, "prices"),
        "form": form,
        "preview": preview(session, shown, now) if shown else None,
        "is_draft": shown is not current,
        "paying": Place.objects.filter(session=session, state=PlaceState.HELD).count(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "office/prices.html", context, status=status)


def preview(session: Session, shown: PriceList, now: datetime) -> Preview:
    """Return what people would pay under a price list, whether it is stored or not."""
    terms, zone = shown.terms(), session.zone
    person = quote(terms, now)
    rows = [(_("A person, now"), quote_rows(person, zone))]
    ends = shown.early_bird_until_at
    if ends is not None and now < ends:
        rows.append((_("A person, after the early price"), quote_rows(quote(terms, ends), zone)))
    company = quote(terms, now, buyer=Buyer.COMPANY)
    rows.append((_("A company"), quote_rows(company, zone)))
    steps = dated(shown.steps(), session.starts_local, zone, person.total_minor)
    last = last_instant(shown.transfer_days, session.starts_local, zone)
    return Preview(
        prices=rows,
        policy=[] if person.is_free else policy_lines(steps, shown.currency, zone, now),
        move_until=by(last, zone) if last else "",
        currency=shown.currency,
    )


def _initial(current: PriceList | None) -> dict[str, Any]:
    if current is None:
        return {}
    initial: dict[str, Any] = {
        "currency": current.currency,
        "amount": plain(current.amount_minor, current.currency),
        "early": plain(current.early_bird_minor, current.currency),
        "early_until_local": current.early_bird_until_local,
        "company_net": plain(current.company_net_minor, current.currency),
        "vat_percent": f"{current.vat_bp / 100:g}" if current.vat_bp else "",
        "transfer_days": current.transfer_days,
    }
    for number, step in enumerate(current.steps()[:STEPS], start=1):
        initial[f"days_{number}"] = step.days_before
        initial[f"percent_{number}"] = f"{step.share_bp / 100:g}"
    return initial
