"""The hosted page of a checkout, and the bank's question behind some cards."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from courseplatform.sandbox.application import PracticeRequest, render
from courseplatform.sandbox.pages.answers import see_other
from courseplatform.sandbox.pages.payment_form import PaymentForm, choices
from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.checkout import lines, paying

BUTTONS = {"book": _("Book and pay"), "donate": _("Donate")}


def page(request: PracticeRequest, session: str) -> HttpResponse:
    """Shows an open checkout, takes the payment, or says that it is over."""
    request.workings.catch_up()
    with request.workings.account() as account:
        record = _session(account, session)
        form = _form(request, record, account.now)
        if request.method == "POST" and not form.errors and record.body["status"] == "open":
            outcome = paying.pay(account, session, form.buyer, form.means)
            if outcome.state in {"paid", "processing"}:
                return _onward(record.body["success_url"], session)
            if outcome.state == "authenticate":
                return see_other(outcome.detail["url"])
            form.errors[""] = outcome.message
            record = _session(account, session)
        context = _context(account, record, form)
    status = 422 if form.errors else 200
    return _render(request, record.body, context, status)


def code(request: PracticeRequest, session: str) -> HttpResponse:
    """Applies a promotion code, or takes it off again."""
    with request.workings.account() as account:
        record = _session(account, session)
        typed = request.POST.get("code", "")
        complaint = ""
        if request.method == "POST":
            complaint = paying.apply_code(account, session, typed)
            if not complaint:
                return see_other(f"/c/pay/{session}/")
        form = PaymentForm.blank(record.body, account.now, "")
        form.errors["code"] = complaint
        context = {**_context(account, record, form), "typed_code": typed}
    return _render(request, record.body, context, 422)


def bank(request: PracticeRequest, session: str) -> HttpResponse:
    """The bank asks whether the payment is really wanted (3-D Secure)."""
    with request.workings.account() as account:
        record = _session(account, session)
        if request.method == "POST":
            agreed = request.POST.get("answer") == "agree"
            outcome = paying.answer_bank(account, session, agreed=agreed)
            if outcome.state == "paid":
                return _onward(record.body["success_url"], session)
            return see_other(f"/c/pay/{session}/")
        intent = _intent(account, record)
        if intent is None or intent["status"] != "requires_action":
            return see_other(f"/c/pay/{session}/")
    return _render(request, record.body, {"session": record.body}, 200, "bank.html")


def _form(request: PracticeRequest, record: Record, now: int) -> PaymentForm:
    if request.method == "POST":
        return PaymentForm.typed(record.body, now, request.POST)
    return PaymentForm.blank(record.body, now, request.GET.get("number", ""))


def _context(account: Account, record: Record, form: PaymentForm) -> dict[str, Any]:
    session = record.body
    intent = _intent(account, record)
    failed = (intent or {}).get("last_payment_error") if not form.values.get("number") else None
    if failed and not form.errors and session["status"] == "open":
        form.errors[""] = failed["message"]
    return {
        "session": session,
        "items": [
            lines.shown(item) | {"details": item["_details"]} for item in record.private["items"]
        ],
        "form": form,
        "code": _code(account, session),
        "button": BUTTONS.get(session["submit_type"] or "", _("Pay")),
        "success_url": _filled(session["success_url"], record.id),
        **choices(session),
    }


def _code(account: Account, session: Body) -> str:
    """The promotion code that is applied, or ""."""
    for discount in session["discounts"]:
        if discount["promotion_code"]:
            found = account.need("promotion_code", discount["promotion_code"]).body
            return str(found["code"])
    return ""


def _render(
    request: PracticeRequest,
    session: Body,
    context: dict[str, Any],
    status: int,
    template: str = "checkout.html",
) -> HttpResponse:
    leads_to = [url for url in (session["success_url"], session["cancel_url"]) if url]
    return render(
        request, template, context, status=status, leads_to=leads_to, language=session["locale"]
    )


def _session(account: Account, identifier: str) -> Record:
    record = account.transaction.get("checkout.session", identifier)
    if record is None:
        raise Http404
    return record


def _intent(account: Account, record: Record) -> Body | None:
    identifier = record.body["payment_intent"]
    return account.need("payment_intent", identifier).body if identifier else None


def _filled(url: str, session: str) -> str:
    return url.replace("{CHECKOUT_SESSION_ID}", session)


def _onward(url: str, session: str) -> HttpResponse:
    return see_other(_filled(url, session))
