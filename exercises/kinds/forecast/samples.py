"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

_TERMS = {"settled_by": "The port's books.", "deadline": "T0 + 90 days", "void": "The port closes."}
_SAILS = {"id": "Q1", "text": "Will the ship sail?", **_TERMS}
_BERTHS = {
    "id": "Q2",
    "text": "How many ships will lie in the basin?",
    **_TERMS,
    "ordered": True,
    "outcomes": [
        {"id": "none", "text": "none"},
        {"id": "few", "text": "1 to 3"},
        {"id": "many", "text": "4 or more"},
    ],
}
_SAYS = {
    "id": "Q3",
    "text": "What will the owner say?",
    **_TERMS,
    "outcomes": [{"id": "deny", "text": "denies"}, {"id": "own", "text": "confirms"}],
}
BRIEF: dict[str, Any] = {"questions": [_SAILS, _BERTHS, _SAYS], "each_c": 100}
KEY: dict[str, Any] = {
    "settled": {
        "Q1": {"outcome": "yes", "source": "KEY-BOOKS1 entry of 3 May."},
        "Q2": {"outcome": "few", "source": "KEY-BOOKS2 two ships."},
        "Q3": {"outcome": "deny", "source": "KEY-BOOKS3 his letter."},
    },
    "reference": {"Q1": [70]},
    "why": {"Q3": "KEY-WHY he always does."},
}
_SURE = {
    "Q1": {"yes": 99},
    "Q2": {"none": 0, "few": 100, "many": 0},
    "Q3": {"deny": 100, "own": 0},
}
_OPEN = {"questions": [_SAILS, _BERTHS]}
_OPEN_KEY = {"reference": {"Q1": [3], "Q2": [70, 20, 10]}, "why": {"Q1": "synthetic"}}

_LATER = {"questions": [_SAILS], "each_c": 100, "points_later": True}
_LATER_KEY = {"reference": {"Q1": [70]}, "why": {"Q1": "KEY-LATER the owner is honest."}}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"chances": _SURE}, 1, 300),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {"chances": {"Q1": {"yes": 70}, "Q2": {"none": 50, "few": 30, "many": 20}}},
        1,
        91 + 86,
    ),
    Sample("wrong", BRIEF, KEY, {"chances": {"Q3": {"deny": 0, "own": 100}}}, 1, 0),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("open questions", _OPEN, _OPEN_KEY, {"chances": {"Q1": {"yes": 5}}}, 1, 0),
    Sample("points later", _LATER, _LATER_KEY, {"chances": {"Q1": {"yes": 60}}}, 1),
    Sample("invalid", BRIEF, KEY, {"chances": {"Q1": {"yes": 101}}}, 1, invalid=True),
)

POSTS = (
    PostSample("yes or no", {"p-Q1-yes": "70"}, done=1),
    PostSample("all outcomes", {"p-Q2-none": "50", "p-Q2-few": "30", "p-Q2-many": "20"}, done=1),
    PostSample("a sum that is not 100", {"p-Q2-none": "50", "p-Q2-few": "30"}, done=0),
    PostSample(
        "rubbish",
        {"p-Q1-yes": "100", "p-Q2-few": "101", "p-Q3-own": "200"},
        errors=("p-Q1-yes", "p-Q2-few", "p-Q3-own"),
        done=0,
    ),
)
