"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {"about": "The ship will sail tonight.", "points_c": 301}
KEY: dict[str, Any] = {
    "assumptions": [
        {
            "id": "A1",
            "text": "KEY-A1 The radio is independent of the owner.",
            "wordings": ["radio independent"],
            "support": ["unsupported"],
            "linchpin": True,
            "if_wrong": "KEY-WRONG1 nothing is confirmed.",
        },
        {
            "id": "A2",
            "text": "KEY-A2 The tide is high.",
            "wordings": ["tide", "water level*"],
            "support": ["solid", "caveat"],
            "if_wrong": "KEY-WRONG2 it cannot sail.",
        },
    ]
}
_BOTH = [
    {"text": "That the radio is independent", "support": "unsupported", "if_wrong": "Nothing."},
    {"text": "The water levels are high", "support": "solid", "if_wrong": "It stays."},
]

SAMPLES = (
    Sample("right", BRIEF, KEY, {"rows": _BOTH}, 1, 301),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {"rows": [{"text": "The tide", "support": "unsupported"}, {"text": "The moon is full."}]},
        1,
        113,
    ),
    Sample("named without a judgement", BRIEF, KEY, {"rows": [{"text": "The tide"}]}, 1, 75),
    Sample("wrong", BRIEF, KEY, {"rows": [{"text": "The moon", "support": "solid"}]}, 1, 0),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample(
        "no linchpin",
        BRIEF,
        {"assumptions": [{**KEY["assumptions"][1]}]},
        {"rows": _BOTH[1:]},
        1,
        301,
    ),
    Sample("invalid", BRIEF, KEY, {"rows": [{"text": "x", "support": "firm"}]}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "two rows and two blank ones",
        {
            "rows": "4",
            "text-0": "The tide",
            "support-0": "solid",
            "text-1": "The radio",
            "text-2": "",
            "text-3": " ",
        },
        done=1,
    ),
    PostSample("a row dropped", {"rows": "1", "text-0": "The tide", "drop-0": "1"}, done=0),
    PostSample(
        "rubbish",
        {"rows": "1", "text-0": "a" * 500, "support-0": "firm", "if_wrong-0": "b" * 500},
        errors=("text-0", "support-0", "if_wrong-0"),
        done=0,
    ),
    PostSample("a count that is none", {"rows": "many", "text-0": "x"}, done=0),
    PostSample("rows beyond the count", {"rows": "1", "text-5": "x"}, done=0),
)
