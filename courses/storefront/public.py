"""The pages anybody may read: courses, one course, one session.

A stranger gets no cookie and no token, so that these pages can be kept for some seconds;
the seat POST decides what is really free.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courseplatform.kit import clock, countries
from courseplatform.people.models import User
from courseplatform.people.sharing import shared_page
from courses.catalogue.models import Course, Session, Teaching, TeachingRole
from courses.pricing.quote import Buyer
from courses.storefront import legal
from courses.storefront.dates import calendar_file
from courses.storefront.forms import SeatForm
from courses.storefront.session_cards import cards, with_queue
from courses.storefront.session_page import Mine, SessionFacts, facts, mine, sessions_with_counts
from courses.storefront.voucher import Tried, try_code

TEACHERS = (TeachingRole.LEAD, TeachingRole.INSTRUCTOR)


@login_not_required
@require_safe
@shared_page()
def courses(request: HttpRequest) -> HttpResponse:
    """List the courses with their next sessions."""
    now = clock.now()
    public = with_queue(Session.objects.filter(published_at__isnull=False))
    found = Course.objects.visible_to(None).prefetch_related(
        Prefetch(
            "sessions",
            public.filter(ends_at__gt=now).select_related("prices").order_by("starts_at", "id"),
        )
    )
    listed = [(course, cards(course, course.sessions.all(), now)) for course in found]
    return render(request, "storefront/courses.html", {"courses": listed})


@login_not_required
@require_safe
@shared_page()
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Show one course with all its sessions, past ones too."""
    now = clock.now()
    found = get_object_or_404(Course.objects.visible_to(None), slug=course_slug)
    sessions = list(
        with_queue(found.sessions.filter(published_at__isnull=False))
        .select_related("prices")
        .order_by("starts_at", "id")
    )
    all_cards = cards(found, sessions, now)
    context = {
        "course": found,
        "to_come": [card for card in all_cards if not card.is_over],
        "over": [card for card in reversed(all_cards) if card.is_over],
        "teachers": _teachers(sessions),
        "now": now,
    }
    return render(request, "storefront/course.html", context)


@login_not_required
@require_safe
@shared_page("buyer")
def session(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Show one session; ``?buyer=company`` at the price for companies, ``?voucher=…`` with one."""
    found = find_session(course_slug, session_slug)
    page = session_context(
        request,
        found,
        buyer_of(request.GET.get("buyer", "")),
        code=request.GET.get("voucher", ""),
    )
    return render(request, "storefront/session.html", page)


@login_not_required
@require_safe
@shared_page()
def session_calendar(request: HttpRequest, course_slug: str, session_slug: str) -> HttpResponse:
    """Send the session's dates as a calendar file."""
    found = find_session(course_slug, session_slug)
    answer = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.course.slug}-{found.slug}.ics"'
    return answer


def find_session(course_slug: str, session_slug: str, *, counted: bool = True) -> Session:
    """Return a public session by its address, or raise 404.

    Args:
        counted: with the numbers that its page shows; an act upon it needs none.
    """
    public = Session.objects.visible_to(None)
    return get_object_or_404(
        sessions_with_counts(public) if counted else public.select_related("course", "prices"),
        course__slug=course_slug,
        slug=session_slug,
    )


def buyer_of(text: str) -> Buyer:
    """Return who buys, as an address or a form says; anything unknown is a person."""
    return Buyer.COMPANY if text == Buyer.COMPANY else Buyer.PERSON


def session_context(
    request: HttpRequest,
    found: Session,
    buyer: Buyer,
    form: SeatForm | None = None,
    *,
    code: str = "",
    tried: Tried | None = None,
) -> dict[str, Any]:
    """Return what the session page shows to this reader.

    Args:
        form: the form with what is wrong in it; without it, one to be filled in.
        code: a voucher's, as it was typed; or ``tried``, what came of it.
    """
    now = clock.now()
    reader = request.user if isinstance(request.user, User) else None
    tried = tried or try_code(code, found, reader, now)
    told = facts(found, now, buyer, tried.voucher)
    own = mine(found, reader) if reader else Mine()
    open_to_reader = told.can_book or own.has_offer or tried.keeps_place
    is_person = buyer is Buyer.PERSON
    if form is None and reader and is_person and not own.order and open_to_reader:
        form = _form_to_fill(request, reader, told)
    return {
        "session": found,
        "course": found.course,
        "facts": told,
        "mine": own,
        "form": form,
        "tried": tried,
        "typed_code": code,
        "come_back": _come_back(found, code),
        "company_path": _company_path(found, code) if told.can_book or tried.keeps_place else "",
        "teachers": _teachers([found]),
        "hold_minutes": settings.PAYMENT_HOLD_MINUTES,
        "now": now,
    }


def _come_back(found: Session, code: str) -> str:
    """Return where the login leads back to, with the voucher that came along."""
    seat = reverse("seat", args=[found.course.slug, found.slug])
    return f"{seat}?{urlencode({'voucher': code})}" if code else seat


def _company_path(found: Session, code: str) -> str:
    """Return where a company books places, with the voucher that came along."""
    page = reverse("company-booking", args=[found.course.slug, found.slug])
    return f"{page}?{urlencode({'voucher': code})}" if code else page


def _form_to_fill(request: HttpRequest, reader: User, told: SessionFacts) -> SeatForm:
    """Return the form with what is known of the reader, or what they have typed so far."""
    zone = reader.zone or request.COOKIES.get("zone", "")
    known = {"name": reader.name, "country": countries.of_zone(zone)}
    return SeatForm(
        versions=legal.to_text(legal.in_force(clock.now())),
        needs_waiver=told.needs_waiver,
        total_minor=told.total_minor,
        initial=SeatForm.typed(request.POST) if request.method == "POST" else known,
    )


def _teachers(sessions: list[Session]) -> list[Teaching]:
    """Return who teaches, each person once; the newest session's line about them counts."""
    parts = (
        Teaching.objects.filter(session__in=sessions, role__in=TEACHERS)
        .select_related("person")
        .order_by("-session__starts_at", "pk")
    )
    found: dict[int, Teaching] = {}
    for part in parts:
        found.setdefault(part.person_id, part)
    return sorted(found.values(), key=lambda part: part.role != TeachingRole.LEAD)
