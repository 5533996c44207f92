"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "hypotheses": [
        {"id": "H1", "name": "Accident", "definition": "Nobody meant it."},
        {"id": "H2", "name": "Attack", "definition": "Somebody meant it."},
        {"id": "H3", "name": "Neglect", "definition": "Somebody let it happen."},
    ],
    "rows": [
        {"id": "E1", "text": "The valve was new.", "cites": ["¶1"], "credibility": "H"},
        {"id": "E2", "text": "The guard was away.", "cites": ["¶2"], "relevance": "L"},
        {"id": "E3", "text": "No claim was made.", "note": "An absence."},
    ],
    "cells_c": 600,
    "spread_c": 200,
    "standing_c": 200,
    "linchpin_c": 200,
}
_EXPERTS = {"E1": ["I", "C", "II"], "E2": ["N", "CC", "C"], "E3": ["C", "I", "N"]}
KEY: dict[str, Any] = {
    "rows": {
        name: {"experts": [codes] * 3, "why": f"KEY-{name} what the panel thought."}
        for name, codes in _EXPERTS.items()
    },
    "chances": {"H1": 31, "H2": 48, "H3": 21},
    "why": "KEY-ALL the panel on the whole.",
}
_ONE_EXPERT = {"rows": {name: {"experts": [codes]} for name, codes in _EXPERTS.items()}}
_RIGHT = {
    name: dict(zip(("H1", "H2", "H3"), codes, strict=True)) for name, codes in _EXPERTS.items()
}
_NEUTRAL = {name: {"H1": "N", "H2": "N", "H3": "N"} for name in _EXPERTS}
# Two rows say the same against H1, so neither changes alone who is in front.
_PLAIN = {
    "E1": {"H1": "II", "H2": "C", "H3": "II"},
    "E2": {"H1": "II", "H2": "C", "H3": "II"},
    "E3": {"H1": "C", "H2": "N", "H3": "NA"},
}
_PLAIN_C = 477
_SOME = {"E1": {"H1": "C", "H2": "C", "H3": "I"}, "E2": {"H1": "N"}}

SAMPLES = (
    Sample(
        "right",
        BRIEF,
        KEY,
        {"cells": _RIGHT, "linchpin": "E1", "chances": {"H1": 30, "H2": 50, "H3": 20}},
        1,
        1200,
    ),
    Sample("partly right", BRIEF, KEY, {"cells": _RIGHT, "linchpin": "E2"}, 1, 1000),
    Sample("wrong", BRIEF, KEY, {"cells": _NEUTRAL, "linchpin": "E1"}, 1, 0),
    Sample(
        "one answer to all is no linchpin",
        BRIEF,
        KEY,
        {"cells": _NEUTRAL, "linchpin": "none"},
        1,
        0,
    ),
    Sample(
        "no linchpin, rightly", BRIEF, KEY, {"cells": _PLAIN, "linchpin": "none"}, 1, _PLAIN_C + 200
    ),
    Sample("no linchpin, wrongly", BRIEF, KEY, {"cells": _PLAIN, "linchpin": "E2"}, 1, _PLAIN_C),
    Sample("a linchpin denied", BRIEF, KEY, {"cells": _RIGHT, "linchpin": "none"}, 1, 1000),
    Sample("the linchpin left open", BRIEF, KEY, {"cells": _RIGHT}, 1, 1000),
    Sample("half a matrix", BRIEF, KEY, {"cells": _SOME, "linchpin": "E1"}, 1, 311),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("one expert only", BRIEF, _ONE_EXPERT, {"cells": _RIGHT, "linchpin": "E1"}, 1, 1200),
    Sample("invalid", BRIEF, KEY, {"cells": {"E1": {"H1": "maybe"}}}, 1, invalid=True),
)

POSTS = (
    PostSample("a grid", {"grid": '{"E1": {"H1": "I", "H2": "C", "H3": "NA"}}'}, done=1),
    PostSample(
        "a row",
        {"row": "E2", "cell-H1": "N", "cell-H2": "CC", "cell-H3": "C", "reason": "He said so."},
        done=1,
    ),
    PostSample("half a row", {"row": "E2", "cell-H1": "N", "cell-H2": ""}, done=0),
    PostSample("a row that does not exist", {"row": "E9", "cell-H1": "N"}, done=0),
    PostSample("chances", {"p-H1": "60", "p-H2": "40", "p-H3": "0", "linchpin": "E3"}, done=0),
    PostSample(
        "rubbish",
        {
            "grid": "{",
            "row": "E1",
            "cell-H1": "X",
            "reason": "a" * 700,
        },
        errors=("grid", "cell-H1", "reason"),
        done=0,
    ),
    PostSample("rubbish below", {"p-H1": "-3", "linchpin": "E99"}, ("p-H1", "linchpin"), done=0),
    PostSample("reasons alone", {"reasons": '{"E1": "It was.", "E2": ""}'}, done=0),
    PostSample("reasons that are none", {"reasons": '{"E1": 3}'}, errors=("grid",)),
    PostSample("reasons of a strange row", {"reasons": '{"E9": ""}'}, errors=("grid",)),
    PostSample("a grid of something else", {"grid": "[1, 2]"}, errors=("grid",)),
    PostSample("a grid with a strange row", {"grid": '{"E7": {}}'}, errors=("grid",)),
    PostSample("a grid with a strange column", {"grid": '{"E1": {"H9": "C"}}'}, errors=("grid",)),
    PostSample("a grid with a strange code", {"grid": '{"E1": {"H1": ["C"]}}'}, errors=("grid",)),
    PostSample("a grid too deep", {"grid": "[" * 50_000}, errors=("grid",)),
    PostSample("a grid too long", {"grid": '"' + "x" * 70_000 + '"'}, errors=("grid",)),
)
