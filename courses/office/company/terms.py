"""How companies may buy places of a session: the installation's settings, or the session's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.companies.ways import change_until, last_day, set_ways, ways_of
from courses.office.answering import act
from courses.office.company.forms import WaysForm
from courses.office.sessions import found, frame
from courses.orders.companies import CompanyTerms
from courses.pricing.wording import by


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest, ref: str) -> HttpResponse:
    """Show and set how companies buy places of a session; orders keep what they were made on."""
    session = found(ref)
    own = CompanyTerms.objects.filter(session=session).first() or CompanyTerms()
    form = WaysForm(request.POST or None, initial=WaysForm.initial_of(own))

    def verb() -> str:
        set_ways(session, actor=signed_in(request), **form.cleaned_data)
        return reverse("desk-session-companies", args=[session.ref])

    now_so = ways_of(session)
    return act(
        request,
        form,
        verb,
        template="office/company/ways.html",
        context={
            **frame(session, "prices"),
            "ways": now_so,
            "pay_by": last_day(session, now_so, clock.now()),
            "change_until": by(change_until(session, now_so), session.zone),
        },
        done=_("Set. Orders keep what they were made under."),
    )
