"""Hints on an answer-first paragraph: bottom line up front.

Wanted: the first sentence answers the question with a likelihood, confidence stands apart with
its reason, and a gap is named.
"""

from collections.abc import Iterator, Sequence

from exercises.tradecraft.wording.notes import Note, Rule
from exercises.tradecraft.wording.phrases import (
    CHANCE_IN_NUMBERS,
    CONFIDENCE,
    GAP,
    LIKELIHOOD,
    REASON,
    SCENE,
    any_of,
)
from exercises.tradecraft.wording.text import Span, count_words, split_sentences

LONGEST_FIRST_SENTENCE = 40
"""Words a first sentence may have before it is remarked on (our own figure)."""


def bluf_hints(text: str, *, question_terms: Sequence[str] = ()) -> tuple[Note, ...]:
    """Hints on the first sentence and on what an estimate must not leave out, in order of place.

    `question_terms` are words of the question; the first sentence should hold at least one.
    A text without words has no hints.
    """
    sentences = [each for each in split_sentences(text) if count_words(each.of(text))]
    if not sentences:
        return ()
    return (*_first(text, sentences[0], question_terms), *_whole(text, sentences))


def _first(text: str, first: Span, question_terms: Sequence[str]) -> Iterator[Note]:
    words = first.of(text)
    if not (LIKELIHOOD.search(words) or CHANCE_IN_NUMBERS.search(words)):
        yield Note.at(text, Rule.NO_LIKELIHOOD_FIRST, first)
    if count_words(words) > LONGEST_FIRST_SENTENCE:
        yield Note.at(text, Rule.LONG_FIRST, first)
    if words.rstrip("\"'”’»)]*_").endswith("?"):
        yield Note.at(text, Rule.QUESTION_FIRST, first)
    if SCENE.match(words.lstrip("\"'“‘«([*_#> ")):
        yield Note.at(text, Rule.SCENE_FIRST, first)
    wanted = [term for term in question_terms if term.strip()]
    if wanted and not any_of(wanted).search(words):
        yield Note.at(text, Rule.OFF_QUESTION_FIRST, first)


def _whole(text: str, sentences: Sequence[Span]) -> Iterator[Note]:
    end = Span(len(text), len(text))
    stated = [each for each in sentences if CONFIDENCE.search(text, each.start, each.end)]
    if not stated:
        yield Note.at(text, Rule.NO_CONFIDENCE, end)
    elif not any(REASON.search(text, each.start, each.end) for each in stated):
        yield Note.at(text, Rule.CONFIDENCE_WITHOUT_REASON, stated[0])
    if not GAP.search(text):
        yield Note.at(text, Rule.NO_GAP, end)
