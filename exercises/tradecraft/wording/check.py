"""The wording check over a whole text."""

from collections.abc import Iterable, Iterator, Sequence

from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.wording.notes import Note, Rule
from exercises.tradecraft.wording.phrases import (
    CHANCE_IN_NUMBERS,
    CONFIDENCE,
    CONFIRMED,
    HEDGE,
    NOT_CONFIRMED,
    PERCENT_BEHIND,
    STACKED,
    VAGUE,
    TermFound,
    any_of,
    find_likelihood_terms,
)
from exercises.tradecraft.wording.text import Span, find_holder, split_sentences, word_spans
from exercises.tradecraft.words import Scale, check_word

_NEGATION_REACH = 80
"""Characters before "confirmed" in which a "not" still belongs to it."""


def check_wording(
    text: str,
    *,
    scale: Scale | None = None,
    watch: Sequence[str] = (),
    limit: int | None = None,
) -> tuple[Note, ...]:
    """Remarks on a text, in the order of their places. Advisory only.

    `scale` is the set of terms the exercise wants; without it the set that most terms of the text
    belong to. `watch` are phrases that name unproven allegations: a sentence with one of them and
    no "alleged", "reported", claimant, doubt or likelihood is remarked on. `limit` is the number
    of words the text may have.
    """
    terms = tuple(find_likelihood_terms(text))
    chosen = scale or _dominant_scale(terms)
    sentences = split_sentences(text)
    likely = _sentences_with_likelihood(text, sentences, terms)
    stacked = [Span(*found.span()) for found in STACKED.finditer(text)]
    notes = [
        *(Note.at(text, Rule.STACKED, span) for span in stacked),
        *_vague(text, stacked),
        *(Note.at(text, Rule.MIXED_TERMS, t.span) for t in terms if chosen not in t.scales),
        *_numbers(text, terms, chosen),
        *_confidence_beside_likelihood(text, likely),
        *_confirmed(text, sentences),
        *_bare_allegations(text, sentences, likely, watch),
        *_over_limit(text, limit),
    ]
    return tuple(sorted(notes, key=lambda note: (note.span, note.rule)))


def _dominant_scale(terms: Sequence[TermFound]) -> Scale:
    """The set most terms belong to; of equals, the one the first term to tell them apart is in."""
    counts = {each: sum(each in term.scales for term in terms) for each in Scale}
    leading = {each for each in Scale if counts[each] == max(counts.values())}
    for term in terms:
        leading = leading & term.scales or leading
    return min(leading, key=list(Scale).index)


def _vague(text: str, stacked: Sequence[Span]) -> Iterator[Note]:
    for found in VAGUE.finditer(text):
        span = Span(*found.span())
        if find_holder(span, stacked) is None:
            yield Note.at(text, Rule.VAGUE, span)


def _numbers(text: str, terms: Iterable[TermFound], scale: Scale) -> Iterator[Note]:
    for term in terms:
        found = PERCENT_BEHIND.match(text, term.span.end)
        if found is None or scale not in term.scales:
            continue
        for typed in filter(None, found.groups()):
            percent = float(typed.replace(",", "."))
            if percent > 100:
                continue
            checked = check_word(percent, term.phrase, scale)
            if not checked.agrees:
                span = Span(term.span.start, found.end())
                yield Note.at(text, Rule.NUMBER_DISAGREES, span, checked.sentence)
                break


def _sentences_with_likelihood(
    text: str, sentences: Sequence[Span], terms: Iterable[TermFound]
) -> tuple[Span, ...]:
    spans = [term.span for term in terms]
    spans += [Span(*found.span()) for found in CHANCE_IN_NUMBERS.finditer(text)]
    holders = {find_holder(span, sentences) for span in spans}
    return tuple(sentence for sentence in sentences if sentence in holders)


def _confidence_beside_likelihood(text: str, likely: Iterable[Span]) -> Iterator[Note]:
    for sentence in likely:
        if found := CONFIDENCE.search(text, sentence.start, sentence.end):
            yield Note.at(text, Rule.LIKELIHOOD_WITH_CONFIDENCE, Span(*found.span()))


def _confirmed(text: str, sentences: Iterable[Span]) -> Iterator[Note]:
    for sentence in sentences:
        for found in CONFIRMED.finditer(text, sentence.start, sentence.end):
            before = max(sentence.start, found.start() - _NEGATION_REACH)
            if not NOT_CONFIRMED.search(text, before, found.start()):
                yield Note.at(text, Rule.CONFIRMED, Span(*found.span()))


def _bare_allegations(
    text: str, sentences: Iterable[Span], likely: Iterable[Span], watch: Sequence[str]
) -> Iterator[Note]:
    phrases = [phrase for phrase in watch if phrase.strip()]
    if not phrases:
        return
    pattern, judged = any_of(phrases), set(likely)
    for sentence in sentences:
        if sentence in judged or HEDGE.search(text, sentence.start, sentence.end):
            continue
        for found in pattern.finditer(text, sentence.start, sentence.end):
            yield Note.at(text, Rule.BARE_ALLEGATION, Span(*found.span()))


def _over_limit(text: str, limit: int | None) -> Iterator[Note]:
    words = word_spans(text)
    if limit is None or len(words) <= limit:
        return
    detail = Sentence.of(
        N_("The text has {words} words; {limit} are allowed."), words=len(words), limit=limit
    )
    yield Note.at(text, Rule.OVER_LIMIT, Span(words[limit].start, words[-1].end), detail)
