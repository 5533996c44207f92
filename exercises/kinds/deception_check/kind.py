"""The kind: four sets of questions, then where the check comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.deception_check import score as scoring
from exercises.kinds.deception_check.types import TEXT_MOST, Answer, Brief, Key
from exercises.kinds.panels import Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.rubrics import Criterion, Rubric, Rung
from exercises.kinds.score import Score
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.deception import (
    FINDING_LABELS,
    PROMPTS,
    TECHNIQUE_LABELS,
    Finding,
    Technique,
    check_completeness,
)
from exercises.tradecraft.labels import N_

_RUNGS = (
    (4, N_("excellent"), N_("Every question is answered from the dossier, or named as a gap.")),
    (3, N_("good"), N_("Answered, with gaps that do not mislead.")),
    (2, N_("fair"), N_("Some questions only, or in general.")),
    (1, N_("poor"), N_("Takes the suspicion for the evidence.")),
    (0, N_("not attempted"), N_("There is nothing to judge.")),
)


class DeceptionCheck(Kind[Brief, Key, Answer]):
    """Would they, have they, could they steer what reached us, does it hold by itself?"""

    slug = "deception_check"
    title = gettext_lazy("Deception check")
    does = gettext_lazy("Answers the questions of MOM, POP, MOSES and EVE and says what follows.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Each of the four sets is worth the same."""
        return brief.set_c * len(Technique)

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The model answers every question."""
        missing = check_completeness(key.model).missing
        return [_("The model does not answer “%(id)s”.") % {"id": each} for each in missing]

    def model(self, brief: Brief, key: Key) -> Answer:
        """The experts' answers."""
        return Answer(dict(key.model), min(key.findings), key.why[:TEXT_MOST])

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``q-<prompt>``, ``finding`` and ``because``."""
        posted = Posted(post)
        answers = {
            each.handle: text
            for each in PROMPTS
            if (
                text := posted.text(
                    f"q-{each.handle}", previous.answers.get(each.handle, ""), TEXT_MOST
                )
            )
        }
        answer = Answer(
            answers,
            posted.choice("finding", Finding, previous.finding),
            posted.text("because", previous.because, TEXT_MOST),
        )
        return Parsed(answer, tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Questions answered."""
        of = len(PROMPTS)
        done = of - len(check_completeness(answer.answers).missing)
        sentence = _("%(done)s of %(of)s questions answered") % {"done": done, "of": of}
        return Progress(done, of, sentence)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Sets with open questions, and the outcome."""
        report = check_completeness(answer.answers)
        found = [
            _("%(set)s: %(open)s of %(asked)s questions are open.")
            % {
                "set": str(each.technique).upper(),
                "open": each.asked - each.answered,
                "asked": each.asked,
            }
            for each in report.sets
            if each.answered < each.asked
        ]
        if answer.finding is None:
            found.append(_("You have not said where the check comes out."))
        return found

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The questions by set, and the outcome."""
        return {
            "sheet": sheet,
            "about": sheet.brief.about,
            "sets": [_set(sheet, each) for each in Technique],
            "findings": options(FINDING_LABELS, sheet.answer.finding),
            "because": sheet.shown("because", sheet.answer.because),
            "errors": {each.field: each.sentence for each in sheet.errors},
            "text_most": TEXT_MOST,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The answers as given; for staff the experts'."""
        context = super().review(sheet, key, score)
        for each in context["sets"]:
            each["good"] = key.good.get(each["technique"], "") if key else ""
            for prompt in each["prompts"]:
                prompt["model"] = key.model.get(prompt["handle"], "") if key else ""
        return context

    def rubric(self, brief: Brief, key: Key) -> Rubric:
        """One criterion for each set of questions, with what a good answer holds in this case."""
        return Rubric(
            tuple(
                Criterion(
                    slug=str(each),
                    title=TECHNIQUE_LABELS[each].term,
                    meaning=TECHNIQUE_LABELS[each].meaning,
                    rungs=tuple(
                        Rung(level, term, _with(text, key.good.get(each, "") if level == 4 else ""))
                        for level, term, text in _RUNGS
                    ),
                )
                for each in Technique
            )
        )

    def support(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """How many questions of each set were answered."""
        return {
            str(each.technique): [
                _("%(done)s of %(of)s questions answered")
                % {"done": each.answered, "of": each.asked}
            ]
            for each in check_completeness(answer.answers).sets
        }

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """Where the checks come out."""
        given = tuple(str(each.finding) if each.finding else None for each in answers)
        accepted = (frozenset(map(str, key.findings)),) if key else ()
        outcome = N_("The outcome")
        return [Ratings(outcome, Metric.NOMINAL, ("outcome",), (given,), accepted=accepted)]

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Nothing: a person must look."""
        return scoring.score(brief, key, answer)


def _set(sheet: Sheet[Brief, Answer], technique: Technique) -> dict[str, Any]:
    label = TECHNIQUE_LABELS[technique]
    return {
        "technique": technique,
        "term": _(label.term),
        "meaning": _(label.meaning),
        "prompts": [
            {
                "handle": each.handle,
                "name": f"q-{each.handle}",
                "question": _(each.question),
                "text": sheet.shown(f"q-{each.handle}", sheet.answer.answers.get(each.handle, "")),
                "error": sheet.error(f"q-{each.handle}"),
            }
            for each in PROMPTS
            if each.technique is technique
        ],
    }


def _with(text: str, more: str) -> str:
    return f"{text} {more}" if more else text


KIND = DeceptionCheck()
