"""What marking holds about a person: what was said about their work. Markers' names stay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.marking.models import Comment, Mark, Script

FIVE_YEARS = timedelta(days=5 * 365)


def _export(person: User) -> Iterable[dict[str, Any]]:
    scripts = Script.objects.filter(member__person=person, state="released").order_by("released_at")
    for script in scripts.select_related("task").defer("task__key"):
        yield {
            "task": script.task.title,
            "released_at": script.released_at.isoformat() if script.released_at else None,
            "marks": [
                {"levels": mark.levels, "notes": mark.notes, "overall": mark.overall}
                for mark in script.marks.filter(state="final")
            ],
            "comments": [
                {"paragraph": each.paragraph, "quote": each.quote, "text": each.text}
                for each in script.comments.all()
            ],
        }


def _empty(scripts: Sequence[int]) -> int:
    gone, _kinds = Comment.objects.filter(script__in=scripts).delete()
    worded = Mark.objects.filter(script__in=scripts).exclude(notes={}, overall="")
    return gone + worded.update(notes={}, overall="")


def _erase(person: User, now: datetime) -> Sequence[str]:
    scripts = list(Script.objects.filter(member__person=person).values_list("pk", flat=True))
    _empty(scripts)
    return [_("The levels your work was marked with: no comment, no text.")] if scripts else []


def _empty_older(before: datetime, most: int) -> int:
    """Empty what was said about work handed in before an instant; at most that many scripts."""
    own = {"script": OuterRef("pk")}
    worded = Exists(Mark.objects.filter(**own).exclude(notes={}, overall=""))
    old = Script.objects.filter(worded | Exists(Comment.objects.filter(**own)))
    rows = old.filter(handed_in_at__lt=before).order_by("id")
    return _empty(list(rows.values_list("pk", flat=True)[:most]))


PERSONAL = PersonalData(
    slug="marking",
    title=gettext_lazy("Marks and comments"),
    kept=gettext_lazy(
        "What markers said about your work; texts for five years, levels and points as long as "
        "your certificates."
    ),
    export=_export,
    erase=_erase,
    position=35,
)

COMMENTS = Retention(
    slug="marks",
    title=gettext_lazy("Markers' comments, five years after the work was handed in"),
    keep=FIVE_YEARS,
    empty=_empty_older,
)
