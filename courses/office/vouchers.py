"""Vouchers at the desk: the list, making one or many, who used which, revoking, export."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.models import Organiser
from courseplatform.people.roles import Right
from courses.catalogue.models import Course
from courses.catalogue.reading import open_sessions
from courses.enrolment import reserves
from courses.enrolment.models import Place
from courses.office import csvfiles
from courses.office.answering import act
from courses.office.voucher_forms import NewVoucherForm, NoteForm
from courses.orders.models import OrderLine
from courses.pricing import vouchers as rules
from courses.pricing.models import Voucher
from courses.pricing.validity import Trouble, is_over
from courses.pricing.wording import takes_off

A_PAGE = 50
FILTERS = ("open", "used", "revoked")
HEAD = (
    "code", "batch", "amount_minor", "currency", "percent", "uses", "used", "course", "session",
    "valid_from", "valid_until", "email", "email_domain", "revoked_at", "note",
)  # fmt: skip


def _listed(request: HttpRequest) -> tuple[str, str]:
    """Return what the list is searched for and which part of it is wanted, as the address says."""
    part = request.GET.get("part", "")
    return request.GET.get("q", "").strip()[:100], part if part in FILTERS else ""


def _rows(wanted: str, part: str) -> QuerySet[Voucher]:
    rows = Voucher.objects.select_related("course", "session__course", "reserve")
    if wanted:
        rows = rows.filter(
            Q(code__icontains=rules.normal(wanted))
            | Q(batch__icontains=wanted)
            | Q(note__icontains=wanted)
            | Q(email__icontains=wanted)
            | Q(email_domain__icontains=wanted)
        )
    if part == "open":
        return rows.filter(revoked_at=None, used__lt=F("uses"))
    if part == "used":
        return rows.filter(used__gt=0)
    return rows.exclude(revoked_at=None) if part == "revoked" else rows


@requires(Right.RUN_COURSES)
@require_safe
def vouchers(request: HttpRequest) -> HttpResponseBase:
    """List vouchers, newest first; search and filter stay in the address."""
    wanted, part = _listed(request)
    page = Paginator(_rows(wanted, part), A_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    context = {
        "page": page,
        "rows": [(row, takes_off(row), state_of(row, now)) for row in page],
        "q": wanted,
        "part": part,
        "parts": [
            ("", _("All")),
            ("open", _("With uses left")),
            ("used", _("Used")),
            ("revoked", _("Revoked")),
        ],
    }
    return render(request, "office/vouchers.html", context)


def state_of(voucher: Voucher, now: datetime) -> str:
    """Return what a voucher is now: ``revoked``, ``expired``, ``used-up`` or ``good``."""
    if voucher.revoked_at is not None:
        return Trouble.REVOKED.value
    if is_over(voucher.rules(), now):
        return Trouble.EXPIRED.value
    return Trouble.USED_UP.value if voucher.used >= voucher.uses else "good"


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_new(request: HttpRequest) -> HttpResponse:
    """Make one voucher, or a batch of them."""
    form = NewVoucherForm(
        request.POST or None,
        courses=list(Course.objects.order_by("title")),
        sessions=list(open_sessions(clock.now())),
        initial={"currency": Organiser.current().currency},
    )

    def verb() -> str:
        data = form.cleaned_data
        made = reserves.make_vouchers(
            form.promise(),
            actor=signed_in(request),
            number=data["number"],
            code=data["code"],
            batch=data["batch"],
            kept_places=data["kept_places"] or 0,
        )
        if len(made) == 1:
            return made[0].get_absolute_url()
        return f"{reverse('desk-vouchers')}?{urlencode({'q': made[0].batch})}"

    return act(
        request,
        form,
        verb,
        template="office/voucher_new.html",
        context={},
        done=_("Made. Give the code to whom it is for; it can be revoked at any time."),
    )


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def voucher(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one voucher and who used it; change its note."""
    found = _found(ref)
    form = NoteForm(request.POST or None, initial={"note": found.note})

    def verb() -> str:
        rules.set_note(found, form.cleaned_data["note"])
        return found.get_absolute_url()

    context = {
        "voucher": found,
        "takes_off": takes_off(found),
        "state": state_of(found, clock.now()),
        "reserve": getattr(found, "reserve", None),
        "places": uses_of(found),
    }
    return act(
        request,
        form,
        verb,
        template="office/voucher.html",
        context=context,
        done=_("The note was changed."),
    )


def uses_of(found: Voucher) -> list[tuple[Place, OrderLine | None]]:
    """Return the places that were had, or held, with a voucher, and a line of each one's order."""
    places = list(
        Place.objects.filter(voucher=found)
        .select_related("session__course", "holder")
        .order_by("-created_at", "-pk")
    )
    lines = OrderLine.objects.filter(place__in=places, kind="voucher").select_related("order")
    by_place = {line.place_id: line for line in lines}
    return [(place, by_place.get(place.pk)) for place in places]


@requires(Right.RUN_COURSES)
@require_POST
def voucher_revocation(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a voucher be used no more; places kept for it go back to everybody."""
    found = _found(ref)
    rules.revoke(found, actor=signed_in(request))
    reserves.end_over(clock.now())
    messages.success(
        request, _("The voucher is revoked. Places that were had with it stay as they are.")
    )
    return redirect(found)


@requires(Right.RUN_COURSES)
@require_safe
def vouchers_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the listed vouchers as CSV; text that a spreadsheet would run is defused."""
    found = _rows(*_listed(request)).iterator(chunk_size=500)
    return csvfiles.send("vouchers.csv", HEAD, map(_csv_row, found))


def _csv_row(row: Voucher) -> list[object]:
    return [
        row.code,
        row.batch,
        row.amount_minor,
        row.currency,
        row.share_bp / 100 if row.share_bp else None,
        row.uses,
        row.used,
        row.course.title if row.course else "",
        str(row.session) if row.session else "",
        row.valid_from_on,
        row.valid_until_on,
        row.email,
        row.email_domain,
        row.revoked_at,
        row.note,
    ]


def _found(ref: str) -> Voucher:
    return get_object_or_404(
        Voucher.objects.select_related("course", "session__course", "reserve", "created_by"),
        ref=ref,
    )
