"""What an invented student would have answered: near the experts for a skilled one, further for others.

The experts' keys are read here as staff would read them; chance comes from a fixed seed for each
student, so that the demo is the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from exercises.kinds.ach_matrix import types as ach
from exercises.kinds.claim_sorting import types as claims
from exercises.kinds.estimate import types as estimates
from exercises.kinds.source_grading import types as sources
from exercises.kinds.written_assessment import types as writing
from exercises.tradecraft.ach import Code
from exercises.tradecraft.admiralty import Credibility, Reliability
from exercises.tradecraft.claims import ClaimClass
from exercises.tradecraft.words import TERMS, Confidence

BECAUSE = (
    "No outlet, participant, place or date is named.",
    "The camps may repeat one another; lineage is unknown.",
    "Both those who accuse and those who deny have a stake.",
)
TEXTS = (
    (
        "We judge it very unlikely (5 to 20 %) that Kyiv and HTS agreed on the alleged exchange, and "
        "unlikely (20 to 45 %) that state representatives met HTS at all [¶2]. Our confidence is low: "
        "no outlet, place or date is named [¶3]. The material does not tell unofficial contact, "
        "invention and error apart. The cost argument carries most of the weight: backing from "
        "Washington and Brussels would be at risk [¶9]. First publication in each language would move "
        "us most. Whether it is true or not, the alleged story can cost support; ask Kyiv directly."
    ),
    (
        "It is likely that the reported talks took place, since Turkish, Kurdish and Russian sources "
        "carry the story [¶2]. A deal is less likely. The reports may be propaganda [¶3]. Western "
        "support could suffer [¶9]. We should watch for released detainees."
    ),
    (
        "Multiple sources report that Ukraine may be cooperating with HTS, which fits a broader pattern "
        "in Syria and Mali [¶9]. It is possible that fighters will be exchanged for drones."
    ),
)


def source_answer(key: sources.Key, skill: float, dice: Random) -> sources.Answer:
    """Grade every item; an argument or an absence is seen as one by the skilled."""
    grades = {}
    for name, wanted in key.items.items():
        if not wanted.is_report and dice.random() < skill:
            grades[name] = sources.Grade(no_report=True, no_report_reason="It reports nothing.")
            continue
        source = _near(wanted.source, list(Reliability), skill, dice)
        information = _near(wanted.information, list(Credibility), skill, dice)
        grades[name] = sources.Grade(
            source=source,
            source_reason="Not named; nothing is known of its record.",
            information=information,
            information_reason="Nobody independent supports it here.",
            chance=dice.randrange(20, 71, 5),
        )
    return sources.Answer(grades=grades)


def _near(accepted: frozenset[Any], scale: list[Any], skill: float, dice: Random) -> Any:
    if accepted and dice.random() < skill:
        return dice.choice(sorted(accepted, key=scale.index))
    return dice.choice(scale)


def claim_answer(brief: claims.Brief, key: claims.Key, skill: float, dice: Random) -> claims.Answer:
    """Sort every statement."""
    chosen = {}
    voices = [voice.id for voice in brief.voices]
    for statement in brief.statements:
        wanted = key.statements[statement.id]
        code = wanted.main if dice.random() < skill else dice.choice(list(ClaimClass))
        who = ""
        if statement.ask_who:
            right = sorted(wanted.who)
            who = right[0] if right and dice.random() < skill else dice.choice(voices)
        chosen[statement.id] = claims.Sorted(code=code, who=who)
    return claims.Answer(sorted=chosen)


def matrix_answer(brief: ach.Brief, key: ach.Key, skill: float, dice: Random) -> ach.Answer:
    """Rate every cell near one expert, name a linchpin, and give chances that sum to 100."""
    cells = {}
    for row in brief.rows:
        expert = dice.choice(key.rows[row.id].experts)
        cells[row.id] = {
            hypothesis.id: code if dice.random() < 0.35 + 0.6 * skill else dice.choice(list(Code))
            for hypothesis, code in zip(brief.hypotheses, expert, strict=True)
        }
    linchpin = "E11" if "E11" in cells and dice.random() < skill else dice.choice(list(cells))
    return ach.Answer(cells=cells, linchpin=linchpin, chances=_chances(brief, dice))


def _chances(brief: ach.Brief, dice: Random) -> dict[str, int]:
    weights = [dice.randrange(1, 8) for _ in brief.hypotheses]
    shares = [100 * weight // sum(weights) for weight in weights]
    shares[0] += 100 - sum(shares)
    return {each.id: share for each, share in zip(brief.hypotheses, shares, strict=True)}


def estimate_answer(
    brief: estimates.Brief, key: estimates.Key, skill: float, dice: Random
) -> estimates.Answer:
    """Give each question a number, the word that holds it, and a confidence with its reason."""
    given = {}
    for question in brief.questions:
        wanted = key.questions[question.id]
        number = dice.randint(wanted.low, wanted.high)
        if dice.random() > skill:
            number = min(97, max(3, number + dice.choice((-25, 20, 35))))
        word = next((t.term for t in TERMS[brief.scale] if number <= t.high), brief.words[-1])
        given[question.id] = estimates.Estimate(
            number=number,
            word=word if dice.random() < 0.3 + 0.7 * skill else dice.choice(brief.words),
            confidence=Confidence.LOW if dice.random() < skill else Confidence.MODERATE,
            because=dice.choice(BECAUSE),
        )
    return estimates.Answer(estimates=given)


def written_answer(skill: float) -> writing.Answer:
    """Write one of three assessments."""
    return writing.Answer(text=TEXTS[0 if skill >= 0.7 else 1 if skill >= 0.5 else 2])


def answer(kind: str, brief: Any, key: Any, skill: float, dice: Random) -> Any:
    """Return an answer to a task of ``kind``; None for a kind that the demo does not know."""
    makers: dict[str, Callable[[], Any]] = {
        "source_grading": lambda: source_answer(key, skill, dice),
        "claim_sorting": lambda: claim_answer(brief, key, skill, dice),
        "ach_matrix": lambda: matrix_answer(brief, key, skill, dice),
        "estimate": lambda: estimate_answer(brief, key, skill, dice),
        "written_assessment": lambda: written_answer(skill),
    }
    return makers[kind]() if kind in makers else None
