"""The page behind a claim's link: what the place is, what the company will see, one press."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private
from courseplatform.people.models import User
from courses.companies import pending
from courses.companies.reading import TOLD_PRESENCE, told_of
from courses.enrolment import claiming
from courses.enrolment.models import Claim, Enrolment, EnrolmentState
from courses.orders.giving_back import order_of


@login_not_required
@never_cache
@private
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show a claim to whoever has its link; on POST of a signed-in person, take the place.

    A wrong link, a used one and one that was withdrawn read alike. The page names the company and the
    session and nobody else.
    """
    found = claiming.claim_of(token)
    now = clock.now()
    person = request.user if isinstance(request.user, User) else None
    if found is not None and person is not None and found.person_id == person.pk:
        return _to_room(found)
    if found is None or not claiming.stands(found, now):
        pending.forget(request.session)
        return render(request, "storefront/claim_gone.html", status=404)
    if person is None:
        pending.remember(request.session, token)
    elif request.method == "POST":
        return _take(request, found, person)
    order = order_of(found.place)
    told = told_of(order)
    context = {
        "token": token,
        "company": order.billing.company,
        "session": found.place.session,
        "course": found.place.session.course,
        "tells_presence": TOLD_PRESENCE in told,
        "has_place": person is not None and _has_place(person, found),
        "person": person,
        "address": reverse("claim", args=[token]),
        "now": now,
    }
    return render(request, "storefront/claim.html", context)


def _take(request: HttpRequest, found: Claim, person: User) -> HttpResponse:
    order = order_of(found.place)
    claiming.use(found, person, told_of(order), clock.now())
    pending.forget(request.session)
    messages.success(request, _("The place is yours. A letter with the dates is on its way."))
    return _to_room(found)


def _to_room(found: Claim) -> HttpResponse:
    enrolment = found.enrolment
    if enrolment is None or enrolment.state != EnrolmentState.ACTIVE:
        raise Refusal(
            _("You had this place, and it was given to somebody else. Ask your company."),
            code="swapped",
        )
    return redirect("course-room", enrolment.ref)


def _has_place(person: User, found: Claim) -> bool:
    return Enrolment.objects.filter(
        session=found.place.session, person=person, state=EnrolmentState.ACTIVE
    ).exists()
