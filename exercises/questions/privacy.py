"""What questions hold about a person: what they asked, and what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.questions.models import Question, QuestionPost

TWO_YEARS = timedelta(days=730)


def _export(person: User) -> Iterable[dict[str, Any]]:
    mine = Question.objects.filter(allotment__member__person=person).order_by("id")
    for question in mine.select_related("allotment__version").prefetch_related("posts"):
        yield {
            "exercise": question.allotment.version.title,
            "asked_at": question.asked_at.isoformat(),
            "state": question.state,
            "posts": [
                {
                    "from": "instructor" if post.by_staff else "you",
                    "at": post.at.isoformat(),
                    "text": post.text,
                }
                for post in question.posts.all()
            ],
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    posts = QuestionPost.objects.filter(question__allotment__member__person=person)
    if not posts.exists():
        return []
    posts.update(text="", erased_at=now)
    return [_("That you asked about exercises, and when: no question, no answer.")]


def _empty_older(before: datetime, most: int) -> int:
    """Empty at most that many posts of questions asked before an instant; return how many."""
    old = QuestionPost.objects.filter(question__asked_at__lt=before, erased_at=None)
    ids = list(old.order_by("id").values_list("pk", flat=True)[:most])
    return QuestionPost.objects.filter(pk__in=ids).update(text="", erased_at=clock.now())


PERSONAL = PersonalData(
    slug="questions",
    title=gettext_lazy("Questions about exercises"),
    kept=gettext_lazy(
        "What you asked your instructors about an exercise and what they answered, for two years."
    ),
    export=_export,
    erase=_erase,
    position=33,
)

POSTS = Retention(
    slug="questions",
    title=gettext_lazy("Questions about exercises, two years after they were asked"),
    keep=TWO_YEARS,
    empty=_empty_older,
)
