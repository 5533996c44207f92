"""The sandbox as a whole, and its time."""

from __future__ import annotations

import time
from typing import Any

from courseplatform.sandbox import defaults
from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.store import Record
from courseplatform.sandbox.stripe import webhook_endpoints
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.workings import Workings

FIRST = "Made at start"

# The kinds of objects that hold addresses of the sandbox's own pages.
LINKED = ("checkout.session", "invoice", "charge", "credit_note", "payment_intent")


@act
def reset(workings: Workings, *, webhooks_running: bool = True) -> None:
    """Forgets everything and starts with the one endpoint that the settings name."""
    workings.store.empty({"webhooks_running": webhooks_running})
    move_in(workings)


def _make_first_endpoint(workings: Workings) -> None:
    """Adds the endpoint that the settings name, or points the one made before at them."""
    config = workings.config
    with workings.account() as account:
        first = _first_endpoint(account)
        if first is not None:
            first.private["secret"] = config.webhook_secret
            account.save(first, url=config.webhook_target)
        else:
            webhook_endpoints.add(
                account,
                config.webhook_target,
                list(webhook_endpoints.USUAL_EVENTS),
                secret=config.webhook_secret,
                description=FIRST,
            )


def move_in(workings: Workings) -> None:
    """What a new process does first: the ports may be others than the last time.

    Links in stored objects follow to the address where the pages are now.
    """
    now = workings.config.address
    with workings.account() as account:
        row = account.transaction.row("select address from world for update")
        before = row["address"] if row else ""
        if before and before != now:
            account.transaction.run(
                "update objects set body = replace(body::text, %s, %s)::jsonb "
                "where kind = any(%s) and body::text like %s",
                f"{before}/",
                f"{now}/",
                list(LINKED),
                f"%{before}/%",
            )
        account.transaction.run("update world set address = %s, site_url = ''", now)
    _make_first_endpoint(workings)


def _first_endpoint(account: Account) -> Record | None:
    for endpoint in account.find(webhook_endpoints.KIND, description=FIRST):
        return endpoint
    return None


@act
def serve(workings: Workings, *, site_url: str) -> None:
    """Tells the sandbox where the site is now; the first endpoint moves with it."""
    with workings.account() as account:
        account.transaction.run("update world set site_url = %s", site_url)
        first = _first_endpoint(account)
        if first is not None:
            account.save(first, url=site_url.rstrip("/") + defaults.WEBHOOK_PATH)


@act
def objects(workings: Workings, *, kind: str) -> list[dict[str, Any]]:
    """All objects of a kind as the API shows them, oldest first."""
    with workings.account() as account:
        return [record.body for record in account.find(kind)]


@act
def clock_set(workings: Workings, *, at: float, frozen: bool = True) -> int:
    """Puts the account's clock to ``at`` (seconds since 1970) and does what is due by then."""
    with workings.account() as account:
        account.transaction.run(
            "update world set offset_s = %s, frozen_at = %s",
            0 if frozen else at - time.time(),
            at if frozen else None,
        )
    return workings.catch_up()


@act
def clock_advance(workings: Workings, *, seconds: float) -> int:
    """Moves the clock on and does what is due by then; returns how many acts that were."""
    with workings.account() as account:
        account.transaction.run(
            "update world set offset_s = offset_s + %s, frozen_at = frozen_at + %s",
            seconds,
            seconds,
        )
    return workings.catch_up()


@act
def clock_free(workings: Workings) -> int:
    """Lets the clock show real time again."""
    with workings.account() as account:
        account.transaction.run("update world set offset_s = 0, frozen_at = null")
    return workings.catch_up()


@act
def clock_now(workings: Workings) -> float:
    """The account's clock in seconds since 1970."""
    with workings.account() as account:
        return float(account.clock)
