"""What re-scoring puts on the desk's first page: classes scored by a key that was corrected since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.cohorts.models import Assignment
from exercises.rescoring.reading import classes_behind


def stale_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return a line for each class that a corrected key has not reached; two queries."""
    return [_line(assignment, count) for assignment, count in classes_behind(person)]


def _line(assignment: Assignment, count: int) -> CardLine:
    sentence = ngettext(
        "%(count)s answer to %(exercise)s was scored by a key that was corrected since",
        "%(count)s answers to %(exercise)s were scored by a key that was corrected since",
        count,
    ) % {"count": count, "exercise": assignment.exercise.title}
    url = reverse("cohort-rescoring", args=[assignment.cohort.ref, assignment.exercise.ref])
    return CardLine(sentence, url, _("Compare"), tone="warn")


CARD = DeskCard(
    slug="rescoring",
    title=gettext_lazy("Re-scoring"),
    right=Right.BUILD_CASES,
    lines=stale_lines,
    column=Column.HAND,
    position=32,
)
