"""One order at the desk: what happened to it, its money, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.money import MoneyError, parse
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.invoicing.models import Document
from courses.office.answering import act
from courses.office.forms import minor_or_refuse
from courses.office.money import words
from courses.office.money.evidence import accepted_pages
from courses.office.money.forms import SEND, HandForm, RefundForm
from courses.office.money.frame import frame
from courses.office.money.timeline import timeline
from courses.office.sessions import plain
from courses.orders.balance import balance
from courses.orders.companies import company_of
from courses.orders.giving_back import reckon_place
from courses.orders.models import LedgerEntry, Order, RefundOwed, RefundRoute, RefundState
from courses.orders.refunding import pay_by_hand, refund_part, refuse_too_much
from courses.orders.terms import Terms
from courses.orders.wording import order_rows
from courses.payment import review, standing
from courses.payment.asking import ask_about
from courses.payment.models import Dispute, Refund, ReviewItem
from courses.payment.providers.contract import ProviderAway

TO_PAY = [RefundState.OWED, RefundState.FAILED]


@requires(Right.SEE_MONEY)
@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show one order with its line of time, its ledger, refunds, disputes and documents."""
    shown = _found(ref)
    shared = frame(signed_in(request))
    (row,) = standing.listed([shown], clock.now())
    company = company_of(shown)
    context = {
        **shared,
        "order": shown,
        "state": words.STATES[row.state],
        "balance": row.money,
        "rows": order_rows(shown, shown.lines.all()),
        "terms": Terms.from_json(shown.terms),
        "accepted": accepted_pages(shown),
        "happenings": timeline(shown, shared["zone"]),
        "entries": _entries(shown),
        "debts": _debts(shown),
        "refunds": [
            (refund, words.word(words.REFUNDS, refund.state))
            for refund in Refund.objects.filter(order=shown).order_by("pk")
        ],
        "disputes": [
            (one, words.dispute_word(one.status), words.dispute_tone(one.status))
            for one in _disputes(shown)
        ],
        "items": ReviewItem.objects.filter(order=shown, closed_at=None).order_by("raised_at"),
        "documents": Document.objects.filter(order=shown).defer("snapshot").order_by("issued_at"),
        "company": company,
        "enrolments": [] if company else _taking_part(shown),
        "lost_before": _lost_before(shown),
    }
    return render(request, "office/money/order.html", context)


@requires(Right.SEE_MONEY)
@require_POST
def order_sync(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the payment service about everything of an order, and apply what it says."""
    shown = get_object_or_404(Order, ref=ref)
    try:
        ask_about(shown)
        messages.success(request, _("The order is as the payment service says."))
    except ProviderAway:
        messages.error(request, _("The payment service does not answer. Try again in a minute."))
    return redirect("desk-order", shown.ref)


@requires(Right.REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def order_refund(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a part of an order's money back while the place stays; shown once more before it goes."""
    shown = _found(ref)
    money, policy = balance(shown), reckon_place(shown, shown.session, clock.now())
    initial = {
        "amount": plain(policy.refund_minor or money.refundable_minor, shown.currency),
        "left_minor": money.refundable_minor,
    }
    form = RefundForm(request.POST or None, initial=initial)
    context = {
        "order": shown,
        "balance": money,
        "policy": policy,
        "why": words.word(words.BASES, policy.basis),
    }
    if request.method == "POST" and form.is_valid() and not form.is_sent:
        checked = _checked(form, shown, context)
        if checked:
            return render(request, "office/money/refund_check.html", checked)

    def verb() -> str:
        amount = minor_or_refuse(form.cleaned_data["amount"], shown.currency)
        refund_part(
            shown, amount, actor=signed_in(request), left_minor=form.cleaned_data["left_minor"]
        )
        return reverse("desk-order", args=[shown.ref])

    return act(
        request,
        form,
        verb,
        template="office/money/refund.html",
        context=context,
        done=_("The refund is on its way; the buyer gets a letter and a credit note."),
    )


@requires(Right.REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def order_by_hand(request: HttpRequest, ref: str, owed_ref: str) -> HttpResponse:
    """Record that staff paid a refund by transfer."""
    shown = _found(ref)
    owed = get_object_or_404(RefundOwed, order=shown, ref=owed_ref)
    form = HandForm(request.POST or None)

    def verb() -> str:
        actor, now = signed_in(request), clock.now()
        pay_by_hand(owed, reference=form.cleaned_data["reference"], actor=actor, now=now)
        for kind in ("refund-elsewhere", "refund-failed", "refund-refused"):
            review.settle(kind, _("Paid by transfer."), subject__in=_subjects(owed))
        return reverse("desk-order", args=[shown.ref])

    return act(
        request,
        form,
        verb,
        template="office/money/by_hand.html",
        context={"order": shown, "owed": owed},
        done=_("The payment is in the ledger."),
    )


def _found(ref: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("buyer", "session__course", "billing"), ref=ref
    )


def _taking_part(shown: Order) -> QuerySet[Enrolment]:
    mine = Enrolment.objects.filter(place__lines__order=shown, state=EnrolmentState.ACTIVE)
    return mine.select_related("person").distinct()


def _checked(form: RefundForm, shown: Order, context: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the page that asks once more shows; None when the sum cannot be."""
    try:
        amount = parse(form.cleaned_data["amount"], shown.currency)
        refuse_too_much(shown, amount)
    except MoneyError:
        return None
    if amount <= 0:
        return None
    again = RefundForm(initial={**form.cleaned_data, "step": SEND})
    return {**context, "form": again, "amount_minor": amount}


def _entries(shown: Order) -> list[tuple[LedgerEntry, str, str]]:
    found = LedgerEntry.objects.filter(order=shown).order_by("occurred_at", "pk")
    return [
        (entry, words.word(words.ENTRIES, entry.kind), words.word(words.SOURCES, entry.source))
        for entry in found
    ]


def _debts(shown: Order) -> list[tuple[RefundOwed, str, str, str, bool]]:
    """Return what is or was owed: its reason, state and tone, and whether staff may pay it by hand."""
    return [
        (
            debt,
            words.word(words.REASONS, debt.reason),
            words.word(words.DEBTS, debt.state),
            words.DEBT_TONES.get(debt.state, ""),
            debt.state == RefundState.FAILED
            or (debt.state == RefundState.OWED and debt.route == RefundRoute.HAND),
        )
        for debt in RefundOwed.objects.filter(order=shown).order_by("pk")
    ]


def _disputes(shown: Order) -> list[Dispute]:
    mine = Q(order=shown) | Q(attempt__order=shown)
    return list(Dispute.objects.filter(mine).order_by("opened_at", "pk"))


def _lost_before(shown: Order) -> int:
    """Return how many disputes about other orders this buyer has won against us."""
    others = Dispute.objects.filter(order__buyer=shown.buyer_id, status="lost")
    return others.exclude(order=shown).count()


def _subjects(owed: RefundOwed) -> list[str]:
    refunds = owed.refunds.values_list("ref", flat=True)
    return [f"owed:{owed.ref}", *(f"refund:{ref}" for ref in refunds)]
