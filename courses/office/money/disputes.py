"""Disputes: the list, and one with everything that can be said to the bank."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser
from courseplatform.people.roles import Right
from courses.office.money import evidence_pdf, words
from courses.office.money.evidence import gather
from courses.office.money.frame import frame
from courses.payment.dispute_status import waits_for_us
from courses.payment.models import Dispute

A_PAGE = 50
PARTS = ("order__session__course", "order__buyer", "order__billing", "attempt__order__session")


@requires(Right.SEE_MONEY)
@require_safe
def disputes(request: HttpRequest) -> HttpResponseBase:
    """List disputes, newest first."""
    found = Dispute.objects.select_related("order__buyer", "order__session__course")
    page = Paginator(found.order_by("-opened_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(signed_in(request)),
        "page": page,
        "rows": [
            (one, words.dispute_word(one.status), words.dispute_tone(one.status)) for one in page
        ],
    }
    return render(request, "office/money/disputes.html", context)


@requires(Right.SEE_MONEY)
@require_safe
def dispute(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show one dispute with the evidence, on one page that can be printed."""
    found = get_object_or_404(Dispute.objects.select_related(*PARTS), ref=ref)
    zone = Organiser.current().zone
    context = {
        **frame(signed_in(request)),
        "dispute": found,
        "state": (words.dispute_tone(found.status), words.dispute_word(found.status)),
        "waits": waits_for_us(found.status),
        "evidence": gather(found, zone),
        "now": clock.now(),
        "house_zone": zone,
    }
    return render(request, "office/money/dispute.html", context)


@requires(Right.SEE_MONEY)
@require_safe
def dispute_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the evidence as a file; what is told to whom leaves a trace."""
    found = get_object_or_404(Dispute.objects.select_related(*PARTS), ref=ref)
    organiser, now = Organiser.current(), clock.now()
    content = evidence_pdf.render(
        gather(found, organiser.zone), organiser.legal_name or organiser.name, now, organiser.zone
    )
    audit.record(signed_in(request), "evidence.downloaded", f"dispute:{found.ref}")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{found.order.number}.pdf"'
    return answer
