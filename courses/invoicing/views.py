"""Handing a document to the one who paid, or to staff who see money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courseplatform.people.guards import private, signed_in
from courseplatform.people.roles import Right
from courses.invoicing.models import Document
from courses.invoicing.printing import pdf_of


@require_safe
@private
def document(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a document's PDF; a stranger gets 404."""
    person = signed_in(request)
    everything = Document.objects.all()
    own = everything if person.may(Right.SEE_MONEY) else everything.visible_to(person)
    found = get_object_or_404(own, ref=ref)
    answer = HttpResponse(pdf_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer
