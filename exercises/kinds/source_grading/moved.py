"""What moved in graded sources: both axes and the chance, item by item."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from exercises.kinds.moving import Moved, by_how_much, shown
from exercises.kinds.source_grading.types import Answer, Brief, Grade, Item


def moved(brief: Brief, before: Answer, after: Answer) -> list[Moved]:
    """Return the lines of every item, in their order."""
    return [
        line
        for each in brief.items
        for line in _lines(
            each, before.grades.get(each.id, Grade()), after.grades.get(each.id, Grade())
        )
    ]


def _lines(item: Item, old: Grade, new: Grade) -> Iterator[Moved]:
    facts = {"id": item.id}
    if old.source != new.source:
        yield Moved(_("%(id)s, the source") % facts, shown(old.source), shown(new.source))
    if old.information != new.information:
        what = _("%(id)s, the information") % facts
        yield Moved(what, shown(old.information), shown(new.information))
    if old.chance != new.chance:
        what = _("%(id)s, chance that it is accurate") % facts
        by = by_how_much(old.chance, new.chance)
        yield Moved(what, _percent(old), _percent(new), by)
    if old.no_report != new.no_report:
        what = _("%(id)s, what it is") % facts
        yield Moved(what, _nature(old), _nature(new))
    if _reasons(old) != _reasons(new):
        yield Moved(_("%(id)s, reason") % facts, shown(_reasons(old)), shown(_reasons(new)))


def _percent(grade: Grade) -> str:
    return shown(None if grade.chance is None else f"{grade.chance} %")


def _nature(grade: Grade) -> str:
    return _("not a source report") if grade.no_report else _("a source report")


def _reasons(grade: Grade) -> str:
    given = (grade.source_reason, grade.information_reason, grade.no_report_reason)
    return " · ".join(each for each in given if each)
