"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "items": [
        {"id": "R", "title": "Radio reports a ship", "text": "A radio says so.", "cites": ["¶1"]},
        {"id": "N", "title": "No picture exists", "cites": ["¶2"]},
    ]
}
KEY: dict[str, Any] = {
    "items": {
        "R": {
            "source": ["D", "E"],
            "information": ["3", "6"],
            "why": "KEY-RADIO the station has been wrong before.",
        },
        "N": {"why": "KEY-ABSENCE nobody reports an absence."},
    }
}
_RADIO = {
    "source": "D",
    "source_reason": "Wrong before.",
    "information": "3",
    "information_reason": "Fits the port's books.",
    "chance": 40,
}
_ABSENCE = {"no_report": True, "no_report_reason": "An absence has no source."}
_OPEN = {
    "items": {
        **KEY["items"],
        "R": {**KEY["items"]["R"], "source_open": True, "information_open": True},
    }
}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"grades": {"R": _RADIO, "N": _ABSENCE}}, 1, 400),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {"grades": {"R": {"source": "B", "information": "5", "chance": 80}, "N": {"source": "F"}}},
        1,
        100,
    ),
    Sample(
        "wrong",
        BRIEF,
        KEY,
        {"grades": {"R": {"no_report": True}, "N": {"source": "F", "information": "6"}}},
        1,
        0,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample(
        "not judged", BRIEF, KEY, {"grades": {"R": {"source": "F", "information": "6"}}}, 1, 150
    ),
    Sample(
        "graded without basis",
        BRIEF,
        {"items": {"R": {"source": ["F"], "information": ["6"]}, "N": KEY["items"]["N"]}},
        {"grades": {"R": {"source": "B", "information": "2", "chance": 20}}},
        1,
        100,
    ),
    Sample(
        "experts differ about one axis",
        BRIEF,
        {"items": {**KEY["items"], "R": {**KEY["items"]["R"], "source_open": True}}},
        {"grades": {"R": {"source": "A", "information": "5"}}},
        1,
        150,
    ),
    Sample(
        "experts differ about both axes",
        BRIEF,
        _OPEN,
        {"grades": {"R": {"no_report": True}, "N": {"no_report": True}}},
        1,
        400,
    ),
    Sample("nothing where experts differ", BRIEF, _OPEN, {"grades": {"R": {"chance": 5}}}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"grades": {"R": {"source": "G"}}}, 1, invalid=True),
    Sample("invalid chance", BRIEF, KEY, {"grades": {"R": {"chance": 100}}}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "a whole item",
        {
            "item": "R",
            "source": "D",
            "source_reason": "x",
            "information": "3",
            "information_reason": "y",
            "chance": "40",
            "no_report": "no",
        },
        done=1,
    ),
    PostSample("no report", {"item": "N", "no_report": "yes", "no_report_reason": "x"}, done=1),
    PostSample("half an item", {"item": "R", "source": "D"}, done=0),
    PostSample("an item that does not exist", {"item": "Z", "source": "D"}, done=0),
    PostSample(
        "rubbish",
        {
            "item": "R",
            "source": "Z",
            "information": "<b>",
            "chance": "200",
            "source_reason": "a" * 900,
        },
        errors=("source", "source_reason", "information", "chance"),
        done=0,
    ),
)
