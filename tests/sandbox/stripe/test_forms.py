"""Form bodies: brackets, types, and refusals in Stripe's words."""

from __future__ import annotations

from typing import Any

import pytest

from courseplatform.sandbox.stripe import forms
from courseplatform.sandbox.stripe.errors import ApiError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer"},
        "on": {"type": "boolean"},
        "share": {"type": "number"},
        "kind": {"enum": ["a", "b"]},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"sum": {"type": "integer"}},
                "required": ["sum"],
            },
        },
        "note": {"anyOf": [{"enum": [""]}, {"type": "object", "additionalProperties": False}]},
        "made": {
            "anyOf": [
                {"type": "object", "properties": {"gte": {"type": "integer"}}},
                {"type": "integer"},
            ]
        },
    },
}


def read(text: str) -> dict[str, Any]:
    return forms.check(forms.decode(text.encode()), SCHEMA)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("name=x&count=3", {"name": "x", "count": 3}),
        ("name=x&on=true&share=12.5", {"name": "x", "on": True, "share": 12.5}),
        (
            "name=x&lines[1][sum]=2&lines[0][sum]=1",
            {"name": "x", "lines": [{"sum": 1}, {"sum": 2}]},
        ),
        ("name=x&lines[][sum]=1", {"name": "x", "lines": [{"sum": 1}]}),
        ("name=x&note=", {"name": "x", "note": ""}),
        ("name=x&made=5", {"name": "x", "made": 5}),
        ("name=x&made[gte]=5", {"name": "x", "made": {"gte": 5}}),
        ("name=%D0%9A%D0%B8%D1%97%D0%B2", {"name": "Київ"}),
    ],
)
def test_bracketed_names_become_typed_values(text: str, values: dict[str, Any]) -> None:
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "param", "code"),
    [
        ("count=3", "name", "parameter_missing"),
        ("name=x&other=1", "other", "parameter_unknown"),
        ("name=x&lines[0][other]=1", "lines[0][other]", "parameter_unknown"),
        ("name=x&lines[0][sum]=a", "lines[0][sum]", "parameter_invalid_integer"),
        ("name=x&lines[0]=a", "lines[0]", None),
        ("name=x&lines=a", "lines", None),
        ("name=x&lines[a][sum]=1", "lines", None),
        ("name=x&count=", "count", "parameter_invalid_empty"),
        ("name=x&on=1", "on", None),
        ("name=x&share=a", "share", None),
        ("name=x&kind=c", "kind", None),
        ("name[a]=x", "name", None),
        ("name=x&made=a", "made", "parameter_invalid_integer"),
        ("name=x&name[a]=1", "name[a]", None),
        ("name=x&lines[0][sum]=1&lines=2", "lines", None),
    ],
)
def test_what_does_not_fit_is_refused_by_name(text: str, param: str, code: str | None) -> None:
    with pytest.raises(ApiError) as refusal:
        read(text)
    assert refusal.value.error["param"] == param
    assert refusal.value.error.get("code") == code


@pytest.mark.parametrize("body", [b"name=%ff", b"\xff=1", b"a[[b]=1"])
def test_a_body_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError):
        forms.decode(body)
