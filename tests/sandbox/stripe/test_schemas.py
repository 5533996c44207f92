"""The schemas rebuilt from the SDK's source."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
import stripe
from jsonschema import Draft202012Validator

from courseplatform.sandbox.stripe import schemas, surface

ROOT = Path(__file__).parents[3]


def test_their_version_is_the_one_the_sdk_pins() -> None:
    assert schemas.version() == stripe.api_version == "2026-10-28.endive"


def test_the_installed_sdk_is_the_one_in_the_requirements() -> None:
    pinned = re.search(r"^stripe==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert importlib.metadata.version("stripe") == pinned[1]


@pytest.mark.parametrize("kind", sorted(schemas.OBJECTS))
def test_every_object_schema_is_a_valid_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schemas.object_schema(kind))


def test_every_call_that_is_answered_has_readable_schemas() -> None:
    for operation, _handler in surface.answered().values():
        Draft202012Validator.check_schema(operation.params)
        Draft202012Validator.check_schema(operation.returns)


def test_a_parameter_that_stripe_removed_is_not_known() -> None:
    params = schemas.operations()["POST", "/v1/checkout/sessions"].params["properties"]
    assert "payment_method_types" not in params
    assert "allowed_payment_method_types" in params


def test_in_a_literal_or_text_the_literals_are_the_list() -> None:
    status = schemas.object_schema("payment_intent")["properties"]["status"]
    assert "succeeded" in status["enum"]
    reason = schemas.operations()["POST", "/v1/refunds"].params["properties"]["reason"]
    assert reason["enum"] == ["duplicate", "fraudulent", "requested_by_customer"]


def test_a_key_that_may_be_left_out_is_not_required() -> None:
    item = schemas.operations()["POST", "/v1/checkout/sessions"].params["properties"]["line_items"]
    price = item["items"]["properties"]["price_data"]
    assert price["required"] == ["currency"]
    assert price["additionalProperties"] is False


def test_the_events_we_listen_to_exist() -> None:
    from courseplatform.sandbox.stripe.webhook_endpoints import USUAL_EVENTS

    assert set(USUAL_EVENTS) <= schemas.event_types()
