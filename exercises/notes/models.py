"""What a reader writes beside a dossier for themselves."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User


class ReaderNoteQuerySet(models.QuerySet["ReaderNote"]):
    """Notes, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the notes that ``user`` wrote; nobody else sees them, staff neither."""
        return self.filter(person=user)

    def kept(self) -> Self:
        """Return those that are not removed."""
        return self.filter(removed_at=None)


class ReaderNote(models.Model):
    """A highlight or a note of one's own on a paragraph of an edition; private to who wrote it.

    With a ``quote`` alone it is a highlight, with a ``text`` a note. It belongs to the edition, so
    it is there in every attempt. ``revision`` counts saves; ``key`` names the form that wrote it,
    so that a form sent twice is one note. ``removed_at`` is set while it can still be put back.
    """

    ref = RefField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edition = models.ForeignKey("exercises.CaseEdition", models.PROTECT, related_name="+")
    key = models.CharField(max_length=26)
    paragraph = models.PositiveSmallIntegerField()
    quote = models.CharField(max_length=400, blank=True)
    before = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    objects = ReaderNoteQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["paragraph", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("person", "key", name="a_form_writes_one_note"),
            models.CheckConstraint(
                condition=~Q(quote="") | ~Q(text=""), name="a_note_quotes_or_says_something"
            ),
        ]
        indexes: ClassVar = [
            models.Index("person", "edition", name="notes_of_a_reader"),
            models.Index("removed_at", name="notes_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.ref
