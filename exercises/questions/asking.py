"""What a student does with a question: ask, write again, close it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.rates import Rate
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import Draft, write_all
from courseplatform.people.models import User
from exercises.authoring.models import Task
from exercises.cohorts.dates import Phase
from exercises.cohorts.models import INSTRUCTORS, Allotment
from exercises.questions.models import Question, QuestionPost

LONGEST = 4000
MOST_OPEN = 5
POSTS = Rate("exercise-question", times=12, seconds=3600)


def ask(
    allotment: Allotment,
    person: User,
    text: str,
    *,
    task: Task | None = None,
    attempt_number: int = 0,
    paragraph: int = 0,
) -> Question:
    """Ask the instructors of a cohort about an exercise, one of its tasks, or a paragraph.

    What waits for an answer already, word for word, is not asked again: that is a second click.

    Raises:
        Refusal: nothing or too much was written, the exercise is not open yet, too many questions
            wait for an answer, or too many posts came within the hour.
    """
    words = checked(text)
    if allotment.window.phase(clock.now()) is Phase.BEFORE:
        raise Refusal(
            _("This exercise is not open yet. Ask once you have seen it."), code="not-open"
        )
    open_ones = Question.objects.filter(allotment=allotment, state="open")
    same = open_ones.filter(task=task, paragraph=paragraph, posts__text=words).first()
    if same is not None:
        return same
    waiting = open_ones.count()
    if waiting >= MOST_OPEN:
        raise Refusal(
            _(
                "%(count)s of your questions wait for an answer already. Add to one of them, or "
                "close what is settled."
            )
            % {"count": waiting},
            code="too-many-questions",
        )
    _count(person)
    with transaction.atomic():
        question = Question.objects.create(
            allotment=allotment,
            task=task,
            attempt_number=attempt_number,
            paragraph=paragraph,
            asked_at=clock.now(),
            turned_at=clock.now(),
        )
        post = _post(question, person, words)
        _tell_instructors(question, post)
    return question


def write_again(question: Question, person: User, text: str) -> QuestionPost:
    """Add to one's own question; an answered one waits for an instructor again.

    The last post, word for word, is not added again: that is a second click.

    Raises:
        Refusal: nothing or too much was written, it is closed, or too many posts came.
    """
    words = checked(text)
    last = question.posts.order_by("pk").last()
    if last is not None and (last.author_id, last.text) == (person.pk, words):
        return last
    _count(person)
    was_answered = question.state == "answered"
    with transaction.atomic():
        moves.move(
            question,
            ("open", "answered"),
            "open",
            otherwise=_("This question is closed. Ask a new one; say what it follows from."),
            code="question-closed",
            turned_at=clock.now(),
        )
        post = _post(question, person, words)
        if was_answered:
            _tell_instructors(question, post)
    return post


def close(question: Question) -> None:
    """Close a question: it is settled. A second call changes nothing."""
    moves.try_move(question, ("open", "answered"), "closed", closed_at=clock.now())


def checked(text: str) -> str:
    """Return a text as it is kept.

    Raises:
        Refusal: there is nothing in it, or too much.
    """
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refusal(_("Write something first."), code="empty-question")
    if len(words) > LONGEST:
        raise Refusal(
            _("This has %(has)s characters; %(most)s is the most. Shorten it.")
            % {"has": len(words), "most": LONGEST},
            code="long-question",
        )
    return words


def _count(person: User) -> None:
    if not POSTS.take(person.ref):
        raise Refusal(
            _(
                "You have written many posts within an hour. Wait a little, then send this one; copy "
                "your text."
            ),
            code="too-many-posts",
        )


def _post(question: Question, person: User, words: str) -> QuestionPost:
    return QuestionPost.objects.create(question=question, author=person, text=words, at=clock.now())


def _tell_instructors(question: Question, post: QuestionPost) -> None:
    """Write to who teaches the cohort; the letter holds no word of the question."""
    member = question.allotment.member
    staff = member.cohort.staff.filter(role__in=INSTRUCTORS).exclude(person=member.person_id)
    write_all(
        [
            Draft(
                f"question-asked:{post.pk}:{row.person.ref}",
                "question_asked",
                to=row.person,
                context={
                    "exercise": question.allotment.version.title,
                    "cohort": member.cohort.title,
                    "code": member.code,
                    "path": reverse("desk-question", args=[question.ref]),
                },
                stoppable=True,
                thread=f"question-{question.ref}",
            )
            for row in staff.select_related("person").order_by("id")
        ]
    )
