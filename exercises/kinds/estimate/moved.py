"""What moved in an estimate: number, word, confidence and its reason, question by question."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from exercises.kinds.estimate.types import Answer, Brief, Estimate, Question
from exercises.kinds.moving import Moved, by_how_much, shown
from exercises.tradecraft.words import CONFIDENCE_LABELS


def moved(brief: Brief, before: Answer, after: Answer) -> list[Moved]:
    """Return the lines of every question, in their order."""
    return [
        line
        for each in brief.questions
        for line in _lines(
            each,
            before.estimates.get(each.id, Estimate()),
            after.estimates.get(each.id, Estimate()),
        )
    ]


def _lines(question: Question, old: Estimate, new: Estimate) -> Iterator[Moved]:
    facts = {"id": question.id}
    if old.number != new.number:
        by = by_how_much(old.number, new.number)
        yield Moved(_("%(id)s, number") % facts, _percent(old), _percent(new), by)
    if old.word != new.word:
        yield Moved(_("%(id)s, word") % facts, _word(old), _word(new))
    if old.confidence != new.confidence:
        yield Moved(_("%(id)s, confidence") % facts, _confidence(old), _confidence(new))
    if old.because != new.because:
        yield Moved(_("%(id)s, basis") % facts, shown(old.because), shown(new.because))


def _percent(given: Estimate) -> str:
    return shown(None if given.number is None else f"{given.number} %")


def _word(given: Estimate) -> str:
    return shown(_(given.word) if given.word else "")


def _confidence(given: Estimate) -> str:
    return shown(_(CONFIDENCE_LABELS[given.confidence].term) if given.confidence else "")
