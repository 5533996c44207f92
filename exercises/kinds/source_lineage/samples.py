"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "sources": [
        {"id": "O", "name": "Origin", "several": True},
        {"id": "R", "name": "Radio"},
        {"id": "T", "name": "Newspaper"},
        {"id": "P", "name": "The page"},
    ],
    "claim": "The ship sailed.",
    "paragraphs": ["¶1", "¶2"],
    "links_c": 500,
    "origins_c": 100,
}
KEY: dict[str, Any] = {
    "links": [
        {"source": "R", "target": "P", "status": "stated", "why": "KEY-RP ¶1 says so."},
        {"source": "T", "target": "P", "status": "stated"},
        {"source": "O", "target": "R", "status": "unknown", "relation": "origin_of"},
        {"source": "R", "target": "T", "status": "unknown", "relation": "repeated_by"},
        {"source": "R", "target": "O", "status": "unknown", "relation": "same_as"},
    ],
    "at_least": 1,
    "why": "KEY-WHY two papers are not two sources.",
}
_RIGHT = [
    {"source": "R", "target": "P", "status": "stated", "relation": "reported_in"},
    {"source": "T", "target": "P", "status": "stated", "relation": "reported_in"},
    {"source": "O", "target": "R", "status": "unknown", "relation": "origin_of"},
    {"source": "R", "target": "T", "status": "unknown", "relation": "repeated_by"},
    {"source": "O", "target": "R", "status": "unknown", "relation": "same_as"},
]

SAMPLES = (
    Sample("right", BRIEF, KEY, {"rows": _RIGHT, "at_least": 1, "at_most_unknown": True}, 1, 600),
    Sample(
        "partly right",
        BRIEF,
        KEY,
        {
            "rows": [
                _RIGHT[0],
                {"source": "T", "target": "P", "status": "inferred"},
                {"source": "R", "target": "T", "status": "unknown"},
                {"source": "T", "target": "O", "status": "unknown"},
            ],
            "at_least": 1,
            "at_most": 3,
        },
        1,
        250,
    ),
    Sample(
        "wrong",
        BRIEF,
        KEY,
        {
            "rows": [
                {"source": "P", "target": "R", "status": "stated"},
                {"source": "R", "target": "T", "status": "stated"},
                {"source": "O", "target": "P", "status": "inferred"},
                {"source": "O"},
            ],
            "at_least": 3,
            "at_most": 2,
        },
        1,
        0,
    ),
    Sample("a link twice", BRIEF, KEY, {"rows": [_RIGHT[0], _RIGHT[0]]}, 1, 100),
    Sample(
        "experts differ",
        BRIEF,
        {
            **KEY,
            "links": KEY["links"][:2],
            "open_links": [{**KEY["links"][3], "why": "KEY-OPEN who knows."}],
            "origins_open": True,
        },
        {"rows": [_RIGHT[0], _RIGHT[3]], "at_least": 3, "at_most": 4},
        1,
        350,
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("a known number", BRIEF, {**KEY, "at_most": 2}, {"at_least": 1, "at_most": 2}, 1, 100),
    Sample("invalid", BRIEF, KEY, {"rows": [{"status": "maybe"}]}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "one link",
        {
            "rows": "2",
            "source-0": "R",
            "relation-0": "reported_in",
            "target-0": "P",
            "status-0": "stated",
            "paragraph-0": "¶1",
        },
        done=1,
    ),
    PostSample("the origins", {"at_least": "1", "at_most_unknown": "yes"}, done=1),
    PostSample("a link dropped", {"rows": "1", "source-0": "R", "drop-0": "1"}, done=0),
    PostSample("itself", {"rows": "1", "source-0": "R", "target-0": "R"}, errors=("target-0",)),
    PostSample(
        "a link twice",
        {
            "rows": "2",
            "source-0": "R",
            "target-0": "P",
            "status-0": "stated",
            "source-1": "R",
            "target-1": "P",
            "status-1": "unknown",
        },
        errors=("target-1",),
        done=1,
    ),
    PostSample(
        "rubbish",
        {
            "rows": "1",
            "source-0": "Z",
            "relation-0": "loves",
            "target-0": "<b>",
            "status-0": "sure",
            "paragraph-0": "¶9",
            "at_least": "many",
            "at_most": "-1",
        },
        errors=(
            "source-0",
            "relation-0",
            "target-0",
            "status-0",
            "paragraph-0",
            "at_least",
            "at_most",
        ),
        done=0,
    ),
)
