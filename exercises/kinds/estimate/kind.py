"""The kind: three fieldsets a question; nothing fills itself in; the server checks the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.choices import Option, options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.estimate import moved as moving
from exercises.kinds.estimate import panel
from exercises.kinds.estimate import score as scoring
from exercises.kinds.estimate.ruler import Ruler, ruler_of
from exercises.kinds.estimate.types import (
    BECAUSE_MOST,
    Answer,
    Brief,
    Estimate,
    Key,
    Question,
    QuestionKey,
)
from exercises.kinds.moving import Moved
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.tradecraft.words import (
    CONFIDENCE_LABELS,
    SCALE_LABELS,
    TERMS,
    Confidence,
    accepted_terms,
    check_word,
)


class EstimateKind(Kind[Brief, Key, Answer]):
    """How likely, in a number and in a word; how sure of that, and why."""

    slug = "estimate"
    title = gettext_lazy("Estimate")
    does = gettext_lazy("Gives a number, a word and a confidence with its reason, kept apart.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Three parts for each question, and the nesting."""
        return brief.total_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every question has a key, and no key is left over."""
        ids = [each.id for each in brief.questions]
        return [
            *(
                _("Question %(id)s has no key.") % {"id": each}
                for each in ids
                if each not in key.questions
            ),
            *(
                _("The key names %(id)s, which is no question of the task.") % {"id": each}
                for each in key.questions
                if each not in ids
            ),
        ]

    def model(self, brief: Brief, key: Key) -> Answer:
        """The middle of the experts' range, a word that fits it, and their confidence."""
        return Answer(
            {each.id: _expected(brief, key.questions[each.id]) for each in brief.questions}
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``number-``, ``word-``, ``confidence-`` and ``because-<id>``."""
        posted = Posted(post)
        words = frozenset(brief.words)
        found = dict(previous.estimates)
        for each in brief.questions:
            old = found.get(each.id, Estimate())
            new = replace(
                old,
                number=posted.percent(f"number-{each.id}", old.number),
                word=posted.one_of(f"word-{each.id}", words, old.word),
                confidence=posted.choice(f"confidence-{each.id}", Confidence, old.confidence),
                because=posted.text(f"because-{each.id}", old.because, BECAUSE_MOST),
            )
            if new != Estimate():
                found[each.id] = new
            else:
                found.pop(each.id, None)
        return Parsed(Answer(found), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Questions with nothing left open."""
        done = sum(_complete(_given(answer, each)) for each in brief.questions)
        of = len(brief.questions)
        sentence = ngettext(
            "%(done)s of %(of)s estimate given", "%(done)s of %(of)s estimates given", of
        )
        return Progress(done, of, sentence % {"done": done, "of": of})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Each question with a gap and the gap."""
        return [
            _("%(id)s: %(gaps)s.") % {"id": each.id, "gaps": ", ".join(gaps)}
            for each in brief.questions
            if (gaps := _gaps(_given(answer, each)))
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """Each question with its three fieldsets and its ruler."""
        return {
            "sheet": sheet,
            "questions": [_fields(sheet, each) for each in sheet.brief.questions],
            "scale": _(SCALE_LABELS[sheet.brief.scale].term),
            "because_most": BECAUSE_MOST,
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The check line and the ruler of each question."""
        return {"questions": [_checked(sheet, each) for each in sheet.brief.questions]}

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Each question with what was given, the ruler and the remarks."""
        context = super().review(sheet, key, score)
        rows = [
            {
                **_checked(sheet, each),
                "given": _given(sheet.answer, each),
                "remarks": context["remarks"].get(each.id, ()),
                "key": key.questions.get(each.id) if key else None,
            }
            for each in sheet.brief.questions
        ]
        return {**context, "rows": rows, "overall": context["remarks"].get(scoring.NESTED_LINE, ())}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """Numbers and confidence."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """The range of their numbers, the levels of their confidence."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Word against number, number against the experts, confidence against the basis."""
        return scoring.score(brief, key, answer)

    def moved(self, brief: Brief, before: Answer, after: Answer) -> Sequence[Moved]:
        """Line by line; the rule stands in ``moved``."""
        return moving.moved(brief, before, after)


def _expected(brief: Brief, key: QuestionKey) -> Estimate:
    number = (key.low + key.high) // 2
    word = accepted_terms(number, brief.scale)[0].term
    return Estimate(number, word, min(key.confidence), key.why[:BECAUSE_MOST] or "–")


def _given(answer: Answer, question: Question) -> Estimate:
    return answer.estimates.get(question.id, Estimate())


def _fields(sheet: Sheet[Brief, Answer], question: Question) -> dict[str, Any]:
    given = _given(sheet.answer, question)
    names = ("number", "word", "confidence", "because")
    return {
        **_checked(sheet, question),
        "number": sheet.shown(f"number-{question.id}", given.number),
        "because": sheet.shown(f"because-{question.id}", given.because),
        "words": [
            Option(
                value=term.term,
                term=_(term.term),
                meaning=_("%(low)s to %(high)s %%")
                % {"low": f"{term.low:g}", "high": f"{term.high:g}"},
                chosen=term.term == given.word,
            )
            for term in TERMS[sheet.brief.scale]
        ],
        "confidences": options(CONFIDENCE_LABELS, given.confidence),
        "errors": {name: sheet.error(f"{name}-{question.id}") for name in names},
    }


def _checked(sheet: Sheet[Brief, Answer], question: Question) -> dict[str, Any]:
    given = _given(sheet.answer, question)
    ruler: Ruler = ruler_of(sheet.brief.scale, given.number, given.word, _)
    return {
        "question": question,
        "id": question.id,
        "check": _check_line(sheet.brief, given),
        "agrees": _agrees(sheet.brief, given),
        "ruler": ruler,
    }


def _check_line(brief: Brief, given: Estimate) -> str:
    if given.number is None or not given.word:
        return ""
    return check_word(given.number, given.word, brief.scale).sentence.render(_)


def _agrees(brief: Brief, given: Estimate) -> bool:
    if given.number is None or not given.word:
        return True
    return check_word(given.number, given.word, brief.scale).agrees


def _complete(given: Estimate) -> bool:
    there = given.number is not None and given.word and given.confidence and given.because
    return bool(there)


def _gaps(given: Estimate) -> list[str]:
    wanted = (
        (given.number is not None, _("no number")),
        (given.word, _("no word")),
        (given.confidence, _("no confidence")),
        (given.because, _("no reason for the confidence")),
    )
    return [words for there, words in wanted if not there]


KIND = EstimateKind()
