"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {"question": "Who says that the ship sailed?", "points_c": 100}
KEY: dict[str, Any] = {
    "model": "KEY-MODEL an unnamed radio",
    "accepted": ["unnamed radio", "unknown station*"],
    "refused": ["harbour master"],
    "why": "KEY-WHY the page names no outlet.",
}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"text": "A radio that is unnamed."}, 1, 100),
    Sample("partly right", BRIEF, KEY, {"text": "Some radio or other."}, 1, None),
    Sample("wrong", BRIEF, KEY, {"text": "The Harbour Master!"}, 1, 0),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"text": 4}, 1, invalid=True),
)

POSTS = (
    PostSample("a text", {"short": " A radio "}, done=1),
    PostSample("nothing", {"short": " "}, done=0),
    PostSample("too much", {"short": "a" * 301}, errors=("short",), done=0),
)
