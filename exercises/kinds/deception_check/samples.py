"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample
from exercises.tradecraft.deception import PROMPTS

BRIEF: dict[str, Any] = {"about": "The owner may have let the radio say that the ship sailed."}
KEY: dict[str, Any] = {
    "findings": ["possible"],
    "model": {each.handle: f"KEY-{each.handle} what experts say" for each in PROMPTS},
    "good": {"mom": "KEY-GOOD names the insurance."},
    "why": "KEY-WHY possible and cheap, not shown.",
}

SAMPLES = (
    Sample(
        "right",
        BRIEF,
        KEY,
        {
            "answers": {each.handle: "The dossier is silent." for each in PROMPTS},
            "finding": "possible",
            "because": "Nothing shows it.",
        },
        1,
        None,
    ),
    Sample("partly right", BRIEF, KEY, {"answers": {"mom-motive": "Money."}}, 1, None),
    Sample("wrong", BRIEF, KEY, {"finding": "shown"}, 1, None),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"answers": {"mom-mood": "x"}}, 1, invalid=True),
)

POSTS = (
    PostSample("two answers", {"q-mom-motive": "Money.", "q-eve-fit": "Too well."}, done=2),
    PostSample("an outcome", {"finding": "possible", "because": "x"}, done=0),
    PostSample(
        "rubbish",
        {"q-mom-motive": "m" * 900, "finding": "sure", "because": "b" * 900},
        errors=("q-mom-motive", "finding", "because"),
        done=0,
    ),
)
