"""Giving one's place back: what it means line by line, then one press."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.enrolment.models import Enrolment
from courses.orders import cancellation
from courses.orders.giving_back import order_of
from courses.orders.terms import Terms
from courses.orders.wording import basis_sentence, reckoning_rows
from courses.pricing.wording import policy_lines, until


class ShownForm(forms.Form):
    """The sum that the page showed, so that nothing else is done than what was seen."""

    refund_minor = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def cancelling(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what cancelling means now; on POST do it exactly so. Strangers get 404."""
    person = signed_in(request)
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(person).select_related("session__course", "place", "person"),
        ref=ref,
    )
    order = order_of(enrolment.place)
    now = clock.now()
    changed = None
    if request.method == "POST":
        form = ShownForm(request.POST)
        if form.is_valid():
            try:
                shown = form.cleaned_data["refund_minor"]
                cancellation.cancel(enrolment, actor=person, now=now, expected_minor=shown)
            except Refusal as refusal:
                if refusal.code != "terms-moved":
                    raise
                changed = refusal
            else:
                messages.success(request, _("Your place is cancelled."))
                return redirect(order)
    reckoning = cancellation.offer(enrolment, now)
    terms = Terms.from_json(order.terms)
    context = {
        "enrolment": enrolment,
        "session": enrolment.session,
        "course": enrolment.session.course,
        "order": order,
        "reckoning": reckoning,
        "rows": reckoning_rows(reckoning.to_json()),
        "why": basis_sentence(reckoning.basis),
        "policy": policy_lines(terms.steps, order.currency, terms.zone, now),
        "terms": terms,
        "holds_until": until(reckoning.until_at, terms.zone) if reckoning.until_at else "",
        "form": ShownForm(initial={"refund_minor": reckoning.refund_minor}),
        "changed": changed,
        "now": now,
    }
    return render(request, "storefront/cancelling.html", context, status=409 if changed else 200)
