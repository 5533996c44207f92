"""What an instructor does with a question: answer, close, make the answer known to the class."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.questions.asking import checked
from exercises.questions.models import ClassNote, Question, QuestionPost


def answer(question: Question, text: str, *, by: User, seen: int | None = None) -> QuestionPost:
    """Answer a question; its student is told by letter. A second answer adds to the first.

    Args:
        seen: how many posts its writer had before their eyes; two instructors who answer at once
            must not both send a letter. None does not ask.

    Raises:
        Refusal: nothing or too much was written, the question was closed meanwhile, or something
            was added to it that the writer has not seen.
    """
    words = checked(text)
    with transaction.atomic():
        moves.move(
            question,
            ("open", "answered"),
            "answered",
            otherwise=_(
                "This question was closed meanwhile, so nothing was sent. Your text is kept in the "
                "page."
            ),
            code="question-closed",
            turned_at=clock.now(),
        )
        if seen is not None and QuestionPost.objects.filter(question=question).count() != seen:
            raise Refusal(
                _(
                    "Something was added to this question while you wrote: read it first. Your text "
                    "is kept; send it if it is still needed."
                ),
                code="not-seen",
            )
        post = QuestionPost.objects.create(
            question=question, author=by, by_staff=True, text=words, at=clock.now()
        )
        write(
            f"question-answered:{post.pk}",
            "question_answered",
            to=question.allotment.member.person,
            context={
                "exercise": question.allotment.version.title,
                "path": reverse("question", args=[question.ref]),
            },
            thread=f"question-{question.ref}",
        )
    return post


def publish(question: Question, *, asked: str, answered: str, by: User) -> ClassNote:
    """Show a question and its answer to the whole class, in words that name nobody.

    What was taken back can be shown again.

    Raises:
        Refusal: a text is empty or too long, there is no class, or it sees this already.
    """
    words = {"asked": checked(asked), "answer": checked(answered)}
    facts = {**words, "published_by": by, "published_at": clock.now()}
    assignment = question.allotment.assignment
    if assignment is None:
        raise Refusal(_("This exercise was given to one person alone."), code="no-class")
    with transaction.atomic():
        note, created = ClassNote.objects.get_or_create(
            question=question,
            defaults={
                **facts,
                "assignment": assignment,
                "task_id": question.task_id,
            },
        )
        again = ClassNote.objects.filter(pk=note.pk, withdrawn_at__isnull=False)
        if not created and not again.update(withdrawn_at=None, **facts):
            raise Refusal(
                _("The class sees this already. Look at the page again."), code="published-before"
            )
        audit.record(by, "question.published", f"question:{question.ref}", note=note.ref)
    return note


def withdraw(note: ClassNote, *, by: User) -> None:
    """Take a note back from the class; a second call changes nothing."""
    with transaction.atomic():
        if moves.swap(note, {"withdrawn_at": None}, withdrawn_at=clock.now()):
            audit.record(by, "question.withdrawn", f"note:{note.ref}")
