"""Cases: a dossier of sources in numbered paragraphs, frozen into editions.

An edition can be filled and corrected until it is frozen; the first exercise version that is used
freezes it. From then on the database refuses every change (migration ``0002_append_only``), and a
correction is a new edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cases.guards import builds_cases
from exercises.kinds.contract import Passage


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, from what a person may see."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """Return the cases whose desk pages ``user`` may open: all for instructors, else none."""
        return self if builds_cases(user) else self.none()


class Case(models.Model):
    """A case that exercises are built on; what it says lives in its editions."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=160)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class CaseEdition(models.Model):
    """One wording of a case: a draft until it is frozen.

    ``facts`` holds what surrounds the dossier: ``question``, ``customer``, ``sub_questions`` (list),
    ``as_of`` and ``note`` (strings, shown to students). ``revision`` counts changes of what surrounds
    the dossier and of its order; each source counts its own. ``changed_by`` is empty while nobody has
    touched at the desk what was loaded from files. ``undo`` is the source removed last.
    """

    ref = RefField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    mark = models.CharField(
        _("handling mark"), max_length=160, help_text=_("Such as “Exercise material”.")
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    intro_md = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    intro_html = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    first_number = models.PositiveSmallIntegerField(_("number of the first paragraph"), default=1)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)
    undo = models.JSONField(null=True, editable=False)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["case", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "case", "number", name="an_edition_number_is_used_once_in_a_case"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="editions_are_counted_from_1"
            ),
            models.CheckConstraint(
                condition=models.Q(first_number__in=[0, 1]), name="paragraphs_begin_at_0_or_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def intro(self) -> str:
        """The introduction, safe to put into a page (sanitised when it was stored)."""
        return mark_safe(self.intro_html)

    @property
    def in_work(self) -> bool:
        """Whether it can still be changed."""
        return self.frozen_at is None

    def passages(self) -> Mapping[str, Passage]:
        """Return the paragraphs by handle, in reading order; one query."""
        rows = self.paragraphs.select_related("source").order_by("number")
        return {row.handle: row.passage() for row in rows}


class CaseSource(models.Model):
    """One document of a dossier, with what is known about it."""

    edition = models.ForeignKey(CaseEdition, models.CASCADE, related_name="sources")
    position = models.PositiveIntegerField()
    code = models.CharField(_("code"), max_length=8)
    title = models.CharField(_("title"), max_length=200)
    form = models.CharField(_("what it is"), max_length=120, blank=True)
    publisher = models.CharField(_("published by"), max_length=160, blank=True)
    dated = models.CharField(_("date, as far as known"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition", "code", name="a_source_code_is_used_once_in_an_edition"
            ),
            models.UniqueConstraint(
                "edition", "position", name="sources_of_an_edition_stand_in_one_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Paragraph(models.Model):
    """One numbered paragraph; its handle ``¶n`` is what answers and comments cite."""

    edition = models.ForeignKey(CaseEdition, models.CASCADE, related_name="paragraphs")
    source = models.ForeignKey(CaseSource, models.CASCADE, related_name="paragraphs")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=160, blank=True)
    text = models.TextField(help_text=_("Markdown."))
    html = models.TextField()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition", "number", name="a_paragraph_number_is_used_once_in_an_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handle} {self.text[:60]}"

    @property
    def handle(self) -> str:
        """What cites it: ``¶7``."""
        return f"¶{self.number}"

    @property
    def anchor(self) -> str:
        """Its id on a page: ``p7``."""
        return f"p{self.number}"

    @property
    def body(self) -> str:
        """The text, safe to put into a page (sanitised when it was stored)."""
        return mark_safe(self.html)

    def passage(self) -> Passage:
        """Return the paragraph as kinds quote it."""
        return Passage(self.handle, self.body, self.anchor, self.source.title)
