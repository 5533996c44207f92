"""The kind: one field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.kinds.short_text import score as scoring
from exercises.kinds.short_text.types import Answer, Brief, Key
from exercises.tradecraft.wordings import fits_any


class ShortText(Kind[Brief, Key, Answer]):
    """A few words; known wordings are scored, everything else is read by a person."""

    slug = "short_text"
    title = gettext_lazy("Short answer")
    does = gettext_lazy("Answers in a few words.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """The question is worth what the author says."""
        return brief.points_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The model fits the field, and is not among the mistakes."""
        found = []
        if len(key.model) > brief.most_chars:
            found.append(_("The model answer is longer than the field."))
        if fits_any(key.model, key.refused):
            found.append(_("The model answer is among the refused wordings."))
        elif key.accepted and not fits_any(key.model, key.accepted):
            found.append(_("The model answer fits none of the accepted wordings."))
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The model answer."""
        return Answer(key.model)

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``short``."""
        posted = Posted(post)
        answer = Answer(posted.text("short", previous.text, brief.most_chars))
        return Parsed(answer, tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Written or not."""
        done = int(bool(answer.text))
        return Progress(done, 1, _("answered") if done else _("not answered"))

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Nothing written."""
        return [] if answer.text else [_("Nothing is written.")]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The question and the field."""
        return {
            "sheet": sheet,
            "brief": sheet.brief,
            "text": sheet.shown("short", sheet.answer.text),
            "error": sheet.error("short"),
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The question with the text as given."""
        context = super().review(sheet, key, score)
        return {**context, "all_remarks": score.remarks if score else ()}

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """By its wording, or by a person."""
        return scoring.score(brief, key, answer)


KIND = ShortText()
