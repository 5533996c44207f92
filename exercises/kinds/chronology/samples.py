"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "events": [
        {"id": "A", "text": "The ship was sold.", "cites": ["¶1"]},
        {"id": "B", "text": "The ship was seen.", "cites": ["¶2"]},
        {"id": "C", "text": "The fire."},
        {"id": "D", "text": "Somebody reports it."},
    ],
    "order_c": 300,
    "dates_c": 400,
}
KEY: dict[str, Any] = {
    "order": [["A"], ["B"], ["C"]],
    "undated": ["D"],
    "dates": {
        "A": {"year": 2023, "month": 1},
        "B": {"year": 2024, "season": "summer", "basis": "inferred"},
        "C": {"year": 2024, "month": 11, "day": 3},
    },
    "why": {"A": "KEY-A the only date stated.", "D": "KEY-D nothing places it."},
}
_RIGHT = {
    "A": {"place": 1, "when": {"year": 2023, "month": 1}},
    "B": {"place": 2, "when": {"year": 2024, "season": "summer", "basis": "inferred"}},
    "C": {"place": 3, "when": {"year": 2024, "month": 11, "day": 3}},
    "D": {"place": 0},
}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"events": _RIGHT}, 1, 700),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {
            "events": {
                "A": {"place": 2, "when": {"year": 2023, "month": 1, "day": 5}},
                "B": {"place": 1, "when": {"year": 2024, "season": "summer"}},
                "C": {"place": 4, "when": {"year": 2024}},
                "D": {"place": 3},
            }
        },
        1,
        200 - 50 + 50 + 50 + 100,
    ),
    Sample(
        "wrong",
        BRIEF,
        KEY,
        {
            "events": {
                "A": {"place": 3, "when": {"year": 2022}},
                "B": {"place": 2},
                "C": {"place": 1, "when": {"year": 2020}},
            }
        },
        1,
        0,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("no order asked", {**BRIEF, "order_c": 0}, {"order": [["A", "B", "C", "D"]]}, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"events": {"A": {"when": {"month": 2}}}}, 1, invalid=True),
    Sample("invalid place", BRIEF, KEY, {"events": {"A": {"place": 99}}}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "one event",
        {"place-A": "1", "year-A": "2023", "part-A": "1", "day-A": "", "basis-A": "stated"},
        done=1,
    ),
    PostSample("an event that cannot be placed", {"place-D": "0"}, done=1),
    PostSample("a season", {"place-B": "2", "year-B": "2024", "part-B": "summer"}, done=1),
    PostSample(
        "a day without a month", {"year-A": "2023", "day-A": "4"}, errors=("year-A",), done=0
    ),
    PostSample(
        "rubbish",
        {"place-A": "9", "year-A": "long ago", "part-A": "tide", "day-A": "40", "basis-A": "felt"},
        errors=("place-A", "year-A", "day-A", "part-A", "basis-A"),
        done=0,
    ),
    PostSample("cleared", {"place-A": "", "year-A": ""}, done=0),
)
