"""Comments anchored in the work: written by who holds the script, gone only by who wrote them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.marking.models import Comment, Script

LONGEST = 2000
MOST = 60


def add(
    script: Script, author: User, *, paragraph: int, quote: str, text: str, before: str = ""
) -> Comment:
    """Put a comment on a place of the work.

    Args:
        script: a script that ``author`` may mark.
        author: the marker.
        paragraph: counted from 1; 0 leaves the place to the quoted words.
        quote: the words commented on; empty for the paragraph as a whole.
        text: the comment.
        before: a few characters that stand before the quote, where it occurs more than once.

    Raises:
        Refusal: the script is released, the comment is empty, or there are too many.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refusal(_("The comment is empty. Write what you want to say."), code="empty-comment")
    _check_open(script)
    if script.comments.count() >= MOST:
        raise Refusal(
            _("There are %(most)s comments already. Put the rest into the word on the whole.")
            % {"most": MOST},
            code="too-many-comments",
        )
    return Comment.objects.create(
        script=script,
        author=author,
        paragraph=max(0, min(paragraph, 999)),
        quote=quote.replace("\x00", "").strip()[:400],
        before=before.replace("\x00", "")[-60:],
        text=text[:LONGEST],
        created_at=clock.now(),
    )


def change(comment: Comment, text: str) -> None:
    """Change the words of a comment; an empty text removes it."""
    _check_open(comment.script)
    text = text.replace("\x00", "").strip()[:LONGEST]
    if not text:
        comment.delete()
        return
    Comment.objects.filter(pk=comment.pk).update(text=text)
    comment.text = text


def _check_open(script: Script) -> None:
    if script.state == "released":
        raise Refusal(
            _("These marks were released; their comments stay as the student has read them."),
            code="script-released",
        )
