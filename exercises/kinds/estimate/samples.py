"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

_TONIGHT = {"id": "Q1", "text": "Will the ship sail tonight?"}
_WEEK = {"id": "Q2", "text": "Will it sail this week?", "hint": "Tonight is a part of this week."}
BRIEF: dict[str, Any] = {
    "questions": [_TONIGHT, _WEEK],
    "nested": ["Q1", "Q2"],
    "nested_c": 100,
}
KEY: dict[str, Any] = {
    "questions": {
        "Q1": {"low": 11, "high": 19, "confidence": ["low"], "why": "KEY-TONIGHT the tide is out."},
        "Q2": {
            "low": 56,
            "high": 74,
            "confidence": ["low", "moderate"],
            "why": "KEY-WEEK it must.",
        },
    }
}
_RIGHT = {
    "Q1": {"number": 15, "word": "very unlikely", "confidence": "low", "because": "No sighting."},
    "Q2": {"number": 60, "word": "likely", "confidence": "moderate", "because": "Orders exist."},
}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"estimates": _RIGHT}, 1, 700),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {
            "estimates": {
                "Q1": {"number": 24, "word": "very unlikely", "confidence": "low"},
                "Q2": {"number": 84, "word": "likely", "confidence": "high", "because": "x"},
            }
        },
        1,
        50 + 75 + 50 + 50 + 50 + 0 + 100,
    ),
    Sample(
        "wrong",
        BRIEF,
        KEY,
        {
            "estimates": {
                "Q1": {"number": 95, "word": "unlikely", "confidence": "high", "because": "x"},
                "Q2": {"number": 5, "confidence": "high"},
            }
        },
        1,
        0,
    ),
    Sample("a number alone", BRIEF, KEY, {"estimates": {"Q1": {"number": 15}}}, 1, 100),
    Sample(
        "nothing nested",
        {"questions": [_TONIGHT]},
        {"questions": {"Q1": KEY["questions"]["Q1"]}},
        {"estimates": {"Q1": _RIGHT["Q1"]}},
        1,
        300,
    ),
    Sample(
        "experts differ",
        {"questions": [_TONIGHT]},
        {
            "questions": {
                "Q1": {**KEY["questions"]["Q1"], "range_open": True, "confidence_open": True}
            }
        },
        {
            "estimates": {
                "Q1": {"number": 90, "word": "very likely", "confidence": "high", "because": "x"}
            }
        },
        1,
        300,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"estimates": {"Q1": {"number": 100}}}, 1, invalid=True),
    Sample("invalid type", BRIEF, KEY, {"estimates": {"Q1": {"number": "15"}}}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "one whole estimate",
        {
            "number-Q1": "15 %",
            "word-Q1": "very unlikely",
            "confidence-Q1": "low",
            "because-Q1": "No sighting.",
        },
        done=1,
    ),
    PostSample("a number alone", {"number-Q1": "15"}, done=0),
    PostSample("cleared", {"number-Q1": ""}, done=0),
    PostSample(
        "rubbish",
        {
            "number-Q1": "0",
            "word-Q1": "certain",
            "confidence-Q1": "total",
            "because-Q1": "a" * 700,
            "number-Q2": "1e1",
        },
        errors=("number-Q1", "word-Q1", "confidence-Q1", "because-Q1", "number-Q2"),
        done=0,
    ),
    PostSample("figures of another script", {"number-Q1": "١٥"}, errors=("number-Q1",)),
)
