"""A company's places at the desk: a link sent, a person swapped, free ones given back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.companies import giving_back as verb
from courses.companies import linking, swapping
from courses.enrolment import claiming
from courses.enrolment.models import Claim, ClaimState, Enrolment, EnrolmentState
from courses.office.company.finding import company_order, company_place
from courses.office.company.forms import AddressForm, NumberForm
from courses.office.company.page import show
from courses.orders.models import Order
from courses.orders.reckoning import Basis
from courses.orders.wording import basis_sentence, company_lines


@requires(Right.RUN_COURSES)
@require_POST
def link(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a free place's link to an address, or make the link anew."""
    order, place = company_place(ref)
    claim = Claim.objects.filter(place=place, state=ClaimState.OPEN).first()
    if claim is None:
        raise Refusal(_("This place is no longer free."), code="claim-gone")
    if "renew" in request.POST:
        claiming.renew(claim)
        messages.success(request, _("The link is a new one; the old one works no more."))
    else:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return show(request, order, wrong=(place.ref, form))
        linking.send_link(order, claim, form.cleaned_data["email"].lower(), clock.now())
        messages.success(request, _("The link is on its way."))
    audit.record(signed_in(request), "company-place.link", f"order:{order.ref}", place=place.ref)
    return redirect("desk-company", order.ref)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, ref: str) -> HttpResponse:
    """Free a taken place for somebody else; staff may until the session is over."""
    order, place = company_place(ref)
    enrolment = Enrolment.objects.filter(place=place, state=EnrolmentState.ACTIVE).first()
    if enrolment is None:
        raise Http404
    if request.method == "POST":
        swapping.swap_out(order, place, actor=signed_in(request), now=clock.now(), by_staff=True)
        messages.success(request, _("The place is free. Send its link to whoever comes instead."))
        return redirect("desk-company", order.ref)
    context = {"order": order, "session": order.session, "place": place, "enrolment": enrolment}
    return render(request, "office/company/swap.html", context)


@requires(Right.CANCEL_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def giving_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Give free places back under the order's terms: the sums first, then exactly those."""
    order = company_order(ref)
    free = len(verb.unclaimed(order))
    form = NumberForm(request.POST or request.GET or None)
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            return _give_back(request, order, form)
        except Refusal as refusal:
            if refusal.code != "terms-moved":
                raise
            changed = refusal
    wanted = form.cleaned_data["number"] if form.is_bound and form.is_valid() else 1
    offered = verb.offer(order, min(wanted, max(free, 1)), clock.now())
    context = {
        "order": order,
        "session": order.session,
        "free": free,
        "number": len(offered.places),
        "giving": offered.giving,
        "rows": company_lines(offered.giving.to_json(), for_desk=True),
        "why": basis_sentence(offered.basis, for_desk=True) if offered.basis != Basis.FREE else "",
        "form": form,
        "changed": changed,
    }
    return render(
        request, "office/company/giving_back.html", context, status=409 if changed else 200
    )


def _give_back(request: HttpRequest, order: Order, form: NumberForm) -> HttpResponse:
    told, actor = form.cleaned_data, signed_in(request)
    waived, refund = told["waived_minor"] or 0, told["refund_minor"] or 0
    if refund and not actor.may(Right.REFUND):
        raise Refusal(_("You may not send refunds. Ask somebody who may."), code="may-not-refund")
    written = verb.give_back(
        order, told["number"], actor=actor, now=clock.now(), expected=(waived, refund)
    )
    messages.success(
        request,
        ngettext("%s place was given back.", "%s places were given back.", len(written))
        % len(written),
    )
    return redirect("desk-company", order.ref)
