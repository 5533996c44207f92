"""A person's own data: what is held, a copy of it, and being forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import freshly_proved, private, signed_in
from courseplatform.people.models import DataExport, Erasure
from courseplatform.privacy import erasing, exporting
from courseplatform.privacy.collecting import parts


@private
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show what is held and why, and the two things one can ask for."""
    person = signed_in(request)
    exports = list(DataExport.objects.filter(person=person).order_by("-requested_at")[:3])
    facts = {
        "parts": parts(),
        "exports": exports,
        "is_making": any(one.state == "requested" for one in exports),
        "erasure": Erasure.objects.filter(person=person, state="planned").first(),
        "blockers": erasing.blockers(person),
        "now": clock.now(),
    }
    return render(request, "privacy/data.html", facts)


@private
@require_POST
@freshly_proved
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a copy."""
    exporting.request_export(signed_in(request))
    messages.success(request, _("Your copy is being made. A letter tells you when it is there."))
    return redirect("profile-data")


@private
@require_safe
def download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Hand out a copy to the person it is about, for a day."""
    found = get_object_or_404(
        DataExport, ref=ref, person=signed_in(request), state="made", expires_at__gt=clock.now()
    )
    try:
        file = exporting.private_storage().open(found.file)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=f"data-{clock.today():%Y-%m-%d}.zip")


@private
@require_POST
@freshly_proved
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask to be forgotten in a week."""
    erasing.request_erasure(signed_in(request))
    messages.success(request, _("Your account will be erased in seven days."))
    return redirect("profile-data")


@private
@require_POST
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Take that back."""
    erasing.withdraw(signed_in(request))
    messages.success(request, _("Your account stays."))
    return redirect("profile-data")
