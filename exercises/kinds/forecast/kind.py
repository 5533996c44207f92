"""The kind: chances for each question, its terms in view before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.forecast import panel
from exercises.kinds.forecast import score as scoring
from exercises.kinds.forecast.types import YES, Answer, Brief, Key, Question, complete
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score


class Forecast(Kind[Brief, Key, Answer]):
    """How likely is each outcome, on the day and by the source that will settle it?"""

    slug = "forecast"
    title = gettext_lazy("Forecast")
    does = gettext_lazy("Gives chances on questions that a named source will settle.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Each question is worth the same."""
        return brief.each_c * len(brief.questions)

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """What is settled came out in a way the question knows; points need an outcome."""
        questions = {each.id: each for each in brief.questions}
        found = [
            _("The key names %(id)s, which is no question of the task.") % {"id": each}
            for each in sorted({*key.settled, *key.reference, *key.why} - set(questions))
        ]
        for id_, question in questions.items():
            settled, reference = key.settled.get(id_), key.reference.get(id_)
            if settled and settled.outcome not in scoring.outcomes_of(question):
                found.append(_("Question %(id)s cannot come out so.") % {"id": id_})
            if reference is not None and not _fits(question, reference):
                found.append(
                    _("The reference forecast of %(id)s does not add up to 100.") % {"id": id_}
                )
            if brief.points_later and settled:
                found.append(
                    _("Question %(id)s is settled already, so its points cannot come later.")
                    % {"id": id_}
                )
            elif brief.each_c and not brief.points_later and not settled:
                found.append(_("Question %(id)s has points but no outcome.") % {"id": id_})
        return found

    def model(self, brief: Brief, key: Key) -> Answer:
        """The outcome itself where it is known, the reference forecast where it is not."""
        return Answer(
            {
                each.id: _expected(each, key)
                for each in brief.questions
                if each.id in key.settled or each.id in key.reference
            }
        )

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read ``p-<question>-<outcome>`` in whole per cents."""
        posted = Posted(post)
        found: dict[str, dict[str, int]] = {}
        for question in brief.questions:
            old = previous.chances.get(question.id, {})
            least, most = (1, 99) if question.binary else (0, 100)
            chances = {
                id_: percent
                for id_ in question.ids
                if (percent := posted.percent(f"p-{question.id}-{id_}", old.get(id_), least, most))
                is not None
            }
            if chances:
                found[question.id] = chances
        return Parsed(Answer(found), tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Questions with all their chances."""
        done = sum(complete(each, answer.chances.get(each.id, {})) for each in brief.questions)
        of = len(brief.questions)
        sentence = ngettext(
            "%(done)s of %(of)s forecast given", "%(done)s of %(of)s forecasts given", of
        )
        return Progress(done, of, sentence % {"done": done, "of": of})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Questions without a forecast, and sums that are not 100."""
        return [
            sentence
            for each in brief.questions
            if (sentence := _gap(each, answer.chances.get(each.id, {})))
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """Each question with its terms and its chances."""
        return {
            "sheet": sheet,
            "questions": [_fields(sheet, each) for each in sheet.brief.questions],
        }

    def live(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """What each question's chances add up to."""
        return {
            "questions": [
                {"id": each.id, "sum": _sum_line(each, sheet.answer.chances.get(each.id, {}))}
                for each in sheet.brief.questions
            ]
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Each question with the forecast and its remarks."""
        context = super().review(sheet, key, score)
        for row in context["questions"]:
            row["remarks"] = context["remarks"].get(row["id"], ())
            row["settled"] = key.settled.get(row["id"]) if key else None
            row["why"] = key.why.get(row["id"], "") if key else ""
        return context

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """Every chance."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """The mean of their chances as the reference."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Brier scores of what is settled; None where points come later."""
        return scoring.score(brief, key, answer)

    def settled_later(self, brief: Brief) -> bool:
        """Where the author says so: the outcomes are not known at hand-in."""
        return brief.points_later


def _expected(question: Question, key: Key) -> dict[str, int]:
    settled = key.settled.get(question.id)
    if settled is None:
        return dict(zip(question.ids, key.reference[question.id], strict=True))
    if question.binary:
        return {YES: 99 if settled.outcome == YES else 1}
    return {id_: 100 * (id_ == settled.outcome) for id_ in question.ids}


def _fits(question: Question, reference: tuple[int, ...]) -> bool:
    if len(reference) != len(question.ids):
        return False
    return complete(question, dict(zip(question.ids, reference, strict=True)))


def _gap(question: Question, chances: Mapping[str, int]) -> str:
    if complete(question, chances):
        return ""
    if not chances:
        return _("%(id)s: no forecast.") % {"id": question.id}
    return _("%(id)s: the chances add up to %(sum)s; they must add up to 100.") % {
        "id": question.id,
        "sum": sum(chances.values()),
    }


def _sum_line(question: Question, chances: Mapping[str, int]) -> str:
    if question.binary or not chances:
        return ""
    return _("Together %(sum)s of 100 %%") % {"sum": sum(chances.values())}


def _fields(sheet: Sheet[Brief, Answer], question: Question) -> dict[str, Any]:
    chances = dict(sheet.answer.chances.get(question.id, {}))
    texts = {each.id: each.text for each in question.outcomes} or {YES: _("Yes")}
    return {
        "id": question.id,
        "question": question,
        "sum": _sum_line(question, chances),
        "fields": [
            {
                "name": f"p-{question.id}-{id_}",
                "text": text,
                "value": sheet.shown(f"p-{question.id}-{id_}", chances.get(id_)),
                "error": sheet.error(f"p-{question.id}-{id_}"),
            }
            for id_, text in texts.items()
        ],
    }


KIND = Forecast()
