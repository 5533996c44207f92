"""Tax rates that the seller has entered."""

from __future__ import annotations

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import lists, metadata
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import invalid
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "tax_rate"


@call("POST", "/v1/tax_rates")
def create(account: Account, params: Params) -> Body:
    """Stores a rate. Raises ApiError for a percentage that cannot be."""
    if not 0 <= params["percentage"] <= 100:
        raise invalid("percentage", "A percentage lies between 0 and 100.")
    body = {
        "id": new_id("txr_"),
        "object": KIND,
        "active": params.get("active", True),
        "country": params.get("country"),
        "created": account.now,
        "description": params.get("description"),
        "display_name": params["display_name"],
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction": params.get("jurisdiction"),
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": metadata.checked(params.get("metadata")),
        "percentage": params["percentage"],
        "rate_type": "percentage",
        "state": params.get("state"),
        "tax_type": params.get("tax_type"),
    }
    return account.add(KIND, body).body


@call("GET", "/v1/tax_rates/{tax_rate}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One rate."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/tax_rates")
def listed(account: Account, params: Params) -> Body:
    """The rates, newest first."""
    where = {name: params.get(name) for name in ("active", "inclusive")}
    return lists.page(account, KIND, "/v1/tax_rates", params, where=where)


@call("POST", "/v1/tax_rates/{tax_rate}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes what may change: the words, whether it is active, the metadata."""
    record = account.need(KIND, identifier, lock=True)
    plain = ("active", "country", "description", "display_name", "jurisdiction", "state")
    changes = {name: params[name] for name in plain if name in params}
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    return account.save(record, **changes).body
