"""The list of orders."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.office.money import finding, words
from courses.office.money.frame import frame
from courses.payment import standing

A_PAGE = 50
MOST_SESSIONS = 100


@requires(Right.SEE_MONEY)
@require_safe
def orders(request: HttpRequest) -> HttpResponseBase:
    """List orders, newest first; search, filters and the page stand in the address."""
    shared = frame(signed_in(request))
    wish = finding.Wish.from_query(request.GET)
    page = Paginator(finding.orders(wish, shared["zone"]), A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, *words.STATES[row.state]) for row in standing.listed(list(page), clock.now())]
    context = {
        **shared,
        "page": page,
        "rows": rows,
        "wish": wish,
        "shows": finding.SHOWS.items(),
        "sessions": finding.sessions_with_orders()[:MOST_SESSIONS],
    }
    return render(request, "office/money/orders.html", context)
