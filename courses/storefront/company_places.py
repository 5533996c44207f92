"""The page on which a company gives its places to people, for the buyer and colleagues."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.catalogue.status import status
from courses.companies import linking, managing, swapping
from courses.companies.delivering import places_path
from courses.companies.reading import PlaceRow, can_change, rows_of
from courses.enrolment import claiming
from courses.enrolment.models import Claim, ClaimState, Place
from courses.orders.models import Order
from courses.pricing.wording import by
from courses.storefront.company_forms import AddressesForm, AddressForm
from courses.storefront.order_page import OVER
from courses.webinars.models import Attendance, Webinar, WebinarState


@require_safe
@private
def company_places(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the places: who took which, and the links of those that are free. Strangers get 404."""
    return _page(request, _order(request, ref))


@require_POST
@private
def company_links(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a link to each address that was given."""
    order = _order(request, ref)
    form = AddressesForm(request.POST)
    if form.is_valid():
        try:
            sent = linking.send_links(order, form.cleaned_data["addresses"], clock.now())
        except Refusal as refusal:
            form.add_error("addresses", refusal.sentence)
        else:
            messages.success(
                request,
                ngettext("%s link is on its way.", "%s links are on their way.", sent) % sent,
            )
            return redirect("company-places", order.ref)
    return _page(request, order, addresses=form)


@require_POST
@private
def company_link(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a free place's link to one address, or make the link anew."""
    order, place = _place(request, ref)
    claim = _claim(place)
    if "renew" in request.POST:
        claiming.renew(claim)
        messages.success(request, _("The link is a new one. Whoever has the old one can't use it."))
        return redirect(f"{places_path(order)}#place-{place.ref}")
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, order, address=(place.ref, form))
    linking.send_link(order, claim, form.cleaned_data["email"].lower(), clock.now())
    messages.success(
        request, _("The link is on its way to %s.") % form.cleaned_data["email"].lower()
    )
    return redirect(f"{places_path(order)}#place-{place.ref}")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def company_swap(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a taken place to somebody else: say what follows, then do it."""
    order, place = _place(request, ref)
    row = next((one for one in rows_of(order) if one.place.pk == place.pk), None)
    if row is None or not row.person_id:
        raise Http404
    if request.method == "POST":
        swapping.swap_out(order, place, actor=signed_in(request), now=clock.now())
        messages.success(request, _("The place is free. Send its link to whoever comes instead."))
        return redirect(f"{places_path(order)}#place-{place.ref}")
    context = {
        **_about(order),
        "row": row,
        "can_change": can_change(order, clock.now()),
        "change_until": by(order.company.change_until_at, order.session.zone),
    }
    return render(request, "storefront/company_swap.html", context)


@require_POST
@private
def company_managers(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a colleague look after the places; only the buyer may."""
    order = _own(request, ref)
    form = AddressForm(request.POST, prefix="manager")
    if form.is_valid():
        try:
            managing.add(order, form.cleaned_data["email"], clock.now())
        except Refusal as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(request, _("Your colleague gets a letter that says how."))
            return redirect(f"{places_path(order)}#colleagues")
    return _page(request, order, manager=form)


@require_POST
@private
def company_manager_removal(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Take a colleague off."""
    order = _own(request, ref)
    if managing.remove(order, pk):
        messages.success(request, _("Your colleague sees these places no more."))
    return redirect(f"{places_path(order)}#colleagues")


def _page(
    request: HttpRequest,
    order: Order,
    *,
    addresses: Form | None = None,
    address: tuple[str, Form] | None = None,
    manager: Form | None = None,
) -> HttpResponse:
    now = clock.now()
    rows = rows_of(order)
    is_buyer = order.buyer_id == signed_in(request).pk
    shown = status(order.session, now)
    wrong = addresses or manager or (address[1] if address else None)
    context = {
        **_about(order),
        "rows": rows,
        "came": _presence(order, rows),
        "free": sum(row.is_free for row in rows),
        "taken": sum(row.person_id is not None for row in rows),
        "unsent": sum(row.claim is not None and not row.claim.sent_to for row in rows),
        "is_buyer": is_buyer,
        "is_over": shown in OVER,
        "can_change": can_change(order, now) and shown not in OVER,
        "change_until": by(order.company.change_until_at, order.session.zone),
        "managers": order.managers.order_by("pk") if is_buyer else [],
        "addresses_form": addresses or AddressesForm(),
        "address_form": AddressForm(),
        "wrong_place": address[0] if address else "",
        "wrong_form": address[1] if address else None,
        "manager_form": manager or AddressForm(prefix="manager"),
        "form": wrong,
        "site_url": settings.SITE_URL,
    }
    return render(request, "storefront/company_places.html", context, status=422 if wrong else 200)


def _about(order: Order) -> dict[str, Any]:
    return {"order": order, "session": order.session, "course": order.session.course}


def _presence(order: Order, rows: list[PlaceRow]) -> dict[int, tuple[int, int]]:
    """Return how many of the past webinars people came to, of those who read that this is told."""
    told = [row.person_id for row in rows if row.tells_presence]
    if not told:
        return {}
    past = Webinar.objects.filter(
        session=order.session, state=WebinarState.PLANNED, ends_at__lt=clock.now()
    )
    held = set(past.values_list("pk", flat=True))
    came: dict[int, set[int]] = defaultdict(set)
    evidence = Attendance.objects.filter(webinar__in=held, person__in=told).exclude(minutes=0)
    for person_id, webinar_id in evidence.values_list("person_id", "webinar_id"):
        came[person_id].add(webinar_id)
    return {
        row.number: (len(came[row.person_id]), len(held))
        for row in rows
        if row.tells_presence and row.person_id and held
    }


def _order(request: HttpRequest, ref: str) -> Order:
    """Return an order whose places the person looks after, or raise 404."""
    found = Order.objects.looked_after_by(signed_in(request))
    return get_object_or_404(found.select_related("session__course", "company", "billing"), ref=ref)


def _own(request: HttpRequest, ref: str) -> Order:
    found = Order.objects.visible_to(signed_in(request)).filter(company__isnull=False)
    return get_object_or_404(found.select_related("session__course", "company", "billing"), ref=ref)


def _place(request: HttpRequest, ref: str) -> tuple[Order, Place]:
    """Return a place that the person looks after, with its order, or raise 404."""
    place = get_object_or_404(Place, ref=ref)
    found = Order.objects.looked_after_by(signed_in(request)).filter(lines__place=place)
    order = found.select_related("session__course", "company", "billing", "buyer").first()
    if order is None:
        raise Http404
    return order, place


def _claim(place: Place) -> Claim:
    claim = Claim.objects.filter(place=place, state=ClaimState.OPEN).first()
    if claim is None:
        raise Refusal(
            _("This place was taken, or given back, meanwhile. Reload the page to see it."),
            code="claim-gone",
        )
    return claim
