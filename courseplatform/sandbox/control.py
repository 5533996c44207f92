"""The control interface: what only a test, the demo or the dashboard can make happen.

Each act is a function of the running sandbox and named arguments; its result goes back as
JSON. The token keeps it apart from Stripe's own API, which knows nothing of it.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse

from courseplatform.sandbox import faults
from courseplatform.sandbox.application import PracticeRequest
from courseplatform.sandbox.stripe import charges, customers, disputes, refunds, webhook_endpoints
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.checkout import paying, sessions
from courseplatform.sandbox.stripe.errors import ApiError
from courseplatform.sandbox.webhooks import sending
from courseplatform.sandbox.workings import Workings

Act = Callable[..., Any]
_acts: dict[str, Act] = {}


def named(do: Act) -> Act:
    """Makes a function an act under its own name, with dashes for underscores."""
    _acts[do.__name__.replace("_", "-")] = do
    return do


def act(request: PracticeRequest, act: str) -> HttpResponse:
    """Does one act. 401 without the token, 404 for an unknown act, 422 when it cannot be done."""
    workings = request.workings
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(token.encode(), workings.config.control_token.encode()):
        return JsonResponse({"error": "The control interface asks for its own token."}, status=401)
    if act not in _acts or request.method != "POST":
        return JsonResponse({"error": f"There is no act {act!r}."}, status=404)
    try:
        told = _acts[act](workings, **json.loads(request.body or b"{}"))
    except (ApiError, ValueError, TypeError, KeyError) as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"told": told})


# The whole


@named
def reset(workings: Workings, *, webhooks_running: bool = True) -> None:
    """Forgets everything and starts with the one endpoint that the settings name."""
    workings.store.empty({"webhooks_running": webhooks_running})
    make_first_endpoint(workings)


def make_first_endpoint(workings: Workings) -> None:
    """Adds the endpoint that the settings name, unless there is one already."""
    with workings.account() as account:
        if not account.find(webhook_endpoints.KIND):
            webhook_endpoints.add(
                account,
                workings.config.webhook_target,
                list(webhook_endpoints.USUAL_EVENTS),
                secret=workings.config.webhook_secret,
                description="Made at start",
            )


@named
def serve(workings: Workings, *, site_url: str) -> None:
    """Tells the sandbox where the site is now; the first endpoint moves with it."""
    with workings.account() as account:
        account.transaction.run("update world set site_url = %s", site_url)
        endpoint = account.find(webhook_endpoints.KIND)[0]
        account.save(endpoint, url=site_url.rstrip("/") + "/hooks/stripe/")


@named
def objects(workings: Workings, *, kind: str) -> list[dict[str, Any]]:
    """All objects of a kind as the API shows them, oldest first."""
    with workings.account() as account:
        return [record.body for record in account.find(kind)]


# Time


@named
def clock_set(workings: Workings, *, at: float, frozen: bool = True) -> int:
    """Puts the account's clock to ``at`` (seconds since 1970) and does what is due by then."""
    with workings.account() as account:
        account.transaction.run(
            "update world set offset_s = %s, frozen_at = %s",
            0 if frozen else at - time.time(),
            at if frozen else None,
        )
    return workings.catch_up()


@named
def clock_advance(workings: Workings, *, seconds: float) -> int:
    """Moves the clock on and does what is due by then; returns how many acts that were."""
    with workings.account() as account:
        account.transaction.run(
            "update world set offset_s = offset_s + %s, frozen_at = frozen_at + %s",
            seconds,
            seconds,
        )
    return workings.catch_up()


@named
def clock_free(workings: Workings) -> int:
    """Lets the clock show real time again."""
    with workings.account() as account:
        account.transaction.run("update world set offset_s = 0, frozen_at = null")
    return workings.catch_up()


@named
def clock_now(workings: Workings) -> float:
    with workings.account() as account:
        return float(account.clock)


# Troubles


@named
def fault(
    workings: Workings,
    *,
    place: str,
    kind: str,
    match: str = "*",
    times: int = 1,
    seconds: float | None = None,
) -> None:
    with workings.store.begin() as transaction:
        faults.order(transaction, place, kind, match=match, times=times, seconds=seconds)


@named
def faults_clear(workings: Workings) -> int:
    """Takes back every trouble that has not struck; returns how many there were."""
    with workings.store.begin() as transaction:
        return transaction.run("delete from faults")


# Webhooks


@named
def webhooks_run(workings: Workings, *, running: bool) -> None:
    """Starts or pauses the sender; what happens meanwhile waits."""
    with workings.account() as account:
        account.transaction.run("update world set webhooks_running = %s", running)


@named
def webhooks_deliver(workings: Workings, *, force: bool = False) -> list[dict[str, object]]:
    workings.catch_up()
    return workings.deliver(force=force)


@named
def webhooks_take(workings: Workings, *, force: bool = False) -> list[dict[str, Any]]:
    """Hands out what would be sent, for a caller that carries it to the site itself."""
    workings.catch_up()
    shots: list[sending.Shot] = []
    while shot := sending.take_next(
        workings.store,
        workings.config,
        workings.watcher,
        force=force,
        besides=[earlier.delivery for earlier in shots],
    ):
        shots.append(shot)
    return [
        {
            "delivery": shot.delivery,
            "event": shot.event,
            "type": shot.type,
            "body": shot.body.decode("latin-1"),
            "headers": shot.headers,
            "copies": shot.copies,
            "at_once": shot.at_once,
        }
        for shot in shots
    ]


@named
def webhooks_note(workings: Workings, *, delivery: int, statuses: list[int | None]) -> None:
    """Tells how a delivery went that was handed out."""
    with workings.store.begin() as transaction:
        row = transaction.row("select event from deliveries where id = %s", delivery)
    shot = sending.Shot(delivery, row["event"] if row else "", "", "", b"", {})
    results: list[tuple[int | None, str]] = [(status, "") for status in statuses]
    sending.note(workings.store, workings.config, shot, results)


@named
def webhooks_discard(workings: Workings) -> int:
    """Drops everything that waits to be delivered; returns how many deliveries that were."""
    with workings.store.begin() as transaction:
        return transaction.run("update deliveries set state = 'dropped' where state = 'waiting'")


@named
def webhooks_again(workings: Workings, *, event: str) -> int:
    """Delivers an event once more, also one that was taken or dropped."""
    with workings.account() as account:
        return sending.again(account.transaction, event, account.clock)


@named
def deliveries(workings: Workings) -> list[dict[str, Any]]:
    """The log: every delivery with its tries, oldest first."""
    with workings.store.begin() as transaction:
        rows = transaction.rows(
            "select d.id, d.event, o.body->>'type' as type, d.endpoint, d.state, d.attempts, "
            "d.due_at, coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'status', t.status, "
            "'answer', t.answer) order by t.id) filter (where t.id is not null), '[]') as tries "
            "from deliveries d join objects o on o.id = d.event "
            "left join tries t on t.delivery = d.id group by d.id, o.body->>'type' order by d.id"
        )
    return [dict(row) for row in rows]


# Money


@named
def pay(
    workings: Workings,
    *,
    session: str,
    number: str = "4242424242424242",
    email: str = "buyer@example.org",
    name: str = "Practice Buyer",
    country: str = "",
    at: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Pays a session as the hosted page would; a number with letters is a bank account."""
    type_ = "card" if number.isdigit() else "sepa_debit"
    buyer = paying.Buyer(email=email, name=name, country=country, terms_accepted=True, **more)
    with workings.account() as account:
        account.now = account.now if at is None else at
        means = paying.Means(type=type_, number=number)  # type: ignore[arg-type]
        outcome = paying.pay(account, session, buyer, means)
    return {"state": outcome.state, "message": outcome.message}


@named
def answer_bank(workings: Workings, *, session: str, agreed: bool = True) -> dict[str, Any]:
    with workings.account() as account:
        outcome = paying.answer_bank(account, session, agreed=agreed)
    return {"state": outcome.state, "message": outcome.message}


@named
def apply_code(workings: Workings, *, session: str, code: str) -> str:
    """Types a promotion code on the hosted page; returns what the page complains about."""
    with workings.account() as account:
        return paying.apply_code(account, session, code)


@named
def expire(workings: Workings, *, session: str) -> dict[str, Any]:
    """Ends an open session as its time would."""
    with workings.account() as account:
        sessions.expire_when_due(account, session, {})
        return account.need(sessions.KIND, session).body


@named
def settle_debit(workings: Workings, *, payment_intent: str, succeeded: bool = True) -> None:
    """The bank tells how a debit that is under way has ended."""
    with workings.account() as account:
        paying.settle(account, payment_intent, succeeded=succeeded)


@named
def refund(
    workings: Workings,
    *,
    payment_intent: str,
    amount: int | None = None,
    reason: str = "requested_by_customer",
    status: str | None = None,
) -> dict[str, Any]:
    """Refunds from the dashboard; ``status`` makes the refund begin in another state."""
    with workings.account() as account:
        charge = account.need(charges.KIND, _charge_of(account, payment_intent), lock=True)
        left = charge.body["amount"] - charge.body["amount_refunded"]
        return refunds.add(
            account,
            charge,
            left if amount is None else amount,
            reason=reason,
            pairs={},
            status=status,
        )


@named
def refund_move(
    workings: Workings, *, refund: str, to: str, reason: str = "declined"
) -> dict[str, Any]:
    """Moves a refund on: succeeded, failed, requires_action, canceled."""
    with workings.account() as account:
        return refunds.move(account, refund, to, reason)


@named
def dispute_open(
    workings: Workings,
    *,
    payment_intent: str,
    reason: str = "fraudulent",
    amount: int | None = None,
    inquiry: bool = False,
) -> dict[str, Any]:
    with workings.account() as account:
        return disputes.open_on(
            account,
            _charge_of(account, payment_intent),
            reason=reason,
            amount=amount,
            inquiry=inquiry,
        )


@named
def dispute_close(workings: Workings, *, dispute: str, status: str) -> dict[str, Any]:
    """Ends a dispute: won, lost, prevented, warning_closed."""
    with workings.account() as account:
        return disputes.close(account, dispute, status)


@named
def dispute_move(workings: Workings, *, dispute: str, status: str) -> dict[str, Any]:
    with workings.account() as account:
        return disputes.move(account, dispute, status)


@named
def fraud_warning(workings: Workings, *, payment_intent: str) -> dict[str, Any]:
    with workings.account() as account:
        return disputes.warn(account, _charge_of(account, payment_intent))


@named
def tax_id_verify(workings: Workings, *, tax_id: str, status: str = "verified") -> None:
    """The register answers: verified, unverified or unavailable."""
    with workings.account() as account:
        account.unschedule("verify tax id", tax_id)
        customers.verify(account, tax_id, {"status": status})


# Mail


@named
def mails(workings: Workings, *, to: str | None = None) -> list[dict[str, Any]]:
    """The mails received, oldest first, perhaps only those to one address."""
    from courseplatform.sandbox.mailbox import reading

    with workings.store.begin() as transaction:
        return [reading.told(row) for row in reading.rows(transaction, recipient=to)]


@named
def mails_forget(workings: Workings) -> int:
    with workings.store.begin() as transaction:
        return transaction.run("delete from mails")


def _charge_of(account: Account, payment_intent: str) -> str:
    intent = account.need("payment_intent", payment_intent)
    return str(intent.body["latest_charge"])
