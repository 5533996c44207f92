"""Handing a document to the one who paid, or to staff who see money."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.invoicing.models import Document
from courses.invoicing.printing import pdf_of


@require_safe
@never_cache
def document(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a document's PDF; a stranger gets 404."""
    person = cast("User", request.user)
    found = get_object_or_404(Document.objects.select_related("order"), ref=ref)
    if found.order.buyer_id != person.pk and not person.may(Right.SEE_MONEY):
        raise Http404
    answer = HttpResponse(pdf_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer
