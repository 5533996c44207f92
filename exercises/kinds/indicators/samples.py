"""Answers with what scoring makes of them, and forms with what becomes of them."""

from __future__ import annotations

from typing import Any

from exercises.kinds.contract import PostSample, Sample

BRIEF: dict[str, Any] = {
    "hypotheses": [
        {"id": "H1", "name": "Accident", "definition": "Nobody meant it."},
        {"id": "H2", "name": "Attack"},
        {"id": "H3", "name": "Neglect"},
    ],
    "wanted": 2,
    "form_c": 200,
    "cover_c": 90,
}
KEY: dict[str, Any] = {
    "examples": [
        {
            "sign": "KEY-SIGN1 a claim is made",
            "supports": ["H2"],
            "opposes": ["H1"],
            "watcher": "radio",
        },
        {"sign": "KEY-SIGN2 the guard is charged", "supports": ["H3"], "watcher": "the court"},
    ],
    "why": {"H3": "KEY-H3 courts are slow."},
}
_CLAIM = {
    "sign": "A group claims it",
    "supports": ["H2"],
    "opposes": ["H1"],
    "watcher": "the radio",
    "until": "2025-03-01",
}
_CHARGE = {"sign": "A charge", "supports": ["H3"], "watcher": "the court", "until": "2025-04-01"}

SAMPLES = (
    Sample("right", BRIEF, KEY, {"rows": [_CLAIM, _CHARGE]}, 1, 290),
    Sample("partly right", BRIEF, KEY, {"rows": [_CLAIM, {"sign": "He wants war"}]}, 1, 160),
    Sample(
        "one more than asked",
        BRIEF,
        KEY,
        {"rows": [_CLAIM, _CHARGE, {**_CHARGE, "sign": "Two"}]},
        1,
        290,
    ),
    Sample("wrong", BRIEF, KEY, {"rows": [{**_CLAIM, "until": ""}]}, 1, 0),
    Sample("without points for cover", {**BRIEF, "cover_c": 0}, KEY, {"rows": [_CLAIM]}, 1, 100),
    Sample("empty", BRIEF, KEY, {}, 1, 0),
    Sample("invalid", BRIEF, KEY, {"rows": [{"sign": "x", "until": "soon"}]}, 1, invalid=True),
)

POSTS = (
    PostSample(
        "one sign",
        {
            "rows": "2",
            "sign-0": "A claim",
            "H1-0": "against",
            "H2-0": "for",
            "watcher-0": "radio",
            "until-0": "2025-03-01",
        },
        done=1,
    ),
    PostSample("a sign dropped", {"rows": "1", "sign-0": "x", "drop-0": "1"}, done=0),
    PostSample(
        "rubbish",
        {
            "rows": "1",
            "sign-0": "s" * 400,
            "H1-0": "maybe",
            "watcher-0": "w" * 400,
            "until-0": "soon",
        },
        errors=("H1-0", "sign-0", "watcher-0", "until-0"),
        done=0,
    ),
)
