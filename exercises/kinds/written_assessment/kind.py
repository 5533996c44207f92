"""The kind: a text with a word limit, citations, and advice on its wording while one writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.citing import cited_handles, with_links
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.posting import Posted
from exercises.kinds.rubrics import Criterion, Rubric, Rung
from exercises.kinds.score import Score
from exercises.kinds.written_assessment import score as scoring
from exercises.kinds.written_assessment.types import TEXT_MOST, Answer, Brief, Key
from exercises.tradecraft.rubric import (
    DESCRIPTORS,
    LEVEL_LABELS,
    STANDARD_LABELS,
    Level,
    Standard,
)
from exercises.tradecraft.wording import (
    RULE_LABELS,
    Note,
    Rule,
    bluf_hints,
    check_wording,
    count_words,
)
from exercises.tradecraft.words import SCALE_LABELS, TERMS

SPEAKS_TO: Mapping[Standard, frozenset[Rule]] = {
    Standard.UNCERTAINTY: frozenset(
        {
            Rule.VAGUE,
            Rule.STACKED,
            Rule.MIXED_TERMS,
            Rule.LIKELIHOOD_WITH_CONFIDENCE,
            Rule.NUMBER_DISAGREES,
            Rule.NO_CONFIDENCE,
            Rule.CONFIDENCE_WITHOUT_REASON,
        }
    ),
    Standard.DISTINCTION: frozenset({Rule.BARE_ALLEGATION, Rule.CONFIRMED}),
    Standard.RELEVANCE: frozenset(
        {Rule.NO_LIKELIHOOD_FIRST, Rule.QUESTION_FIRST, Rule.SCENE_FIRST, Rule.OFF_QUESTION_FIRST}
    ),
    Standard.LOGIC: frozenset({Rule.NO_GAP}),
}
"""Which wording notes a marker sees beside which standard."""


class WrittenAssessment(Kind[Brief, Key, Answer]):
    """Bottom line up front, inside a word limit, with sources cited by paragraph."""

    slug = "written_assessment"
    title = gettext_lazy("Written assessment")
    does = gettext_lazy("Writes a short assessment that is marked on the analytic standards.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Four levels for each standard."""
        return 4 * brief.level_c * len(brief.standards)

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The model keeps the word limit, and wording is given for marked standards only."""
        found = []
        words = count_words(key.model)
        if words > brief.most_words:
            found.append(
                _("The model answer has %(words)s words; the task allows %(most)s.")
                % {"words": words, "most": brief.most_words}
            )
        found += [
            _("The key words the standard “%(name)s”, which is not marked.") % {"name": each}
            for each in key.levels
            if each not in brief.standards
        ]
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The model text."""
        return Answer(key.model)

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``text``. A text over the word limit is kept; only handing in speaks of it."""
        posted = Posted(post)
        answer = Answer(posted.text("text", previous.text, TEXT_MOST))
        return Parsed(
            answer, tuple(posted.wrong), {"text": post.get("text", "")} if posted.wrong else {}
        )

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Written or not; the sentence counts the words."""
        words = count_words(answer.text)
        sentence = ngettext(
            "%(words)s of %(most)s word", "%(words)s of %(most)s words", brief.most_words
        )
        facts = {"words": words, "most": brief.most_words}
        return Progress(int(words > 0), 1, sentence % facts)

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """No text, or too much of it."""
        words = count_words(answer.text)
        if not words:
            return [_("There is no text yet.")]
        over = words - brief.most_words
        if over <= 0:
            return []
        sentence = ngettext(
            "The text is %(over)s word over its limit of %(most)s.",
            "The text is %(over)s words over its limit of %(most)s.",
            over,
        )
        return [sentence % {"over": over, "most": brief.most_words}]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The text, the handles that can be cited, the words and the standards."""
        brief = sheet.brief
        return {
            "sheet": sheet,
            "text": sheet.shown("text", sheet.answer.text),
            "error": sheet.error("text"),
            "handles": list(sheet.passages.values()),
            "scale": _(SCALE_LABELS[brief.scale].term),
            "words": [
                {"term": _(term.term), "low": f"{term.low:g}", "high": f"{term.high:g}"}
                for term in TERMS[brief.scale]
            ],
            "standards": _standards(brief),
            **self.live(sheet),
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """Word count, wording notes and the text as it will be read."""
        brief, text = sheet.brief, sheet.answer.text
        words = count_words(text)
        return {
            "count": words,
            "most": brief.most_words,
            "over": max(words - brief.most_words, 0),
            "notes": [_note(note) for note in _notes(brief, text)],
            "preview": with_links(text, sheet.passages),
            "cited": cited_handles(text),
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The text as it is read; for staff the model and this case's wording of the levels."""
        levels = [
            {
                "term": _(STANDARD_LABELS[each].term),
                "levels": [
                    {"level": int(level), "text": wording}
                    for level in sorted(Level, reverse=True)
                    if (wording := key.wording(each, level))
                ],
            }
            for each in (sheet.brief.standards if key else ())
            if key
        ]
        return {**super().review(sheet, key, score), "levels": levels}

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Nothing: a person must look."""
        return scoring.score(brief, key, answer)

    def rubric(self, brief: Brief, key: Key) -> Rubric:
        """The standards of the brief, in this case's words where the key has some."""
        return Rubric(tuple(_criterion(each, key) for each in brief.standards))

    def prose(self, answer: Answer) -> str:
        """The text itself."""
        return answer.text

    def support(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The wording notes, under the standard each speaks to, and a count of citations."""
        notes = _notes(brief, answer.text)
        found: dict[str, list[str]] = {
            standard: [_remark(note) for note in notes if note.rule in rules]
            for standard, rules in SPEAKS_TO.items()
        }
        cited = len(cited_handles(answer.text))
        found[Standard.SOURCES] = [
            ngettext("Cites %s paragraph.", "Cites %s paragraphs.", cited) % cited
        ]
        marked = {str(each) for each in brief.standards}
        return {slug: each for slug, each in found.items() if each and slug in marked}


def _notes(brief: Brief, text: str) -> list[Note]:
    notes = [
        *check_wording(text, scale=brief.scale, watch=brief.watch, limit=brief.most_words),
        *bluf_hints(text, question_terms=brief.question_terms),
    ]
    return sorted(notes, key=lambda note: (note.span, note.rule))


def _note(note: Note) -> dict[str, Any]:
    return {
        "rule": _(RULE_LABELS[note.rule].term),
        "quote": note.quote if len(note.quote) <= 90 else f"{note.quote[:80].rstrip()} …",
        "sentence": note.sentence.render(_),
        "start": note.span.start,
        "end": note.span.end,
    }


def _remark(note: Note) -> str:
    quote = f"“{note.quote}”: " if note.quote and len(note.quote) <= 90 else ""
    return f"{quote}{note.sentence.render(_)}"


def _criterion(standard: Standard, key: Key) -> Criterion:
    label = STANDARD_LABELS[standard]
    rungs = tuple(
        Rung(
            int(level),
            LEVEL_LABELS[level].term,
            key.wording(standard, level)
            or DESCRIPTORS[standard].get(level, LEVEL_LABELS[level].meaning),
        )
        for level in sorted(Level)
    )
    return Criterion(standard.value, label.term, label.meaning, rungs)


def _standards(brief: Brief) -> list[dict[str, Any]]:
    return [
        {
            "term": _(STANDARD_LABELS[each].term),
            "meaning": _(STANDARD_LABELS[each].meaning),
            "levels": [
                {
                    "level": int(level),
                    "term": _(LEVEL_LABELS[level].term),
                    "text": _(DESCRIPTORS[each][level]),
                }
                for level in sorted(Level, reverse=True)
                if level in DESCRIPTORS[each]
            ],
        }
        for each in brief.standards
    ]


KIND = WrittenAssessment()
