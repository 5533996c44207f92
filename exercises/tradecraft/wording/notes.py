"""The remarks a wording check can make, and what each says to the writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exercises.tradecraft.labels import N_, Label, Sentence
from exercises.tradecraft.wording.text import Span


class Rule(StrEnum):
    """Which habit a remark is about. The last eight are hints on an answer-first paragraph."""

    VAGUE = "vague"
    STACKED = "stacked"
    MIXED_TERMS = "mixed_terms"
    LIKELIHOOD_WITH_CONFIDENCE = "likelihood_with_confidence"
    NUMBER_DISAGREES = "number_disagrees"
    CONFIRMED = "confirmed"
    BARE_ALLEGATION = "bare_allegation"
    OVER_LIMIT = "over_limit"

    NO_LIKELIHOOD_FIRST = "no_likelihood_first"
    LONG_FIRST = "long_first"
    QUESTION_FIRST = "question_first"
    SCENE_FIRST = "scene_first"
    OFF_QUESTION_FIRST = "off_question_first"
    NO_CONFIDENCE = "no_confidence"
    CONFIDENCE_WITHOUT_REASON = "confidence_without_reason"
    NO_GAP = "no_gap"


RULE_LABELS: Mapping[Rule, Label] = MappingProxyType(
    {
        Rule.VAGUE: Label(
            N_("vague"), N_("Readers take this anywhere from hardly to surely. How likely is it?")
        ),
        Rule.STACKED: Label(
            N_("stacked hedges"), N_("Two hedges at once leave no meaning. Keep the one you mean.")
        ),
        Rule.MIXED_TERMS: Label(
            N_("mixed terms"),
            N_("This word belongs to another set of terms. Keep to one set in one text."),
        ),
        Rule.LIKELIHOOD_WITH_CONFIDENCE: Label(
            N_("likelihood and confidence in one sentence"),
            N_("Readers mix the two up. Give the confidence a sentence of its own."),
        ),
        Rule.NUMBER_DISAGREES: Label(
            N_("word and number disagree"), N_("The number lies outside the range of the word.")
        ),
        Rule.CONFIRMED: Label(
            N_("“confirmed”"),
            N_("Who confirmed it, without depending on the others? If nobody did, say less."),
        ),
        Rule.BARE_ALLEGATION: Label(
            N_("allegation told as fact"),
            N_("This is not shown. Say “alleged” or “reported”, or say who claims it."),
        ),
        Rule.OVER_LIMIT: Label(
            N_("over the limit"), N_("The text has more words than it may have.")
        ),
        Rule.NO_LIKELIHOOD_FIRST: Label(
            N_("no judgement first"),
            N_("Put the judgement and how likely it is into sentence one."),
        ),
        Rule.LONG_FIRST: Label(N_("long first sentence"), N_("A busy reader gets lost. Split it.")),
        Rule.QUESTION_FIRST: Label(
            N_("a question first"), N_("The reader asked the question. Begin with the answer.")
        ),
        Rule.SCENE_FIRST: Label(
            N_("background first"), N_("Begin with the answer; the background can follow.")
        ),
        Rule.OFF_QUESTION_FIRST: Label(
            N_("off the question"), N_("Sentence one does not take up the words of the question.")
        ),
        Rule.NO_CONFIDENCE: Label(
            N_("no confidence"), N_("Say how good your basis is: low, moderate or high confidence.")
        ),
        Rule.CONFIDENCE_WITHOUT_REASON: Label(
            N_("confidence without a reason"), N_("Say what it rests on: because of what?")
        ),
        Rule.NO_GAP: Label(
            N_("no gap named"), N_("Say what you do not know that would matter most.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """One remark: the rule, the place, the words quoted.

    A remark on something that is missing has an empty place at the end of the text, or of the
    sentence it belongs to. `detail` adds the particulars where the rule has some.
    """

    rule: Rule
    span: Span
    quote: str
    detail: Sentence | None = None

    @classmethod
    def at(cls, text: str, rule: Rule, span: Span, detail: Sentence | None = None) -> "Note":
        """A remark on a stretch of a text."""
        return cls(rule, span, span.of(text), detail)

    @property
    def sentence(self) -> Sentence:
        """What to tell the writer, in one line."""
        return self.detail or Sentence(RULE_LABELS[self.rule].meaning)
