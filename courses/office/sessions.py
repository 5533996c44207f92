"""One session at the desk: what it is, changing it, publishing, duplicating, calling it off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock, money
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.catalogue import sessions as catalogue
from courses.catalogue.duplicating import days_between, duplicate_session
from courses.catalogue.models import Session, SessionState, TeachingRole
from courses.catalogue.status import status
from courses.companies.ways import duplicate as duplicate_ways
from courses.coursework import duplicating as coursework_copies
from courses.coursework import planning
from courses.coursework.models import ExercisePlan
from courses.enrolment.models import Enrolment, EnrolmentState, Place, Reserve, Waiting
from courses.enrolment.waiting import offer_free_places
from courses.office.answering import act
from courses.office.forms import TeachingForm, WebinarForm
from courses.office.session_forms import DuplicateForm, TimesForm
from courses.pricing.duplicating import duplicate as duplicate_prices
from courses.pricing.models import PriceList
from courses.webinars import duplicating as webinar_copies
from courses.webinars import scheduling
from courses.webinars.models import Webinar


def found(ref: str) -> Session:
    """Return a session with its course, or answer 404."""
    return get_object_or_404(Session.objects.select_related("course"), ref=ref)


def kept_for_vouchers(session: Session) -> int:
    """Return how many of the taken places are kept for vouchers."""
    return sum(Reserve.objects.filter(session=session).values_list("left", flat=True))


def frame(session: Session, page: str) -> dict[str, Any]:
    """Return what every page of a session shows: its head and the row of pages."""
    return {
        "session": session,
        "course": session.course,
        "status": status(session, clock.now()).value,
        "page": page,
        "pages": [
            (_("Overview"), reverse("desk-session", args=[session.ref]), page == "overview"),
            (_("Prices"), reverse("desk-prices", args=[session.ref]), page == "prices"),
            (_("Roster"), reverse("desk-roster", args=[session.ref]), page == "roster"),
            (_("Waiting list"), reverse("desk-queue", args=[session.ref]), page == "queue"),
            (_("Money"), reverse("desk-session-money", args=[session.ref]), page == "money"),
        ],
    }


@requires(Right.RUN_COURSES)
@require_safe
def overview(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a session: seats, price, webinars, exercises, teachers, and what can be done."""
    session = found(ref)
    held = Place.objects.filter(session=session, state="held").count()
    context = {
        **frame(session, "overview"),
        "held": held,
        "kept": kept_for_vouchers(session),
        "enrolled": Enrolment.objects.filter(session=session, state=EnrolmentState.ACTIVE).count(),
        "waiting": Waiting.objects.filter(session=session, state="waiting").count(),
        "prices": PriceList.objects.filter(session=session).first(),
        "webinars": Webinar.objects.filter(session=session),
        "exercises": ExercisePlan.objects.filter(session=session).order_by("due_local", "pk"),
        "teachings": session.teachings.select_related("person").order_by("role"),
        "teaching_form": TeachingForm(),
    }
    return render(request, "office/session.html", context)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change times and places; places that come free are offered to the queue at once."""
    session = found(ref)
    form = TimesForm(request.POST or None, initial=_initial(session))

    def verb() -> str:
        with transaction.atomic():
            catalogue.reschedule(session, **form.times())
            catalogue.resize(session, form.cleaned_data["capacity"])
            audit.record(signed_in(request), "session.changed", f"session:{session.ref}")
        offer_free_places(clock.now())
        return reverse("desk-session", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/session_form.html",
        context={"course": session.course, "session": session},
        done=_("The session was changed. Orders keep the terms they were made under."),
    )


@requires(Right.RUN_COURSES)
@require_POST
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a draft for booking."""
    session = found(ref)
    catalogue.publish_session(session)
    planning.cohort_of(session)
    audit.record(signed_in(request), "session.published", f"session:{session.ref}")
    messages.success(request, _("The session is open for booking."))
    return redirect("desk-session", session.ref)


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, ref: str) -> HttpResponse:
    """Duplicate a session with all its dates shifted."""
    session = found(ref)
    form = DuplicateForm(request.POST or None, initial={"starts_local": session.starts_local})

    def verb() -> str:
        return reverse(
            "desk-session",
            args=[duplicate(session, form.cleaned_data["starts_local"], signed_in(request)).ref],
        )

    return act(
        request,
        form,
        verb,
        template="office/duplicate.html",
        context=frame(session, "overview"),
        done=_("The copy is a draft: look at its dates, set the meeting links, then publish it."),
    )


def duplicate(session: Session, starts_local: Any, actor: User) -> Session:
    """Copy a session with prices, teachers, webinars and exercises; all or nothing.

    Raises:
        Refusal: a date does not exist on its new day; nothing was copied.
    """
    with transaction.atomic():
        new = duplicate_session(session, starts_local)
        days = days_between(session, new)
        duplicate_prices(session, new, days)
        duplicate_ways(session, new)
        webinar_copies.duplicate(session, new, days, actor=actor)
        coursework_copies.duplicate(session, new, days, actor=actor)
        audit.record(actor, "session.duplicated", f"session:{session.ref}", copy=new.ref, days=days)
    return new


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def webinar_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Schedule a webinar of a session."""
    session = found(ref)
    form = WebinarForm(request.POST or None, initial={"starts_local": session.starts_local})

    def verb() -> str:
        scheduling.schedule(session, actor=signed_in(request), **form.cleaned_data)
        return reverse("desk-session", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/webinar_form.html",
        context=frame(session, "overview"),
        done=_("The webinar was scheduled; enrolled people are invited by letter."),
    )


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def teaching_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a person a part in a session."""
    session = found(ref)
    form = TeachingForm(request.POST or None)

    def verb() -> str:
        data = form.cleaned_data
        person = person_by_email(data["email"])
        catalogue.set_teaching(session, person, TeachingRole(data["role"]), line=data["line"])
        planning.push_staff(session)
        audit.record(
            signed_in(request), "teaching.set", f"session:{session.ref}", role=data["role"]
        )
        return reverse("desk-session", args=[session.ref])

    return act(
        request,
        form,
        verb,
        template="office/teaching_form.html",
        context=frame(session, "overview"),
        done=_("The person teaches in this session now."),
    )


def person_by_email(email: str) -> User:
    """Return the person with an account under ``email``.

    Raises:
        Refusal: there is none.
    """
    from courseplatform.kit.refusals import Refusal

    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise Refusal(
            _("Nobody has an account with this address. Ask the person to sign up first."),
            code="no-such-person",
        )
    return person


def _initial(session: Session) -> dict[str, Any]:
    return {
        "starts_local": session.starts_local,
        "ends_local": session.ends_local,
        "zone": session.zone,
        "capacity": session.capacity,
        "booking_closes_local": session.booking_closes_local,
    }


def plain(minor: int | None, currency: str) -> str:
    """Return a sum as it is typed: "240.00"; empty for none."""
    if minor is None:
        return ""
    exponent = money.EXPONENTS[currency]
    whole, rest = divmod(minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}d}" if exponent else str(whole)


def is_draft(session: Session) -> bool:
    """Tell whether nobody outside has seen the session yet."""
    return session.state == SessionState.DRAFT
