"""Which calls the stand-in answers: each is a function registered under method and path."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import schemas
from courseplatform.sandbox.stripe.schemas import Operation

Params = dict[str, Any]
Handler = Callable[..., Body]

# The modules whose import registers their calls.
_MODULES = (
    "checkout.sessions",
    "checkout.paying",
    "payment_intents",
    "charges",
    "balance",
    "refunds",
    "disputes",
    "customers",
    "discounts",
    "products",
    "tax_rates",
    "invoicing.items",
    "invoicing.invoices",
    "invoicing.moving",
    "invoicing.payments",
    "invoicing.credit_notes",
    "events",
    "webhook_endpoints",
)

_handlers: dict[tuple[str, str], Handler] = {}


def call(method: str, path: str) -> Callable[[Handler], Handler]:
    """Registers the answer to one call; the holes of the path arrive as further arguments.

    The path must be one that the SDK knows: a typing mistake fails at start.
    """

    def register(handler: Handler) -> Handler:
        _handlers[method, path] = handler
        return handler

    return register


@functools.cache
def answered() -> dict[tuple[str, str], tuple[Operation, Handler]]:
    """Every call that the stand-in answers, with what the SDK says about it."""
    for name in _MODULES:
        importlib.import_module(f"courseplatform.sandbox.stripe.{name}")
    known = schemas.operations()
    return {key: (known[key], handler) for key, handler in _handlers.items()}


def find(method: str, path: str) -> tuple[Operation, Handler, tuple[str, ...]] | None:
    """The call that this request makes, with what stands in the holes of its path."""
    exact = answered().get((method, path))
    if exact is not None:
        return (*exact, ())
    for (verb, _), (operation, handler) in answered().items():
        match = operation.pattern.fullmatch(path) if verb == method else None
        if match is not None:
            return operation, handler, match.groups()
    return None
