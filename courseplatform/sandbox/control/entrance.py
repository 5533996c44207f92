"""Where acts are asked for over HTTP.

The token keeps this apart from Stripe's own API, which knows nothing of it.
"""

from __future__ import annotations

import hmac
import json

from django.http import HttpResponse, JsonResponse

from courseplatform.sandbox.application import PracticeRequest
from courseplatform.sandbox.control import mail, money, troubles, webhooks, world
from courseplatform.sandbox.control.acts import ACTS
from courseplatform.sandbox.stripe.errors import ApiError

PARTS = (world, troubles, webhooks, money, mail)  # importing them has named their acts


def enter(request: PracticeRequest, act: str) -> HttpResponse:
    """Does one act. 401 without the token, 404 for an unknown act, 422 when it cannot be done."""
    workings = request.workings
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(token.encode(), workings.config.control_token.encode()):
        return JsonResponse({"error": "The control interface asks for its own token."}, status=401)
    if act not in ACTS or request.method != "POST":
        return JsonResponse({"error": f"There is no act {act!r}."}, status=404)
    try:
        told = ACTS[act](workings, **json.loads(request.body or b"{}"))
    except (ApiError, ValueError, TypeError, KeyError) as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"told": told})
