"""Writing beside a dossier: append, change by compare-and-swap, remove, put back."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cases.models import CaseEdition
from exercises.notes.models import ReaderNote

LONGEST = 4000
LONGEST_QUOTE = 400
CONTEXT = 60
MOST = 300


class NoteConflict(Exception):  # noqa: N818 - an answer to a person, not an error
    """Another window changed or removed the note: ``note`` is what it left, ``text`` what was sent."""

    def __init__(self, note: ReaderNote, text: str) -> None:
        super().__init__("changed in another window")
        self.note = note
        self.text = text


@dataclass(frozen=True)
class Spot:
    """The place a note is about: a paragraph of the edition, words of it, what stands before."""

    paragraph: int
    quote: str = ""
    before: str = ""

    def trimmed(self) -> Spot:
        """Return the spot as it is kept.

        Raises:
            Refusal: more was quoted than a highlight holds.
        """
        quote = self.quote.replace("\x00", "").strip()
        if len(quote) > LONGEST_QUOTE:
            raise Refusal(
                _(
                    "The quoted words have %(has)s characters; %(most)s is the most. Mark the words "
                    "that matter, or write a note on the whole paragraph."
                )
                % {"has": len(quote), "most": LONGEST_QUOTE},
                code="long-quote",
            )
        return Spot(self.paragraph, quote, self.before.replace("\x00", "")[-CONTEXT:])


def write(
    person: User,
    edition: CaseEdition,
    spot: Spot,
    text: str,
    *,
    shown: Container[str],
    key: str,
    revision: int = 0,
) -> ReaderNote:
    """Keep a highlight (no text) or a note; a form that is sent again changes what it wrote.

    Args:
        person: whose note it is.
        edition: what is read.
        spot: the place; its paragraph must be one of those shown.
        text: the note; may be empty where words are quoted.
        shown: the handles of the paragraphs that the person can read now (``¶7``).
        key: the form's own name, 26 characters, new for each note.
        revision: what the form wrote last; 0 before it wrote anything.

    Raises:
        Refusal: nothing or too much was written, there is no such paragraph, or too many notes.
        NoteConflict: another window has changed meanwhile what this form wrote.
    """
    spot = spot.trimmed()
    words = checked(text, needed=not spot.quote)
    mine = ReaderNote.objects.visible_to(person)
    earlier = mine.filter(key=key).first()
    if earlier is None:
        _check_paragraph(spot, shown)
        _check_room(person, edition)
        try:
            with transaction.atomic():
                return ReaderNote.objects.create(
                    person=person,
                    edition=edition,
                    key=key,
                    paragraph=spot.paragraph,
                    quote=spot.quote,
                    before=spot.before,
                    text=words,
                    written_at=clock.now(),
                    changed_at=clock.now(),
                )
        except IntegrityError:
            earlier = mine.get(key=key)
    if (earlier.paragraph, earlier.quote) != (spot.paragraph, spot.quote):
        _check_paragraph(spot, shown)
    return _store(earlier, words, revision, spot)


def change(note: ReaderNote, text: str, *, revision: int) -> ReaderNote:
    """Change the words of a note that was read at ``revision``; of a removed one, put it back.

    Raises:
        Refusal: nothing or too much was written.
        NoteConflict: another window has changed or removed it meanwhile.
    """
    return _store(note, checked(text, needed=not note.quote), revision)


def remove(note: ReaderNote) -> None:
    """Take a note away; it can be put back for thirty days. A second call changes nothing."""
    moves.swap(note, {"removed_at": None}, removed_at=clock.now(), revision=F("revision") + 1)


def put_back(note: ReaderNote) -> None:
    """Put a removed note back where it was. A second call changes nothing."""
    removed = ReaderNote.objects.filter(pk=note.pk, removed_at__isnull=False)
    removed.update(removed_at=None, revision=F("revision") + 1)


def checked(text: str, *, needed: bool) -> str:
    """Return the words of a note as they are kept.

    Raises:
        Refusal: there are too many, or none where some are ``needed``.
    """
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if needed and not words:
        raise Refusal(
            _("Write a note, or quote the words that you want to mark."), code="empty-note"
        )
    if len(words) > LONGEST:
        raise Refusal(
            _("The note has %(has)s characters; %(most)s is the most. Shorten it, or make two.")
            % {"has": len(words), "most": LONGEST},
            code="long-note",
        )
    return words


def _store(note: ReaderNote, words: str, revision: int, spot: Spot | None = None) -> ReaderNote:
    """Write what differs, if the note is still as the form knew it."""
    sent: dict[str, Any] = {"text": words}
    if spot is not None:
        sent |= {"paragraph": spot.paragraph, "quote": spot.quote, "before": spot.before}
    if note.removed_at is None and all(
        getattr(note, name) == value for name, value in sent.items()
    ):
        return note
    known = note.revision == revision and moves.swap(
        note,
        {"revision": revision},
        **sent,
        removed_at=None,
        revision=revision + 1,
        changed_at=clock.now(),
    )
    if not known:
        note.refresh_from_db()
        raise NoteConflict(note, words)
    return note


def _check_room(person: User, edition: CaseEdition) -> None:
    # Two windows at once may pass by one; the limit keeps pages readable, nothing more.
    if ReaderNote.objects.visible_to(person).kept().filter(edition=edition).count() >= MOST:
        raise Refusal(
            _(
                "You have %(most)s notes on this dossier, which is the most. Remove one, or add to "
                "one that is there."
            )
            % {"most": MOST},
            code="too-many-notes",
        )


def _check_paragraph(spot: Spot, shown: Container[str]) -> None:
    if f"¶{spot.paragraph}" not in shown:
        raise Refusal(
            _("This dossier has no such paragraph. Give the number that stands before the text."),
            code="no-such-paragraph",
        )
