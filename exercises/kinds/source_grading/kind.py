"""The kind: one page for each item, two axes apart, then the chance that it is accurate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.kinds.choices import options
from exercises.kinds.contract import Kind, Parsed, Progress, Sheet
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.posting import Posted
from exercises.kinds.score import Score
from exercises.kinds.source_grading import panel
from exercises.kinds.source_grading import score as scoring
from exercises.kinds.source_grading.types import (
    REASON_MOST,
    Answer,
    Brief,
    Grade,
    Item,
    ItemKey,
    Key,
)
from exercises.tradecraft.admiralty import (
    CREDIBILITY_LABELS,
    RELIABILITY_LABELS,
    Credibility,
    Reliability,
)


class SourceGrading(Kind[Brief, Key, Answer]):
    """Source A to F, information 1 to 6, each with its reason; or "not a source report"."""

    slug = "source_grading"
    title = gettext_lazy("Source grading")
    does = gettext_lazy("Grades each source and each piece of information on two separate axes.")
    brief_type, key_type, answer_type = Brief, Key, Answer

    def out_of_c(self, brief: Brief) -> int:
        """Two axes for each item."""
        return 2 * brief.axis_c * len(brief.items)

    def validate(self, brief: Brief, key: Key) -> Sequence[str]:
        """Every item has a key, and no key is left over."""
        ids = [item.id for item in brief.items]
        return [
            *(_("Item %(id)s has no key.") % {"id": each} for each in ids if each not in key.items),
            *(
                _("The key names %(id)s, which is no item of the task.") % {"id": each}
                for each in key.items
                if each not in ids
            ),
        ]

    def model(self, brief: Brief, key: Key) -> Answer:
        """The first accepted grade on each axis, grades before "cannot be judged"."""
        return Answer({item.id: _expected(key.items[item.id]) for item in brief.items})

    def cites(self, brief: Brief) -> Sequence[str]:
        """The paragraphs the items stand in."""
        return [handle for item in brief.items for handle in item.cites if handle[0] == "¶"]

    def parts(self, brief: Brief) -> Sequence[str]:
        """Each item has its page."""
        return [item.id for item in brief.items]

    def parse(self, brief: Brief, post: QueryDict, previous: Answer) -> Parsed[Answer]:
        """Read the fields of the item named in the form."""
        item = post.get("item", "")
        if item not in self.parts(brief):
            return Parsed(previous)
        posted = Posted(post)
        old = previous.grades.get(item, Grade())
        grade = replace(
            old,
            source=posted.choice("source", Reliability, old.source),
            source_reason=posted.text("source_reason", old.source_reason, REASON_MOST),
            information=posted.choice("information", Credibility, old.information),
            information_reason=posted.text(
                "information_reason", old.information_reason, REASON_MOST
            ),
            chance=posted.percent("chance", old.chance),
            no_report=post.get("no_report") == "yes" if "no_report" in post else old.no_report,
            no_report_reason=posted.text("no_report_reason", old.no_report_reason, REASON_MOST),
        )
        answer = Answer({**previous.grades, item: grade})
        return Parsed(answer, tuple(posted.wrong), posted.typed)

    def progress(self, brief: Brief, answer: Answer) -> Progress:
        """Items with nothing left to say."""
        done = sum(answer.grades.get(item.id, Grade()).complete for item in brief.items)
        sentence = ngettext(
            "%(done)s of %(of)s item graded", "%(done)s of %(of)s items graded", len(brief.items)
        )
        return Progress(done, len(brief.items), sentence % {"done": done, "of": len(brief.items)})

    def missing(self, brief: Brief, answer: Answer) -> Sequence[str]:
        """Name each item with a gap and the gap."""
        return [
            _("%(id)s, %(title)s: %(gaps)s.")
            % {"id": item.id, "title": item.title, "gaps": ", ".join(gaps)}
            for item in brief.items
            if (gaps := _gaps(answer.grades.get(item.id, Grade())))
        ]

    def context(self, sheet: Sheet[Brief, Answer]) -> dict[str, Any]:
        """The item shown, its choices, and where the others stand."""
        grades = sheet.answer.grades
        items = list(sheet.brief.items)
        shown = _shown(items, sheet)
        grade = grades.get(shown.id, Grade())
        place = items.index(shown)
        return {
            "sheet": sheet,
            "item": shown,
            "grade": grade,
            "passages": [sheet.passages[each] for each in shown.cites if each in sheet.passages],
            "sources": options(
                RELIABILITY_LABELS, grade.source, frozenset({Reliability.NOT_JUDGED})
            ),
            "informations": options(
                CREDIBILITY_LABELS, grade.information, frozenset({Credibility.NOT_JUDGED})
            ),
            "chance": sheet.shown("chance", grade.chance),
            "errors": {each.field: each.sentence for each in sheet.errors},
            "typed": {
                name: sheet.shown(name, getattr(grade, name))
                for name in ("source_reason", "information_reason", "no_report_reason")
            },
            "items": [
                {
                    "id": each.id,
                    "title": each.title,
                    "complete": grades.get(each.id, Grade()).complete,
                    "begun": each.id in grades,
                }
                for each in items
            ],
            "next": items[place + 1].id if place + 1 < len(items) else "",
            "reason_most": REASON_MOST,
        }

    def review(
        self, sheet: Sheet[Brief, Answer], key: Key | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Every item with its grades and remarks."""
        context = super().review(sheet, key, score)
        rows = [
            {
                "item": item,
                "grade": sheet.answer.grades.get(item.id, Grade()),
                "remarks": context["remarks"].get(item.id, ()),
                "key": key.items.get(item.id) if key else None,
            }
            for item in sheet.brief.items
        ]
        return {**context, "rows": rows}

    def ratings(
        self, brief: Brief, answers: Sequence[Answer], key: Key | None = None
    ) -> Sequence[Ratings]:
        """The grades on both axes."""
        return panel.ratings(brief, answers, key)

    def key_from_panel(
        self, brief: Brief, answers: Sequence[Answer], before: Key | None = None
    ) -> PanelReading[Key]:
        """Accept what experts gave, axis by axis."""
        return panel.read(brief, answers, before)

    def score(self, brief: Brief, key: Key, answer: Answer) -> Score | None:
        """Each axis against the accepted set."""
        return scoring.score(brief, key, answer)


def _shown(items: list[Item], sheet: Sheet[Brief, Answer]) -> Item:
    asked = next((item for item in items if item.id == sheet.part), None)
    unfinished = (item for item in items if not sheet.answer.grades.get(item.id, Grade()).complete)
    return asked or next(unfinished, items[0])


def _expected(key: ItemKey) -> Grade:
    if not key.is_report:
        return Grade(no_report=True)
    return Grade(source=min(key.source), information=min(key.information))


def _gaps(grade: Grade) -> list[str]:
    if grade.complete:
        return []
    if grade.no_report:
        return [_("no reason")]
    wanted = (
        (grade.source, _("source not graded")),
        (grade.source_reason or not grade.source, _("no reason for the source")),
        (grade.information, _("information not graded")),
        (grade.information_reason or not grade.information, _("no reason for the information")),
        (grade.chance is not None, _("no chance given")),
    )
    return [words for there, words in wanted if not there]


KIND = SourceGrading()
