"""The kind: one fieldset of radios, or of boxes where several may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.kinds.choice import score as scoring
from exercises.kinds.choice.types import Answer, Brief, Key
from exercises.kinds.contract import FieldError, Kind, Parsed, Progress, Sheet
from exercises.kinds.panels import Ratings
from exercises.kinds.score import Score
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_


class Choice(Kind[Brief, Key, Answer]):
    """One question, one or several of the answers offered."""

    slug = "choice"
    title = gettext_lazy("Choice")
    does = gettext_lazy("Chooses one or several of the answers offered.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """The question is worth what the author says."""
        return brief.points_c

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """The key names options of the task, and one only where one is asked."""
        ids = {each.id for each in brief.options}
        found = [
            _("The key names %(id)s, which is no option of the task.") % {"id": each}
            for each in sorted((key.right | set(key.why)) - ids)
        ]
        if len(key.right) > 1 and not brief.several:
            found.append(_("The key has several right options, but only one can be chosen."))
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The right options."""
        return Answer(key.right)

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``choice``; ``choice-asked`` says that the question was on the page at all."""
        if "choice" not in post and "choice-asked" not in post:
            return Parsed(previous)
        chosen = frozenset(post.getlist("choice")) - {""}
        if not chosen <= {each.id for each in brief.options} or (
            len(chosen) > 1 and not brief.several
        ):
            error = FieldError("choice", _("Choose one of the values offered."))
            return Parsed(previous, (error,), {"choice": post.get("choice", "")[:200]})
        return Parsed(Answer(chosen))

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Chosen or not."""
        done = int(bool(answer.chosen))
        return Progress(done, 1, _("answered") if done else _("not answered"))

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Nothing chosen."""
        return [] if answer.chosen else [_("Nothing is chosen.")]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The question and its options."""
        return {
            "sheet": sheet,
            "brief": sheet.brief,
            "options": [
                {"id": each.id, "text": each.text, "chosen": each.id in sheet.answer.chosen}
                for each in sheet.brief.options
            ],
            "error": sheet.error("choice"),
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """The question with what was chosen; for staff what is right, and why."""
        context = super().review(sheet, key, score)
        for option in context["options"]:
            option["right"] = bool(key and option["id"] in key.right)
            option["why"] = key.why.get(option["id"], "") if key else ""
        return {**context, "all_remarks": score.remarks if score else ()}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """What was chosen, as a whole."""
        given = tuple(" + ".join(sorted(answer.chosen)) or None for answer in answers)
        right = (frozenset({" + ".join(sorted(key.right))}),) if key else ()
        chosen = N_("The choice")
        return [Ratings(chosen, Metric.NOMINAL, (scoring.LINE,), (given,), accepted=right)]

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Right or not; in part where several may be chosen."""
        return scoring.score(brief, key, answer)


KIND = Choice()
