"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "statements": [
        {"id": "1", "paragraph": "¶1", "text": "A ship left the harbour."},
        {"id": "2", "paragraph": "¶1", "text": "It reportedly carried arms.", "ask_who": True},
        {"id": "3", "paragraph": "¶2", "text": "It may come back."},
        {"id": "4", "paragraph": "¶2", "text": "It could be repainted."},
    ],
    "voices": [{"id": "author", "name": "the author"}, {"id": "radio", "name": "an unnamed radio"}],
}
KEY: dict[str, Any] = {
    "statements": {
        "1": {"main": "RF", "also": {"CX": 0.5}, "why": "KEY-ONE stated flatly."},
        "2": {"main": "AA", "who": ["radio"], "why": "KEY-TWO others say so."},
        "3": {"main": "SP", "why": "KEY-THREE may."},
        "4": {"main": "SP"},
    }
}

SAMPLES = (
    Sample(
        "right",
        BRIEF,
        KEY,
        {
            "sorted": {
                "1": {"code": "RF"},
                "2": {"code": "AA", "who": "radio"},
                "3": {"code": "SP"},
                "4": {"code": "SP"},
            }
        },
        1,
        400,
    ),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {
            "sorted": {
                "1": {"code": "CX"},
                "2": {"code": "AA", "who": "author"},
                "3": {"code": "AJ"},
            }
        },
        1,
        125,
    ),
    Sample(
        "wrong",
        BRIEF,
        KEY,
        {
            "sorted": {
                "1": {"code": "AA"},
                "2": {"code": "RF"},
                "3": {"code": "RF"},
                "4": {"code": "CX"},
            }
        },
        1,
        0,
    ),
    Sample(
        "experts differ",
        BRIEF,
        {
            "statements": {
                **KEY["statements"],
                "3": {"main": "SP", "also": {"AS": 0.5}, "open": True},
            }
        },
        {"sorted": {"3": {"code": "RF"}, "4": {"code": "SP"}}},
        1,
        200,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"sorted": {"1": {"code": "XX"}}}, 1, invalid=True),
)

POSTS = (
    PostSample("one claim", {"c-1": "RF"}, done=1),
    PostSample("a claim and who says it", {"c-2": "AA", "w-2": "radio"}, done=1),
    PostSample("who without a class", {"w-2": "radio"}, done=0),
    PostSample("cleared", {"c-1": ""}, done=0),
    PostSample("rubbish", {"c-1": "XX", "w-2": "me", "c-9": "RF"}, errors=("c-1", "w-2"), done=0),
)
