"""The phrases a wording check looks for, as patterns over running text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exercises.tradecraft.wording.text import Span
from exercises.tradecraft.words import TERMS, Scale

_SCALES_IN_TEXT = (Scale.ICD203_FIRST, Scale.ICD203_SECOND, Scale.PHIA)
_NO_TERM_BY_ITSELF = frozenset({"remote", "likely or probable"})


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole phrases, longest first, any case, any white space between words."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first)
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])", re.IGNORECASE)


def _scales_by_phrase() -> dict[str, frozenset[Scale]]:
    found: dict[str, set[Scale]] = {}
    for scale in _SCALES_IN_TEXT:
        for term in TERMS[scale]:
            for phrase in {term.term, *term.variants} - _NO_TERM_BY_ITSELF:
                found.setdefault(phrase, set()).add(scale)
    return {phrase: frozenset(scales) for phrase, scales in found.items()}


SCALES_BY_PHRASE: Mapping[str, frozenset[Scale]] = MappingProxyType(_scales_by_phrase())
LIKELIHOOD = any_of(SCALES_BY_PHRASE)

_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_PERCENT = r"\s*(?:%|per\s?cent\b)"
PERCENT_BEHIND = re.compile(
    rf"\s*[(\[,:*_~]*\s*(?:about|around|roughly|or|some|i\.e\.)?\s*"
    rf"{_NUMBER}(?:{_PERCENT})?(?:\s*(?:–|-|to)\s*{_NUMBER})?{_PERCENT}",
    re.IGNORECASE,
)
CHANCE_IN_NUMBERS = re.compile(
    rf"{_NUMBER}{_PERCENT}\s+(?:chance|probability|likelihood)\b"
    rf"|\b(?:chance|probability|likelihood)\s+(?:of|is|at)\s+(?:about\s+)?{_NUMBER}{_PERCENT}",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(
    r"\b(?:high|moderate|medium|low|limited|little|strong|full)(?:\s+to\s+\w+)?\s+confidence\b"
    r"|\bconfidence\b(?:\s+\w+){0,4}?\s+(?:is|remains|stays)(?:\s+\w+)?\s+"
    r"(?:low|moderate|medium|high|limited)\b"
    r"|\b(?:\w+ly\s+)?confident\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    any_of(
        [
            "might",
            "possibly",
            "perhaps",
            "maybe",
            "conceivably",
            "potentially",
            "arguably",
            "it is possible",
            "it is conceivable",
            "serious possibility",
            "some chance",
            "good chance",
            "fair chance",
            "cannot be ruled out",
            "can not be ruled out",
            "can't be ruled out",
            "cannot rule out",
            "can't rule out",
            "cannot be excluded",
            "cannot be discounted",
            "seems to",
            "appears to",
            "it seems",
            "it appears",
        ]
    ).pattern
    + r"|(?<![\w-])could(?![\w-])(?!\s+not\b)"
    + r"|(?<![\w-])(?-i:may)(?![\w-])",  # the month has a capital letter
    re.IGNORECASE,
)
STACKED = re.compile(
    r"\b(?:(?-i:may)|might|could|possibly|perhaps|maybe|potentially|conceivably)\s+"
    r"(?:(?:well|also)\s+)?(?:(?:be|have)\s+)?(?:been\s+)?"
    r"(?:possibly|perhaps|potentially|conceivably|probably|probable|(?:very\s+|highly\s+)?"
    r"(?:un)?likely)\b"
    r"|\b(?:very|quite|highly|rather|entirely|distinctly)\s+(?:possible|possibly)\b",
    re.IGNORECASE,
)
CONFIRMED = re.compile(r"\b(?:re)?confirm(?:s|ed|ing|ations?)?\b", re.IGNORECASE)
NOT_CONFIRMED = re.compile(
    r"(?:\b(?:not|no|never|none|nobody|nothing|nor|neither|cannot|without|to|if|until|unless"
    r"|whether|before|awaiting|lacks?)\b|n['’]t\b)(?:\s+[\w-]+){0,3}\s*$",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:alleg(?:ed|edly|es?|ing|ations?)|report(?:ed|edly|s)?|claim(?:s|ed|ing)?|accord(?:ing|s)"
    r"\s+to|accus(?:ed?|es|ing|ations?)|said\s+to|rumou?r(?:s|ed)?|purported(?:ly)?"
    r"|supposed(?:ly)?|unproven|unverified|unconfirmed|den(?:y|ies|ied|ials?)|whether|if"
    r"|no\s+evidence|not\s+shown)\b",
    re.IGNORECASE,
)
SCENE = re.compile(
    r"(?:this\s+(?:report|paper|note|assessment|memo|brief)\b|in\s+(?:this|recent|the\s+past)\b"
    r"|over\s+the\s+(?:past|last)\b|since\b|following\b|background\b|the\s+(?:aim|purpose)\b"
    r"|recent(?:ly)?\b|on\s+\d|for\s+(?:years|months|decades)\b)",
    re.IGNORECASE,
)
REASON = re.compile(
    r"\b(?:because|since|as|owing\s+to|due\s+to|given|rests?\s+on|based\s+on|for\s+want\s+of)\b|:",
    re.IGNORECASE,
)
GAP = re.compile(
    r"\b(?:unknown|unclear|unnamed|undated|gaps?|missing|lack(?:s|ed|ing)?"
    r"|(?:do|does|did|could|can|is|are|was|were)\s*n[o'’]t\s+(?:know|tell|let|show|establish|name"
    r"|known|named|shown|clear|established)|cannot\s+(?:know|tell|show|establish|say)"
    r"|no\s+(?:\w+,?\s+){1,8}(?:is|are|was|were)\s+(?:named|given|known|shown|dated))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term of likelihood in a text, and the sets of terms it belongs to."""

    span: Span
    phrase: str
    scales: frozenset[Scale]


def find_likelihood_terms(text: str) -> Iterator[TermFound]:
    """Every term of likelihood in the text, in order; the longest where one holds another."""
    for found in LIKELIHOOD.finditer(text):
        phrase = " ".join(found.group().lower().split())
        yield TermFound(Span(*found.span()), phrase, SCALES_BY_PHRASE[phrase])
