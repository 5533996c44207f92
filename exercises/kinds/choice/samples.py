"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "question": "What may the page be used for?",
    "several": True,
    "options": [
        {"id": "a", "text": "To show that the ship sailed."},
        {"id": "b", "text": "To show that somebody says so."},
        {"id": "c", "text": "To ask who said it first."},
        {"id": "d", "text": "To close the channel."},
    ],
    "points_c": 200,
}
KEY: dict[str, Any] = {
    "right": ["b", "c"],
    "why": {"a": "KEY-A a report is no fact.", "b": "KEY-B that much it carries."},
}
_ONE = {**BRIEF, "several": False}
_ONE_KEY = {"right": ["b"]}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"chosen": ["b", "c"]}, 1, 200),
    Sample("partly right", BRIEF, KEY, {"chosen": ["b"]}, 1, 100),
    Sample("one right and one wrong", BRIEF, KEY, {"chosen": ["a", "b"]}, 1, 0),
    Sample("wrong", BRIEF, KEY, {"chosen": ["a", "d"]}, 1, 0),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("the one right", _ONE, _ONE_KEY, {"chosen": ["b"]}, 1, 200),
    Sample("another one", _ONE, _ONE_KEY, {"chosen": ["c"]}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"chosen": [3]}, 1, invalid=True),
)

POSTS = (
    PostSample("one box", {"choice": "b", "choice-asked": "1"}, done=1),
    PostSample("no box", {"choice-asked": "1"}, done=0),
    PostSample("rubbish", {"choice": "z", "choice-asked": "1"}, errors=("choice",), done=0),
)
