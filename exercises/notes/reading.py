"""One's own notes as pages show them: marked in the dossier, listed beside it, none dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.references import new_ref
from courseplatform.people.models import User
from exercises.cases.dossier import Dossier
from exercises.cases.models import Paragraph
from exercises.cohorts.models import Allotment
from exercises.kinds.anchors import Anchor, Place, place
from exercises.kinds.stretches import mark_up, plain
from exercises.notes.models import ReaderNote

OFFERED = timedelta(minutes=10)  # how long a removed note is offered back beside the dossier


@dataclass(frozen=True)
class Numbered:
    """A note with the number it has on the page, and where it was found, if it was."""

    number: int
    note: ReaderNote
    place: Place | None = None

    @property
    def handle(self) -> str:
        """The paragraph where it was found, ``¶7``; empty where it was not."""
        return f"¶{self.place.paragraph}" if self.place else ""


@dataclass(frozen=True)
class OwnNotes:
    """What one reader wrote beside one dossier.

    Attributes:
        allotment: what the dossier was opened through; the notes are the edition's.
        listed: the notes whose place was found, in reading order, numbered from 1.
        unplaced: those whose words or paragraph the dossier does not show.
        removed: the note that was removed last, while that is minutes ago.
        key: a new form's own name.
    """

    allotment: Allotment
    listed: Sequence[Numbered]
    unplaced: Sequence[Numbered]
    removed: ReaderNote | None = None
    key: str = field(default_factory=new_ref)

    @property
    def count(self) -> int:
        """How many notes there are."""
        return len(self.listed) + len(self.unplaced)

    def number_of(self, note: ReaderNote) -> int:
        """Return the number that a note has on the page; 0 when it is not there."""
        both = (*self.listed, *self.unplaced)
        return next((each.number for each in both if each.note.pk == note.pk), 0)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the paragraphs that have notes."""
        return frozenset(self._by_paragraph)

    @cached_property
    def _by_paragraph(self) -> Mapping[int, list[tuple[int, Place]]]:
        found: dict[int, list[tuple[int, Place]]] = defaultdict(list)
        for each in self.listed:
            if each.place is not None:
                found[each.place.paragraph].append((each.number, each.place))
        return found

    def marked(self, paragraph: Paragraph) -> SafeString:
        """Return the HTML of a paragraph with this reader's highlights in it."""
        mine = self._by_paragraph.get(paragraph.number)
        if not mine:
            return mark_safe(paragraph.html)
        whole = len(plain(paragraph.html).rstrip())
        stretches = [(where.start, where.end) for _number, where in mine if where.end]
        references = [(where.end or whole, _reference(number)) for number, where in mine]
        return mark_safe(mark_up(paragraph.html, stretches, references))


def own_notes(person: User, allotment: Allotment, dossier: Dossier) -> OwnNotes:
    """Return a person's notes on a dossier that they may read; one query."""
    rows = ReaderNote.objects.visible_to(person).filter(edition=allotment.version.edition_id)
    lately = Q(removed_at=None) | Q(removed_at__gt=clock.now() - OFFERED)
    found = list(rows.filter(lately))
    notes = [each for each in found if each.removed_at is None]
    gone = [(each.removed_at, each) for each in found if each.removed_at is not None]
    removed = max(gone, key=lambda each: each[0])[1] if gone else None
    if not notes:
        return OwnNotes(allotment, (), (), removed)
    by_key = {note.pk: note for note in notes}
    places, unplaced = _placed(dossier, notes)
    listed = [
        Numbered(number, by_key[each.key], each) for number, each in enumerate(places, start=1)
    ]
    lost = [
        Numbered(number, by_key[key]) for number, key in enumerate(unplaced, start=len(places) + 1)
    ]
    return OwnNotes(allotment, listed, lost, removed)


def _placed(dossier: Dossier, notes: Sequence[ReaderNote]) -> tuple[list[Place], list[int]]:
    """Find the notes; the whole dossier is searched only when one is not where it says it is."""
    rows = [each for document in dossier.documents for each in document.paragraphs]
    anchors = [Anchor(each.pk, each.paragraph, each.quote, each.before) for each in notes]
    named = {each.pk: each.paragraph for each in notes}
    texts = {each.number: plain(each.html) for each in rows if each.number in named.values()}
    places, unplaced = place(texts, anchors)
    if not unplaced and all(each.paragraph == named[each.key] for each in places):
        return places, unplaced
    return place({each.number: plain(each.html) for each in rows}, anchors)


def removed_notes(person: User, allotment: Allotment) -> Sequence[ReaderNote]:
    """Return the notes that can still be put back, the last removed first; one query."""
    rows = ReaderNote.objects.visible_to(person).filter(edition=allotment.version.edition_id)
    return list(rows.filter(removed_at__isnull=False).order_by("-removed_at"))


def _reference(number: int) -> SafeString:
    return format_html(
        '<a class="note-mark" id="note-mark-{0}" href="#my-note-{0}" aria-label="{1}">{0}</a>',
        number,
        _("Highlight, note %(number)s") % {"number": number},
    )
