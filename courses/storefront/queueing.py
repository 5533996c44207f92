"""The waiting list of a session: join, see one's turn, leave."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.people.guards import private, signed_in
from courses.enrolment.models import Waiting


@require_safe
@private
def waiting(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a person their turn; strangers get 404."""
    found = get_object_or_404(Waiting.objects.visible_to(signed_in(request)), ref=ref)
    return render(request, "storefront/waiting.html", {"waiting": found})
