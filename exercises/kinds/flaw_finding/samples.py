"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {"paragraphs": ["¶1", "¶2"], "points_c": 300, "false_alarm_c": 50}
KEY: dict[str, Any] = {
    "flaws": [
        {
            "id": "F1",
            "paragraphs": ["¶1"],
            "kinds": ["unanswered"],
            "why": "KEY-F1 a verdict is promised and none given.",
        },
        {
            "id": "F2",
            "paragraphs": ["¶1", "¶2"],
            "kinds": ["slippage", "unsupported"],
            "why": "KEY-F2 the condition is lost.",
        },
        {"id": "F3", "paragraphs": ["¶2"], "why": "KEY-F3 any kind will do."},
    ]
}
_ALL = [
    {"paragraph": "¶1", "quote": "A paragraph", "kind": "unanswered", "why": "No verdict."},
    {"paragraph": "¶2", "quote": "A paragraph", "kind": "slippage", "why": "If became is."},
    {"paragraph": "¶2", "quote": "A paragraph", "kind": "interest", "why": "He sells it."},
]

SAMPLES = (
    Sample("right", BRIEF, KEY, {"rows": _ALL}, 1, 300),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {"rows": [_ALL[0], {"paragraph": "¶1", "kind": "circular"}]},
        1,
        50,
    ),
    Sample("a flaw found twice", BRIEF, KEY, {"rows": [_ALL[0], _ALL[0]]}, 1, 100),
    Sample(
        "wrong", BRIEF, KEY, {"rows": [{"paragraph": "¶1", "kind": "circular"}, {"why": "?"}]}, 1, 0
    ),
    Sample(
        "a false alarm that is free",
        {**BRIEF, "false_alarm_c": 0},
        KEY,
        {"rows": [_ALL[0], {"paragraph": "¶1", "kind": "circular"}]},
        1,
        100,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"rows": [{"kind": "ugly"}]}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "one finding",
        {"rows": "2", "paragraph-0": "¶1", "quote-0": "sailed", "kind-0": "slippage", "why-0": "x"},
        done=1,
    ),
    PostSample("a finding dropped", {"rows": "1", "why-0": "x", "drop-0": "1"}, done=0),
    PostSample(
        "rubbish",
        {
            "rows": "1",
            "paragraph-0": "¶9",
            "quote-0": "q" * 400,
            "kind-0": "ugly",
            "why-0": "w" * 900,
        },
        errors=("paragraph-0", "quote-0", "kind-0", "why-0"),
        done=0,
    ),
)
