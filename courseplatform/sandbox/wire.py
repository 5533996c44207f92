"""The API on the wire, with the troubles that a test has ordered for it."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.utils.http import http_date

from courseplatform.sandbox import faults
from courseplatform.sandbox.application import BrokenOffError, PracticeRequest
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.api import Answer, Request
from courseplatform.sandbox.stripe.errors import ApiError
from courseplatform.sandbox.workings import Workings

_INSTEAD = {
    "error_500": ApiError("An unknown error occurred.", status=500, type="api_error"),
    "conflict_409": ApiError(
        "Another request with this idempotency key is still being worked on.",
        status=409,
        type="idempotency_error",
        code="idempotency_key_in_use",
    ),
    "rate_limit_429": ApiError("Too many requests in a short time.", status=429, code="rate_limit"),
    "refuse_400": ApiError("Invalid request: the practice account refuses it."),
}


def stripe_api(request: PracticeRequest) -> HttpResponse:
    """Answers a call of Stripe's API."""
    workings = request.workings
    workings.catch_up()
    asked = Request(
        method=request.method or "GET",
        path=request.path.rstrip("/"),
        query=str(request.META.get("QUERY_STRING", "")).encode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
    )
    with workings.store.begin() as transaction:
        fault = faults.take(transaction, "api", f"{asked.method} {asked.path}")
        clock = Account(transaction, workings.config).clock
    response = _respond(_answer(workings, asked, fault))
    response.headers["Date"] = http_date(clock)
    return response


def _answer(workings: Workings, asked: Request, fault: faults.Fault | None) -> Answer:
    kind = fault.kind if fault else ""
    if fault and kind in {"timeout_before", "slow"}:
        workings.stopping.wait(fault.seconds)
    if kind in {"timeout_before", "drop_before"}:
        raise BrokenOffError
    if kind in _INSTEAD:
        return _refusal(_INSTEAD[kind])
    answer = workings.api.answer(asked, break_midway=kind == "error_500_kept")
    workings.news.set()
    if fault and kind == "timeout_after":
        workings.stopping.wait(fault.seconds)
    if kind in {"timeout_after", "drop_after"}:
        raise BrokenOffError
    return _refusal(_INSTEAD["error_500"]) if kind == "error_500_after" else answer


def _refusal(error: ApiError) -> Answer:
    request_id = new_id("req_", 14)
    body = json.dumps(error.body(request_id)).encode()
    return Answer(error.status, body, {"Request-Id": request_id})


def _respond(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response
