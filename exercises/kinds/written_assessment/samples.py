"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "reader": "The harbour master, who must decide tonight whether to close the channel.",
    "most_words": 60,
    "standards": ["sources", "uncertainty", "logic"],
    "question_terms": ["ship", "sail"],
    "watch": ["carried arms"],
}
KEY: dict[str, Any] = {
    "model": "KEY-MODEL The ship will very likely (80 to 95 %) sail tonight.",
    "checks": ["KEY-CHECK the answer comes first"],
    "weak": "KEY-WEAK It may sail.",
    "weak_why": "KEY-WHY vague.",
    "levels": {"sources": {"4": "KEY-LEVEL names the radio and its record."}},
}
_TEXT = (
    "The ship will very likely sail tonight [¶1]. Our confidence is low, because one radio says so."
)

SAMPLES = (
    Sample("right", BRIEF, KEY, {"text": _TEXT}, 1, None),
    Sample("partly right", BRIEF, KEY, {"text": "It might sail [¶99]."}, 1, None),
    Sample(
        "wrong", BRIEF, KEY, {"text": "Multiple sources confirm that it carried arms."}, 1, None
    ),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"text": ["a"]}, 1, invalid=True),
)

POSTS = (
    PostSample("a text", {"text": _TEXT}, done=1),
    PostSample("a text over the limit", {"text": "word " * 200}, done=1),
    PostSample("nothing", {"text": "  "}, done=0),
    PostSample("far too long", {"text": "a" * 20_001}, errors=("text",), done=0),
    PostSample("markup and control characters", {"text": "<script>\x00\x07 sails"}, done=1),
)
