"""Letters at the desk: what waits, what was put aside and why; no words, no secret ones."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters import outage, suppression
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import TOPIC
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser
from courseplatform.people.roles import Right

A_PAGE = 50
FAULTS = {
    "address": gettext_lazy("Address refused"),
    "content": gettext_lazy("Letter refused"),
    "policy": gettext_lazy("We are refused"),
    "deferred": gettext_lazy("Given up after two days"),
    "lost": gettext_lazy("No answer, several times"),
    "suppressed": gettext_lazy("Letters there come back"),
    "template": gettext_lazy("Could not be written"),
}
technical = requires(Right.SEE_TECHNICAL)


@technical
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Show how the outbox stands, and the letters put aside, newest first."""
    aside = Letter.objects.filter(state="failed", secret=False).order_by("-created_at", "-id")
    now = clock.now()
    waiting = Letter.objects.filter(state__in=["waiting", "taken"], secret=False).aggregate(
        count=Count("pk"), oldest=Min("created_at")
    )
    page = Paginator(aside, A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "waiting": waiting,
        "outage": outage.current(),
        "page": page,
        "rows": [(letter, FAULTS.get(letter.fault, letter.fault)) for letter in page],
        "now": now,
        "zone": signed_in(request).zone or Organiser.current().zone,
    }
    return render(request, "letters/pages/desk.html", facts)


@technical
@require_POST
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a letter that was set aside back into the outbox, for the mended address or template."""
    letter = get_object_or_404(Letter, ref=ref, secret=False)
    send_again(letter)
    audit.record(signed_in(request), "letter.sent-again", f"letter:{letter.ref}")
    messages.success(request, _("The letter is back in the outbox."))
    return redirect("desk-letters")


def send_again(letter: Letter) -> None:
    """Put a failed letter back; its address is no longer suppressed.

    Raises:
        Refusal: it was sent or put back meanwhile, or its address was erased.
    """
    changed = (
        Letter.objects.filter(pk=letter.pk, state="failed", secret=False)
        .exclude(address="")
        .update(
            state="waiting",
            created_at=clock.now(),
            send_after=clock.now(),
            losses=0,
            fault="",
            error="",
        )
    )
    if not changed:
        raise Refusal(
            _("This letter cannot be sent again: it is on its way, or its address is gone."),
            code="not-aside",
            next_url="/desk/letters/",
        )
    suppression.lift(letter.address)
    wake(TOPIC)
