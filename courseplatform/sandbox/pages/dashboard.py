"""The practice dashboard: what an operator would do at the provider, behind the site's back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from psycopg.rows import DictRow

from courseplatform.sandbox.application import PracticeRequest, render
from courseplatform.sandbox.pages.answers import see_other
from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import amounts, disputes, refunds
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.checkout import paying
from courseplatform.sandbox.stripe.errors import ApiError
from courseplatform.sandbox.webhooks import sending

SHOWN = 100
Deed = Callable[[Account, Record, QueryDict], None]


def payments(request: PracticeRequest) -> HttpResponse:
    """The newest payments with what became of each."""
    request.workings.catch_up()
    with request.workings.account() as account:
        rows = _newest(account, "payment_intent")
        charges = {row["id"]: row["body"] for row in _newest(account, "charge", 3 * SHOWN)}
        found = [_payment(row["body"], charges) for row in rows[:SHOWN]]
        waiting = [
            row["body"]
            for row in _newest(account, "checkout.session")
            if row["body"]["status"] == "open"
        ]
    context = {"payments": found, "more": len(rows) > SHOWN, "waiting": waiting}
    return render(request, "dashboard.html", context)


def payment(request: PracticeRequest, intent: str) -> HttpResponse:
    """One payment: its refunds and disputes, and what can be done with it."""
    complaint = ""
    with request.workings.account() as account:
        record = account.transaction.get("payment_intent", intent)
        if record is None:
            raise Http404
        if request.method == "POST":
            complaint = _do(account, record, request.POST)
    request.workings.news.set()
    if request.method == "POST" and not complaint:
        return see_other(request.path)
    with request.workings.account() as account:
        context = {**_detail(account, intent), "complaint": complaint}
    return render(request, "payment.html", context, status=422 if complaint else 200)


def invoices(request: PracticeRequest) -> HttpResponse:
    """The newest invoices; each leads to its hosted page."""
    request.workings.catch_up()
    with request.workings.account() as account:
        rows = _newest(account, "invoice")
    context = {"invoices": [row["body"] for row in rows[:SHOWN]], "more": len(rows) > SHOWN}
    return render(request, "invoices.html", context)


def events(request: PracticeRequest) -> HttpResponse:
    """The newest events and whether the site has taken them; the sender's switch."""
    with request.workings.account() as account:
        if request.method == "POST":
            running = request.POST.get("running") == "yes"
            account.transaction.run("update world set webhooks_running = %s", running)
            return see_other(request.path)
        world = account.transaction.row("select webhooks_running from world")
        rows = account.transaction.rows(
            "select o.id, o.body->>'type' as type, o.created, "
            "count(d.id) as endpoints, count(d.id) filter (where d.state = 'done') as taken, "
            "count(d.id) filter (where d.state = 'waiting') as waiting, sum(d.attempts) as tries "
            "from objects o left join deliveries d on d.event = o.id "
            "where o.kind = 'event' group by o.id, o.created, o.seq "
            "order by o.created desc, o.seq desc limit %s",
            SHOWN + 1,
        )
    context = {
        "events": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "running": world is not None and world["webhooks_running"],
    }
    return render(request, "events.html", context)


def event(request: PracticeRequest, event: str) -> HttpResponse:
    """One event in full, with every try to deliver it."""
    with request.workings.account() as account:
        record = account.transaction.get("event", event)
        if record is None:
            raise Http404
        if request.method == "POST":
            sending.again(account.transaction, event, account.clock)
            return see_other(request.path)
        tries = account.transaction.rows(
            "select t.at, t.status, t.answer, e.body->>'url' as url from tries t "
            "join deliveries d on d.id = t.delivery left join objects e on e.id = d.endpoint "
            "where d.event = %s order by t.id",
            event,
        )
    text = json.dumps(record.body, indent=2, ensure_ascii=False)
    return render(request, "event.html", {"event": record.body, "tries": tries, "text": text})


def _do(account: Account, intent: Record, data: QueryDict) -> str:
    """Does what a button says; returns the complaint for the page, or ""."""
    deed = _DEEDS.get(data.get("deed", ""))
    if deed is None:
        return "Press one of the buttons."
    try:
        with account.transaction.connection.transaction():
            deed(account, intent, data)
    except ApiError as error:
        return str(error)
    return ""


def _refund(account: Account, intent: Record, data: QueryDict) -> None:
    charge = account.need("charge", intent.body["latest_charge"] or "", lock=True)
    amount = amounts.typed(data.get("amount", ""), charge.body["currency"])
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if amount is None or not 0 < amount <= left:
        raise ApiError(
            f"Enter a sum up to {amounts.shown(left, charge.body['currency'])}.", param="amount"
        )
    refunds.add(account, charge, amount, reason="requested_by_customer", pairs={})


def _dispute(account: Account, intent: Record, _data: QueryDict) -> None:
    disputes.open_on(account, intent.body["latest_charge"] or "")


def _inquire(account: Account, intent: Record, _data: QueryDict) -> None:
    disputes.open_on(account, intent.body["latest_charge"] or "", inquiry=True)


def _warn(account: Account, intent: Record, _data: QueryDict) -> None:
    disputes.warn(account, intent.body["latest_charge"] or "")


def _close(account: Account, _intent: Record, data: QueryDict) -> None:
    disputes.close(account, data.get("dispute", ""), data.get("status", ""))


def _move_refund(account: Account, _intent: Record, data: QueryDict) -> None:
    refunds.move(account, data.get("refund", ""), data.get("status", ""))


def _settle(account: Account, intent: Record, data: QueryDict) -> None:
    paying.settle(account, intent.id, succeeded=data.get("status") == "succeeded")


_DEEDS: dict[str, Deed] = {
    "refund": _refund,
    "dispute": _dispute,
    "inquire": _inquire,
    "warn": _warn,
    "close": _close,
    "move": _move_refund,
    "settle": _settle,
}


def _detail(account: Account, intent: str) -> dict[str, Any]:
    body = account.need("payment_intent", intent).body
    charge = account.transaction.get("charge", body["latest_charge"] or "")
    left = charge.body["amount"] - charge.body["amount_refunded"] if charge else 0
    known = account.find("refund", payment_intent=intent)
    open_disputes = account.find("dispute", payment_intent=intent)
    return {
        "intent": body,
        "charge": charge.body if charge else None,
        "left": left,
        "left_typed": amounts.figures(left, body["currency"]),
        "refunds": [
            {**record.body, "moves": sorted(refunds.MOVES[record.body["status"]])}
            for record in known
        ],
        "disputes": [
            {**record.body, "closed": record.body["status"] in disputes.FINAL}
            for record in open_disputes
        ],
        "outcomes": [("won", "Won"), ("lost", "Lost"), ("warning_closed", "Inquiry closed")],
        "metadata": json.dumps(body["metadata"], indent=2, ensure_ascii=False),
    }


def _payment(intent: Body, charges: dict[str, Body]) -> dict[str, Any]:
    charge = charges.get(intent["latest_charge"] or "")
    return {"intent": intent, "charge": charge, "state": _state(intent, charge)}


def _state(intent: Body, charge: Body | None) -> tuple[str, str]:
    """The state of a payment in words, and the tone of the words."""
    if charge and charge["disputed"]:
        return "disputed", "bad"
    if charge and charge["refunded"]:
        return "refunded", "info"
    if charge and charge["amount_refunded"]:
        return "refunded in part", "info"
    tones = {"succeeded": "ok", "canceled": "info", "requires_payment_method": "warn"}
    words = {"requires_payment_method": "not paid", "requires_action": "the bank asks"}
    status = str(intent["status"])
    return words.get(status, status), tones.get(status, "warn")


def _newest(account: Account, kind: str, limit: int = SHOWN) -> list[DictRow]:
    return account.transaction.rows(
        "select id, body from objects where kind = %s order by created desc, seq desc limit %s",
        kind,
        limit + 1,
    )
