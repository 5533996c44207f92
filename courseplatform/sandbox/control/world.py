"""The sandbox as a whole, and its time."""

from __future__ import annotations

import time
from typing import Any

from courseplatform.sandbox.control.acts import act
from courseplatform.sandbox.stripe import webhook_endpoints
from courseplatform.sandbox.workings import Workings


@act
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


@act
def serve(workings: Workings, *, site_url: str) -> None:
    """Tells the sandbox where the site is now; the first endpoint moves with it."""
    with workings.account() as account:
        account.transaction.run("update world set site_url = %s", site_url)
        endpoint = account.find(webhook_endpoints.KIND)[0]
        account.save(endpoint, url=site_url.rstrip("/") + "/hooks/stripe/")


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
