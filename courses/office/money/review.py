"""The queue of what needs a look: one act that settles each, or a note."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.office.answering import act as answer
from courses.office.money.forms import NoteForm
from courses.office.money.frame import frame
from courses.payment import review as rules
from courses.payment.models import Dispute, ReviewItem
from courses.payment.providers.contract import ProviderAway
from courses.payment.resolving import resolve
from courses.payment.review_kinds import act_of, kind_of

A_PAGE = 25
OPEN, CLOSED = "", "closed"


@requires(Right.SEE_MONEY)
@require_safe
def reviews(request: HttpRequest) -> HttpResponseBase:
    """List what needs a look, oldest first; with ``?show=closed`` what was done, newest first."""
    person = signed_in(request)
    show = CLOSED if request.GET.get("show") == CLOSED else OPEN
    items = ReviewItem.objects.select_related("order", "closed_by")
    if show == CLOSED:
        items = items.exclude(closed_at=None).order_by("-closed_at", "-pk")
    else:
        items = items.filter(closed_at=None).order_by("raised_at", "pk")
    page = Paginator(items, A_PAGE).get_page(request.GET.get("page"))
    pages = _dispute_pages(list(page))
    context = {
        **frame(person),
        "page": page,
        "rows": [(item, kind_of(item), _acts(item, person), pages.get(item.pk)) for item in page],
        "show": show,
        "shows": [(OPEN, _("Open")), (CLOSED, _("Closed"))],
    }
    return render(request, "office/money/reviews.html", context)


@requires(Right.SEE_MONEY)
@require_POST
def review_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an item with what was done about it."""
    item = get_object_or_404(ReviewItem, pk=pk)
    outcome = request.POST.get("outcome", "").replace("\0", "").strip()[:500]
    if not outcome:
        messages.error(request, _("Say in a few words what was done, then close the item."))
    else:
        rules.close_item(item, signed_in(request), outcome)
        messages.success(request, _("The item is closed."))
    return redirect("desk-reviews")


@requires(Right.SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def review_act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Do one of the acts of an item's kind, after a page that says what it means."""
    item = get_object_or_404(ReviewItem.objects.select_related("order"), pk=pk)
    chosen = act_of(item, slug)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if chosen.needs_note:
        form.fields["note"].required = True
        form.fields["note"].label = _("The bank's reference")
        form.fields["note"].help_text = str(chosen.needs_note)

    def verb() -> str:
        try:
            resolve(item, chosen, actor=signed_in(request), note=form.cleaned_data["note"])
        except ProviderAway as error:
            raise Refusal(
                _(
                    "The payment service does not answer, so nothing was done. Try again in a minute."
                ),
                code="provider-away",
            ) from error
        return (
            reverse("desk-order", args=[item.order.ref]) if item.order else reverse("desk-reviews")
        )

    return answer(
        request,
        form,
        verb,
        template="office/money/review_act.html",
        context={**frame(signed_in(request)), "item": item, "kind": kind_of(item), "act": chosen},
        done=_("Done, and the item is closed."),
    )


def _acts(item: ReviewItem, person: User) -> list[Any]:
    """Return the acts of an open item that the person may do."""
    if item.closed_at:
        return []
    return [act for act in kind_of(item).acts if all(person.may(right) for right in act.rights)]


def _dispute_pages(items: list[ReviewItem]) -> dict[int, str]:
    """Return the evidence page of each item that is about a dispute; one query."""
    refs = {
        item.pk: item.subject.partition(":")[2]
        for item in items
        if item.subject.startswith("dispute:")
    }
    known = set(Dispute.objects.filter(ref__in=refs.values()).values_list("ref", flat=True))
    return {pk: reverse("desk-dispute", args=[ref]) for pk, ref in refs.items() if ref in known}
