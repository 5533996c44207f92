"""The door for deliveries: verify, store, answer; the work comes later."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courseplatform.people.guards import by_https_alone
from courses.payment import inbox, refused
from courses.payment.providers.contract import BadNotice
from courses.payment.providers.stripe.client import is_live
from courses.payment.providers.stripe.signature import prove

log = logging.getLogger(__name__)
MOST_BYTES = 512_000


@by_https_alone
@csrf_exempt
@login_not_required
@require_POST
def stripe_hook(request: HttpRequest) -> HttpResponse:
    """Take one delivery from Stripe.

    200: stored (or known). 400: not proven, nothing stored. 413: too large. A failing database
    answers 500, so that Stripe tries again.
    """
    length = request.headers.get("Content-Length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return HttpResponse("too large", status=413, content_type="text/plain; charset=utf-8")
    try:
        notice = prove(request.body, request.headers.get("Stripe-Signature", ""))
    except BadNotice as error:
        refused.note()
        log.warning("A delivery was refused: %s", error)
        return HttpResponse("refused", status=400, content_type="text/plain; charset=utf-8")
    inbox.store("stripe", notice, request.body, livemode=is_live(settings.STRIPE_SECRET_KEY))
    return HttpResponse("stored", content_type="text/plain; charset=utf-8")
