"""Pages of objects, newest first, by cursor: ``starting_after``, ``ending_before``, ``limit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.errors import absent, invalid

_COMPARE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    account: Account,
    kind: str,
    url: str,
    params: Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
    since: int | None = None,
    among: tuple[str, list[str]] | None = None,
    delivered: bool | None = None,
) -> Body:
    """One page of the objects of a kind.

    ``where`` maps paths in the body (``payment_intent``, ``customer_details.email``) to the
    value they must have; None stands for "not asked". ``since`` hides what is older;
    ``among`` keeps one field to some values; ``delivered`` keeps events whose webhooks have
    all been taken, or have not.
    """
    limit = _limit(params)
    conditions: list[str] = ["kind = %s"]
    values: list[Any] = [kind]
    for path, wanted in (where or {}).items():
        if wanted is not None:
            conditions.append("body #> %s = %s::jsonb")
            values += [path.split("."), _json(wanted)]
    _created(params.get("created"), conditions, values)
    if since is not None:
        conditions.append("created >= %s")
        values.append(since)
    if among is not None and among[1]:
        conditions.append("body->>%s = any(%s)")
        values += [among[0], among[1]]
    if delivered is not None:
        undone = "select from deliveries where event = objects.id and state <> 'done'"
        conditions.append(f"{'not ' if delivered else ''}exists ({undone})")
    backwards = _cursor(account, kind, params, conditions, values)
    order = "created asc, seq asc" if backwards else "created desc, seq desc"
    rows = account.transaction.rows(
        f"select * from objects where {' and '.join(conditions)} "  # noqa: S608 - own text only
        f"order by {order} limit %s",
        *values,
        limit + 1,
    )
    records = [Record(**row) for row in rows[:limit]]
    if backwards:
        records.reverse()
    return envelope([record.body for record in records], url, has_more=len(rows) > limit)


def slice_of(items: list[Body], url: str, params: Mapping[str, Any]) -> Body:
    """One page of objects that are kept inside another one, in their own order."""
    limit = _limit(params)
    identifiers = [item["id"] for item in items]
    first, last = 0, len(items)
    if after := params.get("starting_after"):
        first = _position(identifiers, after, "starting_after") + 1
    if before := params.get("ending_before"):
        last = _position(identifiers, before, "ending_before")
        first = max(first, last - limit)
    chosen = items[first : min(last, first + limit)]
    more = first > 0 if params.get("ending_before") else first + limit < last
    return envelope(chosen, url, has_more=more)


def envelope(data: list[Body], url: str, *, has_more: bool = False) -> Body:
    """Stripe's list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _limit(params: Mapping[str, Any]) -> int:
    limit = int(params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise invalid("limit", f"Invalid limit: {limit}. It must lie between 1 and 100.")
    return limit


def _created(wanted: Any, conditions: list[str], values: list[Any]) -> None:
    if isinstance(wanted, int):
        wanted = {"gte": wanted, "lte": wanted}
    for name, bound in (wanted or {}).items():
        conditions.append(f"created {_COMPARE[name]} %s")
        values.append(bound)


def _cursor(
    account: Account,
    kind: str,
    params: Mapping[str, Any],
    conditions: list[str],
    values: list[Any],
) -> bool:
    """Adds the condition of the cursor; returns whether the page is read backwards."""
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid("ending_before", "Give starting_after or ending_before, not both.")
    name, identifier = ("starting_after", after) if after else ("ending_before", before)
    if identifier:
        record = account.need(kind, identifier, param=name)
        conditions.append(f"(created, seq) {'<' if after else '>'} (%s, %s)")
        values += [record.created, record.seq]
    return bool(before)


def _position(identifiers: list[str], wanted: str, param: str) -> int:
    if wanted not in identifiers:
        raise absent("object", wanted, param)
    return identifiers.index(wanted)


def _json(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
