"""Deception check: four sets of questions that make one doubt, and detect nothing.

MOM asks whether somebody had a reason and a way to deceive, POP whether they did before, MOSES
whether they could steer the sources, EVE whether the evidence itself holds. The same questions
belong to a denial. Technique names: CIA and US Army tradecraft literature; questions in our words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label


class Technique(StrEnum):
    """The four sets, in the order they are asked."""

    MOM = "mom"
    POP = "pop"
    MOSES = "moses"
    EVE = "eve"


TECHNIQUE_LABELS: Mapping[Technique, Label] = MappingProxyType(
    {
        Technique.MOM: Label(
            N_("MOM: motive, opportunity, means"), N_("Would they, and could they?")
        ),
        Technique.POP: Label(N_("POP: past opposition practices"), N_("Have they before?")),
        Technique.MOSES: Label(
            N_("MOSES: manipulability of sources"), N_("Could they steer what reached us?")
        ),
        Technique.EVE: Label(N_("EVE: evaluation of evidence"), N_("Does it hold by itself?")),
    }
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of a set. `handle` is stable and stored with answers."""

    handle: str
    technique: Technique
    question: str


PROMPTS: tuple[Prompt, ...] = (
    Prompt("mom-motive", Technique.MOM, N_("What would the supposed deceiver gain by this?")),
    Prompt("mom-cost", Technique.MOM, N_("What would it cost them to be found out?")),
    Prompt("mom-opportunity", Technique.MOM, N_("By which channel could they reach us?")),
    Prompt("mom-means", Technique.MOM, N_("Do they have the people, skill and time for it?")),
    Prompt("pop-record", Technique.POP, N_("Which earlier deceptions of theirs are known?")),
    Prompt("pop-pattern", Technique.POP, N_("Does this one look like them, and in what?")),
    Prompt("pop-change", Technique.POP, N_("What has changed since, so that they would differ?")),
    Prompt("moses-control", Technique.MOSES, N_("Could they control or feed the source?")),
    Prompt("moses-access", Technique.MOSES, N_("How did the source come to know this?")),
    Prompt(
        "moses-record", Technique.MOSES, N_("How has the source fared before, and who checked?")
    ),
    Prompt("eve-check", Technique.EVE, N_("Which part of it could be checked, and was it?")),
    Prompt("eve-other", Technique.EVE, N_("What do sources say that do not depend on it?")),
    Prompt("eve-missing", Technique.EVE, N_("What should be there if it were true, and is not?")),
    Prompt("eve-fit", Technique.EVE, N_("Does it fit too well, or contradict itself?")),
)


class Finding(StrEnum):
    """Where a deception check may come out."""

    SHOWN = "shown"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    CANNOT_TELL = "cannot_tell"


FINDING_LABELS: Mapping[Finding, Label] = MappingProxyType(
    {
        Finding.SHOWN: Label(N_("shown"), N_("There is evidence of the deception itself.")),
        Finding.POSSIBLE: Label(
            N_("possible, not shown"), N_("They would and could; nothing shows that they did.")
        ),
        Finding.UNLIKELY: Label(
            N_("unlikely"), N_("Motive, means or access is missing, or the evidence was checked.")
        ),
        Finding.CANNOT_TELL: Label(
            N_("cannot be told"), N_("The dossier is silent on what would decide it.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class SetScore:
    """How many questions of one set were answered, out of how many."""

    technique: Technique
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """Which questions were answered at all; what the answers are worth is for a person."""

    sets: tuple[SetScore, ...]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the questions answered, 0 to 1."""
        return sum(each.answered for each in self.sets) / sum(each.asked for each in self.sets)


def check_completeness(answers: Mapping[str, str]) -> Completeness:
    """Which prompts have an answer that is not blank, by handle.

    Raises InvalidInput for a handle that is no prompt.
    """
    known = {prompt.handle for prompt in PROMPTS}
    for handle in answers:
        if handle not in known:
            raise InvalidInput(N_("There is no question “{handle}”."), handle=handle)
    missing = tuple(p.handle for p in PROMPTS if not answers.get(p.handle, "").strip())
    sets = []
    for technique in Technique:
        asked = [prompt.handle for prompt in PROMPTS if prompt.technique is technique]
        sets.append(SetScore(technique, sum(h not in missing for h in asked), len(asked)))
    return Completeness(tuple(sets), missing)
