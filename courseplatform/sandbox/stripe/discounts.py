"""Coupons and the promotion codes that hand them out."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import expansion, lists, metadata
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import ApiError, invalid, missing, wrong_state
from courseplatform.sandbox.stripe.surface import Params, call

_CODE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def is_valid(account: Account, coupon: Body) -> bool:
    """Whether the coupon can still be redeemed now."""
    used_up = (
        coupon["max_redemptions"] is not None
        and coupon["times_redeemed"] >= coupon["max_redemptions"]
    )
    over = coupon["redeem_by"] is not None and account.now > coupon["redeem_by"]
    return not used_up and not over


def redeemable(
    account: Account,
    given: dict[str, Any],
    *,
    currency: str,
    subtotal: int,
    customer: str | None,
    param: str,
) -> tuple[Body, str | None]:
    """The coupon that a discount stands for, and the promotion code it came by.

    Raises ApiError when it cannot be redeemed for this sum, currency or customer.
    """
    if ("coupon" in given) == ("promotion_code" in given):
        raise invalid(param, "A discount is exactly one of coupon and promotion_code.")
    promotion: Body | None = None
    identifier = given.get("coupon", "")
    if "promotion_code" in given:
        promotion = account.need(
            "promotion_code", given["promotion_code"], param=f"{param}[promotion_code]"
        ).body
        _check_promotion(account, promotion, currency, subtotal, customer)
        identifier = promotion["promotion"]["coupon"]
    coupon = account.need("coupon", identifier, param=f"{param}[coupon]").body
    if not is_valid(account, coupon):
        raise wrong_state(f"Coupon {identifier} is expired and cannot be applied.", param=param)
    if coupon["amount_off"] is not None and coupon["currency"] != currency:
        raise invalid(param, f"Coupon {identifier} is not in the currency {currency}.")
    return coupon, promotion["id"] if promotion else None


def by_code(account: Account, code: str) -> str | None:
    """The active promotion code that a buyer typed; capitals do not matter."""
    for record in account.find("promotion_code", code=code.strip().upper()):
        if record.body["active"]:
            return record.id
    return None


def redeem(account: Account, coupon: str, promotion: str | None) -> None:
    """Counts one use of the coupon, and of the code it came by."""
    for kind, identifier in (("coupon", coupon), ("promotion_code", promotion)):
        if identifier is None:
            continue
        record = account.need(kind, identifier, lock=True)
        account.save(record, times_redeemed=record.body["times_redeemed"] + 1)
        if kind == "coupon":
            account.save(record, valid=is_valid(account, record.body))
        elif record.body["times_redeemed"] == record.body["max_redemptions"]:
            account.save(record, active=False)


def _check_promotion(
    account: Account, promotion: Body, currency: str, subtotal: int, customer: str | None
) -> None:
    least = promotion["restrictions"]["minimum_amount"]
    over = promotion["expires_at"] is not None and account.now >= promotion["expires_at"]
    if not promotion["active"] or over:
        raise wrong_state("This promotion code is no longer active.", code="promotion_code_expired")
    if promotion["customer"] not in {None, customer}:
        raise wrong_state(
            "This promotion code belongs to another customer.",
            code="promotion_code_customer_mismatch",
        )
    if least is not None and (
        promotion["restrictions"]["minimum_amount_currency"] != currency or subtotal < least
    ):
        raise wrong_state(
            "This promotion code needs a higher amount.", code="promotion_code_minimum_not_met"
        )


@call("POST", "/v1/coupons")
def create_coupon(account: Account, params: Params) -> Body:
    """Stores a coupon. Raises ApiError unless it takes off one thing."""
    if ("percent_off" in params) == ("amount_off" in params):
        raise ApiError("A coupon has exactly one of percent_off and amount_off.")
    percent, amount = params.get("percent_off"), params.get("amount_off")
    if percent is not None and not 0 < percent <= 100:
        raise invalid("percent_off", "percent_off must be over 0 and at most 100.")
    if amount is not None and "currency" not in params:
        raise missing("currency")
    if amount is not None and amount < 1:
        raise invalid("amount_off", "amount_off must be at least 1.")
    if params.get("duration", "once") != "once":
        raise invalid("duration", "This stand-in sells no subscriptions: duration is once.")
    identifier = params.get("id") or new_id("", 8)
    if account.transaction.get("coupon", identifier):
        raise ApiError("Coupon already exists.", code="resource_already_exists", param="id")
    body = {
        "id": identifier,
        "object": "coupon",
        "amount_off": amount,
        "created": account.now,
        "currency": params["currency"].lower() if amount is not None else None,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": metadata.checked(params.get("metadata")),
        "name": params.get("name"),
        "percent_off": percent,
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }
    account.add("coupon", body, {"applies_to": params.get("applies_to")})
    account.emit("coupon.created", body)
    return body


@call("GET", "/v1/coupons/{coupon}")
def retrieve_coupon(account: Account, _params: Params, identifier: str) -> Body:
    """One coupon, with whether it is still valid."""
    return _current(account, account.need("coupon", identifier).body)


@call("GET", "/v1/coupons")
def list_coupons(account: Account, params: Params) -> Body:
    """The coupons, newest first."""
    page = lists.page(account, "coupon", "/v1/coupons", params)
    page["data"] = [_current(account, body) for body in page["data"]]
    return page


@call("POST", "/v1/coupons/{coupon}")
def update_coupon(account: Account, params: Params, identifier: str) -> Body:
    """Changes name and metadata of a coupon."""
    record = account.need("coupon", identifier, lock=True)
    _update(account, record, params, ("name",))
    account.emit("coupon.updated", record.body)
    return record.body


@call("DELETE", "/v1/coupons/{coupon}")
def delete_coupon(account: Account, _params: Params, identifier: str) -> Body:
    """Removes a coupon; what it was used for stays."""
    record = account.need("coupon", identifier, lock=True)
    account.transaction.remove(record)
    account.emit("coupon.deleted", {**record.body, "deleted": True})
    return {"id": identifier, "object": "coupon", "deleted": True}


@expansion.includes("coupon", "applies_to")
def applies_to(account: Account, coupon: Body) -> Body | None:
    """The products a coupon is for, sent only when asked for."""
    stored: Body | None = account.need("coupon", coupon["id"]).private.get("applies_to")
    return stored


@call("POST", "/v1/promotion_codes")
def create_promotion_code(account: Account, params: Params) -> Body:
    """Stores a code that hands out a coupon."""
    promotion = params["promotion"]
    if "coupon" not in promotion:
        raise missing("promotion[coupon]")
    coupon = account.need("coupon", promotion["coupon"], param="promotion[coupon]").body
    code = (params.get("code") or new_id("", 8)).upper()
    if not set(code) <= _CODE_LETTERS:
        raise invalid("code", "A promotion code has letters, digits, - and _ only.")
    if by_code(account, code):
        raise invalid("code", f"An active promotion code {code} already exists.")
    limits = params.get("restrictions") or {}
    if ("minimum_amount" in limits) != ("minimum_amount_currency" in limits):
        raise missing("restrictions[minimum_amount_currency]")
    body = {
        "id": new_id("promo_"),
        "object": "promotion_code",
        "active": params.get("active", True),
        "code": code,
        "created": account.now,
        "customer": params.get("customer"),
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": metadata.checked(params.get("metadata")),
        "promotion": {"type": "coupon", "coupon": coupon["id"]},
        "restrictions": {
            "first_time_transaction": limits.get("first_time_transaction", False),
            "minimum_amount": limits.get("minimum_amount"),
            "minimum_amount_currency": limits.get("minimum_amount_currency"),
        },
        "times_redeemed": 0,
    }
    account.add("promotion_code", body)
    account.emit("promotion_code.created", body)
    return body


@call("GET", "/v1/promotion_codes/{promotion_code}")
def retrieve_promotion_code(account: Account, _params: Params, identifier: str) -> Body:
    """One promotion code."""
    return account.need("promotion_code", identifier).body


@call("GET", "/v1/promotion_codes")
def list_promotion_codes(account: Account, params: Params) -> Body:
    """The promotion codes, newest first."""
    code = params.get("code")
    return lists.page(
        account,
        "promotion_code",
        "/v1/promotion_codes",
        params,
        where={
            "active": params.get("active"),
            "code": code.upper() if code else None,
            "customer": params.get("customer"),
            "promotion.coupon": params.get("coupon"),
        },
    )


@call("POST", "/v1/promotion_codes/{promotion_code}")
def update_promotion_code(account: Account, params: Params, identifier: str) -> Body:
    """Switches a code on or off, or changes its metadata."""
    record = account.need("promotion_code", identifier, lock=True)
    _update(account, record, params, ("active",))
    account.emit("promotion_code.updated", record.body)
    return record.body


def _update(account: Account, record: Record, params: Params, plain: tuple[str, ...]) -> None:
    changes = {name: params[name] for name in plain if name in params}
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    account.save(record, **changes)


def _current(account: Account, coupon: Body) -> Body:
    return {**coupon, "valid": is_valid(account, coupon)}
