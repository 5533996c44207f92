"""Holds everything that crosses the wire between us and the Stripe stand-in against the schemas.

The schemas are rebuilt from the installed SDK; the validator is ``jsonschema``, so that the
stand-in's own reader of forms is not its own judge.
"""

from __future__ import annotations

import functools
from typing import Any

from jsonschema import Draft202012Validator

from courseplatform.sandbox.stripe import forms, schemas
from courseplatform.sandbox.stripe.api import Exchange
from courseplatform.sandbox.stripe.errors import ApiError

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type"],
            "properties": {
                "type": {
                    "enum": [
                        "api_error",
                        "card_error",
                        "idempotency_error",
                        "invalid_request_error",
                    ]
                },
                "message": {"type": "string", "minLength": 1},
                "code": {"type": "string"},
                "param": {"type": "string"},
                "request_log_url": {"type": "string"},
            },
            "additionalProperties": False,
        }
    },
}


class Conformance:
    """Collects what did not fit; ``problems`` is empty while all messages are right."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.seen = 0
        object_validator("checkout.session")  # made once, before anybody waits for an answer

    def exchange(self, exchange: Exchange) -> None:
        """Checks one call of the API: what was asked (when it was taken) and what was answered."""
        self.seen += 1
        where = "unknown call"
        if exchange.operation is not None:
            where = f"{exchange.operation.method} {exchange.operation.path}"
        if exchange.status != 200:
            self._check(f"{where} refused", Draft202012Validator(ERROR_SCHEMA), exchange.body)
            return
        assert exchange.operation is not None
        key = (exchange.operation.method, exchange.operation.path)
        try:
            asked = forms.check(exchange.form, exchange.operation.params)
        except ApiError as error:
            self.problems.append(f"{where} was taken although: {error}")
            return
        self._check(f"{where} asked", params_validator(*key), asked)
        self._check(f"{where} answered", answer_validator(*key), exchange.body)

    def event(self, event: dict[str, Any]) -> None:
        """Checks one webhook: its envelope, and the object in it by the object's own schema."""
        self.seen += 1
        self._check("event", object_validator("event"), event)
        subject = event["data"]["object"]
        self._check(event["type"], object_validator(subject["object"]), subject)

    def _check(self, where: str, validator: Draft202012Validator, value: Any) -> None:
        for error in validator.iter_errors(value):
            path = ".".join(str(step) for step in error.absolute_path)
            self.problems.append(f"{where}: {path}: {error.message[:300]}")


@functools.cache
def params_validator(method: str, path: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.operations()[method, path].params)


@functools.cache
def answer_validator(method: str, path: str) -> Draft202012Validator:
    returns = schemas.operations()[method, path].returns
    return Draft202012Validator({**returns, "$defs": schemas.document()})


@functools.cache
def object_validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schemas.document()})
