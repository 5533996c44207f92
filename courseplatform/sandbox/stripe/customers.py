"""Customers and their tax numbers."""

from __future__ import annotations

import re

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import expansion, lists, metadata, schedule
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import absent, invalid
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "customer"
VERIFIED_AFTER = 30

_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_PLAYED = frozenset(
    {"address", "description", "email", "metadata", "name", "phone", "preferred_locales",
     "tax_exempt", "tax_id_data", "invoice_prefix"}
)  # fmt: skip

# The forms of the numbers by type: not whether a number exists, only how it is written.
_FORMS = {
    "eu_vat": re.compile(
        r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
        r"[0-9A-Z+*]{8,12}"
    ),
    "gb_vat": re.compile(r"GB\d{9}(\d{3})?"),
    "ch_vat": re.compile(r"CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)?"),
    "ua_vat": re.compile(r"\d{10,12}"),
    "us_ein": re.compile(r"\d{2}-?\d{7}"),
}


def add(account: Account, data: Params) -> Body:
    """Stores a new customer and tells of it."""
    body = {
        "id": new_id("cus_", 14),
        "object": KIND,
        "address": _address(data.get("address")),
        "balance": 0,
        "created": account.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": data.get("description") or None,
        "discount": None,
        "email": data.get("email") or None,
        "invoice_prefix": data.get("invoice_prefix") or new_id("", 8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": metadata.checked(data.get("metadata")),
        "name": data.get("name") or None,
        "next_invoice_sequence": 1,
        "phone": data.get("phone") or None,
        "preferred_locales": data.get("preferred_locales") or [],
        "shipping": None,
        "tax_exempt": data.get("tax_exempt") or "none",
        "test_clock": None,
    }
    account.add(KIND, body)
    account.emit("customer.created", body)
    return body


@call("POST", "/v1/customers")
def create(account: Account, params: Params) -> Body:
    """Stores a customer, perhaps with tax numbers."""
    _check(params)
    body = add(account, params)
    for given in params.get("tax_id_data", []):
        add_tax_id(account, body["id"], given["type"], given["value"], "tax_id_data")
    return body


@call("GET", "/v1/customers/{customer}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One customer."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/customers")
def listed(account: Account, params: Params) -> Body:
    """The customers, newest first."""
    return lists.page(account, KIND, "/v1/customers", params, where={"email": params.get("email")})


@call("POST", "/v1/customers/{customer}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes what was given; an empty text unsets."""
    _check(params)
    record = account.need(KIND, identifier, lock=True)
    plain = ("description", "email", "name", "phone", "preferred_locales", "tax_exempt")
    changes = {name: params[name] or None for name in plain if name in params}
    if "address" in params:
        changes["address"] = _address(params["address"])
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    before = {name: record.body[name] for name in changes}
    account.save(record, **changes)
    account.emit("customer.updated", record.body, before)
    return record.body


@call("DELETE", "/v1/customers/{customer}")
def delete(account: Account, _params: Params, identifier: str) -> Body:
    """Removes a customer; what was paid stays."""
    record = account.need(KIND, identifier, lock=True)
    account.transaction.remove(record)
    account.emit("customer.deleted", record.body)
    return {"id": identifier, "object": KIND, "deleted": True}


def add_tax_id(account: Account, customer: str, type: str, value: str, param: str) -> Body:  # noqa: A002
    """Stores a tax number; European ones are looked up later. Raises ApiError for its form."""
    form = _FORMS.get(type)
    if form is None or not form.fullmatch(value.replace(" ", "").upper()):
        raise invalid(param, f"Invalid value for {type}.", "tax_id_invalid")
    looked_up = type in {"eu_vat", "gb_vat"}
    body: Body = {
        "id": new_id("txi_"),
        "object": "tax_id",
        "country": value[:2].upper() if looked_up else type[:2].upper(),
        "created": account.now,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "owner": {"type": "customer", "customer": customer},
        "type": type,
        "value": value,
        "verification": {
            "status": "pending" if looked_up else "unavailable",
            "verified_address": None,
            "verified_name": None,
        },
    }
    account.add("tax_id", body)
    account.emit("customer.tax_id.created", body)
    if looked_up and not value.endswith("222222222"):
        status = "unverified" if value.endswith("111111111") else "verified"
        account.schedule(account.now + VERIFIED_AFTER, "verify tax id", body["id"], status=status)
    return body


@schedule.act("verify tax id")
def verify(account: Account, identifier: str, detail: Body) -> None:
    """The register has answered: verified, unverified or unavailable."""
    record = account.need("tax_id", identifier, lock=True)
    found = detail["status"] == "verified"
    before = {"verification": record.body["verification"]}
    account.save(
        record,
        verification={
            "status": detail["status"],
            "verified_address": "Practice Street 1" if found else None,
            "verified_name": "Practice Company" if found else None,
        },
    )
    account.emit("customer.tax_id.updated", record.body, before)


@call("POST", "/v1/customers/{customer}/tax_ids")
def create_tax_id(account: Account, params: Params, customer: str) -> Body:
    """Gives a customer a tax number."""
    account.need(KIND, customer)
    return add_tax_id(account, customer, params["type"], params["value"], "value")


@call("GET", "/v1/customers/{customer}/tax_ids")
def list_tax_ids(account: Account, params: Params, customer: str) -> Body:
    """The tax numbers of a customer, newest first."""
    account.need(KIND, customer)
    url = f"/v1/customers/{customer}/tax_ids"
    return lists.page(account, "tax_id", url, params, where={"customer": customer})


@call("GET", "/v1/customers/{customer}/tax_ids/{id}")
def retrieve_tax_id(account: Account, _params: Params, customer: str, identifier: str) -> Body:
    """One tax number of a customer."""
    return _tax_id_of(account, customer, identifier).body


@call("DELETE", "/v1/customers/{customer}/tax_ids/{id}")
def delete_tax_id(account: Account, _params: Params, customer: str, identifier: str) -> Body:
    """Takes a tax number from a customer."""
    record = _tax_id_of(account, customer, identifier)
    account.transaction.remove(record)
    account.emit("customer.tax_id.deleted", record.body)
    return {"id": identifier, "object": "tax_id", "deleted": True}


@expansion.includes(KIND, "tax_ids")
def tax_ids_of(account: Account, customer: Body) -> Body:
    """The tax numbers of a customer, sent only when asked for."""
    return list_tax_ids(account, {}, customer["id"])


def _tax_id_of(account: Account, customer: str, identifier: str) -> Record:
    record = account.need("tax_id", identifier)
    if record.body["customer"] != customer:
        raise absent("tax_id", identifier)
    return record


def _address(given: Body | str | None) -> Body | None:
    if not given or isinstance(given, str):
        return None
    return {name: given.get(name) or None for name in _ADDRESS}


def _check(params: Params) -> None:
    for name in params:
        if name not in _PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    email = params.get("email")
    if email and ("@" not in email[1:-1] or " " in email):
        raise invalid("email", f"Invalid email address: {email}", "email_invalid")
