"""The wording check: advice on a text while it is written, with the place of each remark.

It never blocks and never marks. It looks for a handful of habits that a reader of estimates
stumbles over; it does not understand the text, so each remark says what to look at, not that it
is wrong. It reads English.
"""

from exercises.tradecraft.wording.bluf import bluf_hints
from exercises.tradecraft.wording.check import check_wording
from exercises.tradecraft.wording.notes import RULE_LABELS, Note, Rule
from exercises.tradecraft.wording.text import Span, count_words, split_sentences

__all__ = [
    "RULE_LABELS",
    "Note",
    "Rule",
    "Span",
    "bluf_hints",
    "check_wording",
    "count_words",
    "split_sentences",
]
