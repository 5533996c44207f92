"""The rules of a new Checkout Session that no schema holds, and the object they lead to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import amounts, discounts, metadata
from courseplatform.sandbox.stripe.account import DAY, Account, new_id
from courseplatform.sandbox.stripe.checkout import lines
from courseplatform.sandbox.stripe.errors import ApiError, invalid, missing

SHORTEST = 30 * 60
LONGEST_REFERENCE = 200

# What the stand-in plays. Stripe knows more; a parameter that would be ignored is refused.
PLAYED = frozenset({
    "adaptive_pricing", "allow_promotion_codes", "allowed_payment_method_types", "automatic_tax",
    "billing_address_collection", "cancel_url", "client_reference_id", "consent_collection",
    "currency", "custom_text", "customer", "customer_creation", "customer_email",
    "customer_update", "discounts", "excluded_payment_method_types", "expires_at",
    "invoice_creation", "line_items", "locale", "metadata", "mode", "payment_intent_data",
    "phone_number_collection", "submit_type", "success_url", "tax_id_collection", "ui_mode",
})  # fmt: skip
_PLAYED_OF_INTENT = frozenset(
    {"description", "metadata", "receipt_email", "statement_descriptor_suffix", "capture_method"}
)


def build(account: Account, params: dict[str, Any]) -> tuple[Body, Body]:
    """The body of a new session and what the stand-in remembers with it. Raises ApiError."""
    _check_played(params)
    _check_combinations(params)
    _check_addresses(params)
    expires_at = _expiry(account, params)
    customer = _customer(account, params)
    items = lines.build(account, params.get("line_items", []))
    currency = items[0]["currency"]
    discount = _discount(account, params, items, currency)
    coupon = account.need("coupon", discount["coupon"]).body if discount else None
    totals = lines.price(items, coupon)
    check_least(totals.total, currency)
    body = {
        **_echoes(params),
        **_blanks(),
        "id": new_id("cs_test_a1", 56),
        "object": "checkout.session",
        "created": account.now,
        "expires_at": expires_at,
        "livemode": False,
        "mode": "payment",
        "status": "open",
        "payment_status": "unpaid",
        "currency": currency,
        "customer": customer["id"] if customer else None,
        "customer_details": _details(params, customer),
        "discounts": [{"coupon": None, "promotion_code": None, **discount}] if discount else [],
        "payment_method_types": _method_types(params, currency),
        **sums(totals),
    }
    body["url"] = f"{account.address}/c/pay/{body['id']}"
    intent = params.get("payment_intent_data", {})
    private = {
        "items": items,
        "intent": {**intent, "metadata": metadata.checked(intent.get("metadata"))},
        "coupon": discount["coupon"] if discount else None,
        "promotion_code": discount.get("promotion_code") if discount else None,
        "customer_update": params.get("customer_update", {}),
    }
    return body, private


def sums(totals: lines.Totals) -> Body:
    """The amounts of a session as its fields."""
    return {
        "amount_subtotal": totals.subtotal,
        "amount_total": totals.total,
        "total_details": {
            "amount_discount": totals.discount,
            "amount_shipping": 0,
            "amount_tax": totals.tax,
        },
    }


def check_least(total: int, currency: str) -> None:
    """Nothing at all is a sum that Stripe takes; less than its least is not."""
    least = amounts.LEAST.get(currency, 1)
    if 0 < total < least:
        raise ApiError(
            f"The total of a checkout must come to at least {amounts.shown(least, currency)}.",
            code="amount_too_small",
            param="line_items",
        )


def _check_played(params: dict[str, Any]) -> None:
    for name in params:
        if name not in PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    for name in params.get("payment_intent_data", {}):
        if name not in _PLAYED_OF_INTENT:
            raise invalid(
                f"payment_intent_data[{name}]",
                f"This stand-in does not play the parameter payment_intent_data[{name}].",
            )
    if params.get("mode", "payment") != "payment":
        raise invalid("mode", "This stand-in plays the mode payment only.")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("ui_mode", "This stand-in plays the ui_mode hosted_page only.")
    if params.get("payment_intent_data", {}).get("capture_method") == "manual":
        raise invalid("payment_intent_data[capture_method]", "Manual capture is not played.")


def _check_combinations(params: dict[str, Any]) -> None:
    if "customer" in params and "customer_email" in params:
        raise invalid("customer_email", "You may only specify one of customer, customer_email.")
    if "customer" in params and "customer_creation" in params:
        raise invalid("customer_creation", "customer_creation cannot be set with customer.")
    if "customer_update" in params and "customer" not in params:
        raise invalid("customer_update", "customer_update can only be set with customer.")
    if "allow_promotion_codes" in params and "discounts" in params:
        raise invalid("discounts", "You may only specify one of allow_promotion_codes, discounts.")
    if len(params.get("discounts", [])) > 1:
        raise invalid("discounts", "A checkout can have one discount at most.")
    if len(params.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise invalid(
            "client_reference_id",
            f"client_reference_id can have {LONGEST_REFERENCE} characters.",
        )
    if {"allowed_payment_method_types", "excluded_payment_method_types"} <= params.keys():
        raise invalid(
            "excluded_payment_method_types",
            "Methods are either allowed or excluded, not both in one request.",
        )


def _check_addresses(params: dict[str, Any]) -> None:
    if "success_url" not in params:
        raise missing("success_url")
    for name in ("success_url", "cancel_url"):
        parts = urlsplit(params.get(name, "https://example.com/"))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise invalid(name, f"Not a valid URL: {params[name]}", "url_invalid")
    email = params.get("customer_email")
    if email is not None and ("@" not in email[1:-1] or " " in email):
        raise invalid("customer_email", f"Invalid email address: {email}", "email_invalid")


def _expiry(account: Account, params: dict[str, Any]) -> int:
    expires_at = int(params.get("expires_at", account.now + DAY))
    if expires_at < account.now + SHORTEST:
        raise invalid(
            "expires_at",
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
        )
    if "expires_at" in params and expires_at >= account.now + DAY:
        raise invalid(
            "expires_at",
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
        )
    return expires_at


def _customer(account: Account, params: dict[str, Any]) -> Body | None:
    if "customer" not in params:
        return None
    return account.need("customer", params["customer"], param="customer").body


def _discount(
    account: Account, params: dict[str, Any], items: list[Body], currency: str
) -> Body | None:
    if not params.get("discounts"):
        return None
    coupon, promotion = discounts.redeemable(
        account,
        params["discounts"][0],
        currency=currency,
        subtotal=sum(item["amount_subtotal"] for item in items),
        customer=params.get("customer"),
        param="discounts[0]",
    )
    return {"coupon": coupon["id"], "promotion_code": promotion}


def _details(params: dict[str, Any], customer: Body | None) -> Body | None:
    email = customer["email"] if customer else params.get("customer_email")
    if email is None and customer is None:
        return None
    return {
        "address": customer["address"] if customer else None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": customer["name"] if customer else None,
        "phone": customer["phone"] if customer else None,
        "tax_exempt": customer["tax_exempt"] if customer else "none",
        "tax_ids": None,
    }


def _method_types(params: dict[str, Any], currency: str) -> list[str]:
    offered = ["card", "sepa_debit"] if currency == "eur" else ["card"]
    chosen = params.get("allowed_payment_method_types", offered)
    excluded = params.get("excluded_payment_method_types", [])
    types = [name for name in offered if name in chosen and name not in excluded]
    if not types:
        raise ApiError("No payment method is left for this checkout and its currency.")
    return types


def _echoes(params: dict[str, Any]) -> Body:
    """The fields that say again what was asked for."""
    tax = params.get("automatic_tax", {"enabled": False})["enabled"]
    consent = params.get("consent_collection")
    ids = params.get("tax_id_collection", {"enabled": False})
    texts = params.get("custom_text", {})
    return {
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "automatic_tax": {
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
            "provider": "stripe" if tax else None,
            "status": "requires_location_inputs" if tax else None,
        },
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "consent_collection": consent
        and {
            "payment_method_reuse_agreement": None,
            "promotions": consent.get("promotions"),
            "terms_of_service": consent.get("terms_of_service"),
        },
        "custom_text": {
            name: texts.get(name) or None
            for name in (
                "after_submit",
                "shipping_address",
                "submit",
                "terms_of_service_acceptance",
            )
        },
        "customer_creation": None
        if "customer" in params
        else params.get("customer_creation", "if_required"),
        "customer_email": params.get("customer_email"),
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "invoice_creation": _invoice_creation(params.get("invoice_creation", {"enabled": False})),
        "locale": params.get("locale"),
        "metadata": metadata.checked(params.get("metadata")),
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "tax_id_collection": {"enabled": ids["enabled"], "required": ids.get("required", "never")},
        "ui_mode": "hosted_page",
    }


def _invoice_creation(given: dict[str, Any]) -> Body:
    data = given.get("invoice_data", {})
    return {
        "enabled": given["enabled"],
        "invoice_data": {
            "account_tax_ids": None,
            "custom_fields": data.get("custom_fields") or None,
            "description": data.get("description"),
            "footer": data.get("footer"),
            "issuer": {"type": "self"},
            "metadata": metadata.checked(data.get("metadata")),
            "rendering_options": None,
        },
    }


def _blanks() -> Body:
    """The fields of what payment mode on the hosted page does not use."""
    return {
        "after_expiration": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "currency_conversion": None,
        "custom_fields": [],
        "customer_account": None,
        "integration_identifier": None,
        "invoice": None,
        "managed_payments": None,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "permissions": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "subscription": None,
        "wallet_options": None,
    }
