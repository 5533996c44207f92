"""Events as the API shows them: thirty days back, with how many endpoints still wait."""

from __future__ import annotations

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import lists
from courseplatform.sandbox.stripe.account import DAY, Account
from courseplatform.sandbox.stripe.errors import absent, invalid
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "event"
KEPT = 30 * DAY
MOST_TYPES = 20


def pending(account: Account, event: Body) -> Body:
    """The event with the number of endpoints that have not taken it yet."""
    row = account.transaction.row(
        "select count(distinct endpoint) as waiting from deliveries "
        "where event = %s and state = 'waiting'",
        event["id"],
    )
    return {**event, "pending_webhooks": row["waiting"] if row else 0}


@call("GET", "/v1/events/{id}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One event of the last thirty days."""
    event = account.need(KIND, identifier).body
    if event["created"] < account.now - KEPT:
        raise absent(KIND, identifier)
    return pending(account, event)


@call("GET", "/v1/events")
def listed(account: Account, params: Params) -> Body:
    """The events of the last thirty days, newest first."""
    if "type" in params and "types" in params:
        raise invalid("types", "You may only specify one of type, types.")
    types = params.get("types", [params["type"]] if "type" in params else [])
    if len(types) > MOST_TYPES:
        raise invalid("types", f"You can filter by {MOST_TYPES} types at most.")
    page = lists.page(
        account,
        KIND,
        "/v1/events",
        params,
        since=account.now - KEPT,
        among=("type", types),
        delivered=params.get("delivery_success"),
    )
    page["data"] = [pending(account, event) for event in page["data"]]
    return page
