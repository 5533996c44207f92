"""JSON schemas of Stripe's requests and answers, rebuilt from the SDK that is installed.

``operations()`` lists the calls of the surface with the schema of their parameters;
``document()`` holds the schemas of every object that the stand-in sends. Both are made
once per process, on first use, and never written down: a newer SDK changes them by itself,
and ``version()`` says which version of the API they describe.
"""

import ast
import functools
import re
from dataclasses import dataclass

from courseplatform.sandbox.stripe import sdk_source
from courseplatform.sandbox.stripe.annotations import Annotations, Schema
from courseplatform.sandbox.stripe.sdk_source import Scope

# The services whose calls belong to the surface.
SERVICES = (
    "stripe.checkout._session_service",
    "stripe.checkout._session_line_item_service",
    "stripe._payment_intent_service",
    "stripe._charge_service",
    "stripe._refund_service",
    "stripe._dispute_service",
    "stripe.radar._early_fraud_warning_service",
    "stripe._customer_service",
    "stripe._customer_tax_id_service",
    "stripe._coupon_service",
    "stripe._promotion_code_service",
    "stripe._product_service",
    "stripe._price_service",
    "stripe._tax_rate_service",
    "stripe._invoice_service",
    "stripe._invoice_item_service",
    "stripe._invoice_line_item_service",
    "stripe._invoice_payment_service",
    "stripe._credit_note_service",
    "stripe._credit_note_line_item_service",
    "stripe._event_service",
    "stripe._webhook_endpoint_service",
    "stripe._balance_transaction_service",
)

# The objects whose whole shape is checked; a link to any other object is only asked for its id.
OBJECTS = {
    "checkout.session": "stripe.checkout._session:Session",
    "payment_intent": "stripe._payment_intent:PaymentIntent",
    "payment_method": "stripe._payment_method:PaymentMethod",
    "charge": "stripe._charge:Charge",
    "refund": "stripe._refund:Refund",
    "dispute": "stripe._dispute:Dispute",
    "balance_transaction": "stripe._balance_transaction:BalanceTransaction",
    "customer": "stripe._customer:Customer",
    "tax_id": "stripe._tax_id:TaxId",
    "coupon": "stripe._coupon:Coupon",
    "promotion_code": "stripe._promotion_code:PromotionCode",
    "discount": "stripe._discount:Discount",
    "product": "stripe._product:Product",
    "price": "stripe._price:Price",
    "tax_rate": "stripe._tax_rate:TaxRate",
    "item": "stripe._line_item:LineItem",
    "invoice": "stripe._invoice:Invoice",
    "invoiceitem": "stripe._invoice_item:InvoiceItem",
    "line_item": "stripe._invoice_line_item:InvoiceLineItem",
    "invoice_payment": "stripe._invoice_payment:InvoicePayment",
    "credit_note": "stripe._credit_note:CreditNote",
    "credit_note_line_item": "stripe._credit_note_line_item:CreditNoteLineItem",
    "cash_balance": "stripe._cash_balance:CashBalance",
    "radar.early_fraud_warning": "stripe.radar._early_fraud_warning:EarlyFraudWarning",
    "event": "stripe._event:Event",
    "webhook_endpoint": "stripe._webhook_endpoint:WebhookEndpoint",
}

_annotations = Annotations(frozenset(OBJECTS))


@dataclass(frozen=True, eq=False)
class Operation:
    """One call of the API: method, path with named holes, what it takes and what it gives."""

    method: str
    path: str
    function: ast.FunctionDef
    scope: Scope

    @functools.cached_property
    def params(self) -> Schema:
        """The schema of the parameters, all together one object."""
        return _params(self.function, self.scope)

    @functools.cached_property
    def returns(self) -> Schema:
        """The schema of the answer; links point into ``document()``."""
        return _returns(self.function, self.scope, deleted=self.method == "DELETE")

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the paths of this call; the groups are the holes."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))


@functools.cache
def version() -> str:
    """The version of the API that the installed SDK speaks, for example ``2026-10-28.endive``."""
    for statement in sdk_source.module("stripe._api_version").classes["_ApiVersion"].body:
        if (
            isinstance(statement, ast.Assign)
            and ast.unparse(statement.targets[0]) == "CURRENT"
            and isinstance(statement.value, ast.Constant)
        ):
            return str(statement.value.value)
    raise RuntimeError("The SDK names no version of the API.")


@functools.cache
def operations() -> dict[tuple[str, str], Operation]:
    """Every call of the surface by (method, path), for example ``("POST", "/v1/refunds")``."""
    found = {}
    for dotted in SERVICES:
        scope = sdk_source.module(dotted).scope
        for service in scope.module.classes.values():
            for function in sdk_source.methods(service):
                call = _request_call(function)
                if call is not None:
                    method, path = str(ast.literal_eval(call.args[0])).upper(), _path(call.args[1])
                    found[method, path] = Operation(method, path, function, scope)
    return found


@functools.cache
def object_schema(name: str) -> Schema:
    """The schema of one kind of object, for example ``refund``; links are ``#/$defs/<kind>``."""
    dotted, _, class_name = OBJECTS[name].partition(":")
    scope = sdk_source.module(dotted).scope
    return _annotations.class_schema(scope.module.classes[class_name], scope)


@functools.cache
def document() -> Schema:
    """All object schemas under ``$defs``, to be put beside a schema that points at them."""
    return {name: object_schema(name) for name in OBJECTS}


@functools.cache
def event_types() -> frozenset[str]:
    """The names of all events that an endpoint may subscribe to."""
    params = operations()["POST", "/v1/webhook_endpoints"].params
    return frozenset(params["properties"]["enabled_events"]["items"]["enum"]) - {"*"}


def _request_call(function: ast.FunctionDef) -> ast.Call | None:
    """The place where a method of a service sends its request; None for a constructor."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self._request":
            return node
    return None


def _path(node: ast.expr) -> str:
    """The path template, whether it is plain text or ``"...".format(...)``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return str(ast.literal_eval(node))


def _params(function: ast.FunctionDef, scope: Scope) -> Schema:
    for argument in function.args.args:
        if argument.arg == "params" and argument.annotation is not None:
            schema = _annotations.schema(argument.annotation, scope)
            # ``Optional["X"]`` says that all parameters together may be left out.
            return next(branch for branch in schema.get("anyOf", [schema]) if branch != _NULL)
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _returns(function: ast.FunctionDef, scope: Scope, *, deleted: bool) -> Schema:
    if function.returns is None:
        raise NotImplementedError(f"{function.name} says nothing of its answer")
    if deleted:
        return _DELETED
    return _annotations.schema(function.returns, scope)


_NULL: Schema = {"type": "null"}
_DELETED: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "object": {"type": "string"},
        "deleted": {"enum": [True]},
    },
    "required": ["id", "object", "deleted"],
    "additionalProperties": False,
}
