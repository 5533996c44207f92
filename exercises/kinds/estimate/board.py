"""The class board of estimates: numbers as a distribution, before and after, words beside them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exercises.kinds.boards import (
    TENTHS,
    Board,
    Choice,
    Finding,
    Given,
    Json,
    bars,
    tenths,
    waiting,
)
from exercises.kinds.estimate.types import Answer, Brief, Estimate, Key, Question, QuestionKey
from exercises.tradecraft.disclosure import LIMITS, Audience, Hidden, disclose_median
from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.words import CONFIDENCE_LABELS, Scale, check_word

MIDDLE = N_("The middle of the class is {median} %.")
MOVED = N_("The middle of the class went from {before} % to {after} %.")
ALIKE = N_("Nearly the whole class gives the same number.")
PANEL = N_("The experts hold {low} to {high} %, and call their confidence {confidence}.")
WORDS = N_("Do the words say what the numbers say?")
MISMATCH = N_("{off} of {n} words do not hold their number.")
AGREE = N_("Every one of {n} words holds its number.")
RULE = N_(
    "A reader who sees the word alone must come near the number. At a shared end both words are right."
)

WORDS_SLUG = "words"
AFTER, BEFORE = "after", "before"


class EstimateBoard(Board[Brief, Key, Answer]):
    """Each question's numbers, then words against numbers over the whole task."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding for each question, and one about the words."""
        questions = [
            _question(each, key.questions[each.id], given, audience) for each in brief.questions
        ]
        return [*questions, *_words(brief, given, audience)]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The tenth that each number falls into, and the confidence."""
        found = {}
        for id_, each in answer.estimates.items():
            codes = list(tenths([each.number])) if each.number is not None else []
            found[id_] = [*codes, *([str(each.confidence)] if each.confidence else [])]
        return found


def _question(
    question: Question, key: QuestionKey, given: Sequence[Given[Answer]], audience: Audience
) -> Finding:
    now = [each.answer.estimates.get(question.id, Estimate()) for each in given]
    numbers = [each.number for each in now if each.number is not None]
    moved = _moved(question, given)
    facts: Json = {
        "bars": bars(tenths(numbers), TENTHS, audience, _reached(key)),
        "confidence": bars(
            Counter(str(each.confidence) for each in now if each.confidence),
            _CONFIDENCES,
            audience,
            map(str, key.confidence),
        ),
        "before": None,
    }
    confidence = " / ".join(sorted(str(each) for each in key.confidence))
    panel = Sentence.of(PANEL, low=key.low, high=key.high, confidence=confidence)
    found = waiting(question.id, question.text, "numbers", facts, panel=panel, why=(key.why,))
    if len(numbers) < LIMITS[audience].middle:
        return found
    median = disclose_median(numbers, audience)
    sentence = Sentence(ALIKE)
    if not isinstance(median, Hidden):
        sentence = Sentence.of(MIDDLE, median=f"{median:g}")
    if len(moved) >= LIMITS[audience].shares:
        facts["before"] = bars(tenths(before for before, _ in moved), TENTHS, audience)
        facts["bars"] = bars(tenths(after for _, after in moved), TENTHS, audience, _reached(key))
        before, after = (
            disclose_median(side, audience) for side in map(list, zip(*moved, strict=True))
        )
        if not isinstance(before, Hidden) and not isinstance(after, Hidden):
            sentence = Sentence.of(MOVED, before=f"{before:g}", after=f"{after:g}")
    return found.told(sentence, len(numbers))


_CONFIDENCES = [Choice(str(each), label.term) for each, label in CONFIDENCE_LABELS.items()]


def _moved(question: Question, given: Sequence[Given[Answer]]) -> list[tuple[int, int]]:
    """Return (before, after) of everybody who gave a number twice."""
    found = []
    for each in given:
        if each.earlier is None:
            continue
        before = each.earlier.estimates.get(question.id, Estimate()).number
        after = each.answer.estimates.get(question.id, Estimate()).number
        if before is not None and after is not None:
            found.append((before, after))
    return found


def _reached(key: QuestionKey) -> list[str]:
    """Return the tenths that the experts' range touches."""
    return list(tenths(range(key.low, key.high + 1)))


def _words(brief: Brief, given: Sequence[Given[Answer]], audience: Audience) -> list[Finding]:
    """Count words that do not hold their number; nothing while too few people gave both."""
    pairs = [
        (estimate.number, estimate.word)
        for each in given
        for estimate in each.answer.estimates.values()
        if estimate.number is not None and estimate.word
    ]
    if len(given) < LIMITS[audience].shares or not pairs:
        return []
    off = [(number, word) for number, word in pairs if not _holds(number, word, brief.scale)]
    facts = {"off": len(off), "n": len(pairs)}
    sentence = Sentence.of(MISMATCH, **facts) if off else Sentence.of(AGREE, n=len(pairs))
    used = Counter(word for _number, word in pairs)
    choices = [Choice(word, word) for word in brief.words]
    drawn = {"bars": bars(used, choices, audience)}
    return [
        Finding(WORDS_SLUG, WORDS, sentence, "words", drawn, len(given), Sentence(RULE)),
    ]


def _holds(number: int, word: str, scale: Scale) -> bool:
    return check_word(number, word, scale).agrees


BOARD = EstimateBoard()
