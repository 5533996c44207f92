"""Reports and the episodes that are read from them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from courseplatform.people.roles import Right


def public_storage() -> Storage:
    """Return the storage whose files anybody may fetch."""
    return storages["public"]


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, as far as a person may see them."""

    def visible_to(self, user: Any) -> ReportQuerySet:
        """Return published reports; editors see drafts as well."""
        if isinstance(user, User) and user.may(Right.EDIT_REPORTS):
            return self
        return self.published()

    def published(self) -> ReportQuerySet:
        """Return what is public by now, newest first."""
        found = self.filter(published_at__lte=clock.now())
        return found.order_by("-published_at", "-number")


class Report(models.Model):
    """An assessment that anybody may read.

    ``likelihood`` and ``confidence`` are two lines and never one: how probable the judgement is, and
    how good the ground under it. ``body_html`` has numbered paragraphs, rendered when saved.
    """

    ref = RefField()
    number = models.PositiveIntegerField(_("number"), unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=600)
    judgement = models.TextField(_("judgement"), max_length=400)
    likelihood = models.CharField(_("likelihood"), max_length=120)
    confidence = models.CharField(_("confidence"), max_length=300)
    body_md = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    headings = models.JSONField(default=list, editable=False)
    gaps_md = models.TextField(_("sources, and what we do not know"), blank=True)
    gaps_html = models.TextField(editable=False, blank=True)
    rendered_by = models.PositiveSmallIntegerField(default=0, editable=False)
    byline = models.CharField(_("author"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    course = models.ForeignKey(
        "courses.Course",
        models.SET_NULL,
        verbose_name=_("course that works on it"),
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        app_label = "publications"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="reports_are_numbered_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the report's page."""
        return reverse("report", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it by now."""
        return self.published_at is not None and self.published_at <= clock.now()


class Episode(models.Model):
    """The report as it is heard: one audio file, its length, chapters, and every word of it."""

    ref = RefField()
    report = models.OneToOneField(Report, models.CASCADE, related_name="episode")
    audio = models.FileField(storage=public_storage, max_length=120)
    media_type = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    seconds = models.PositiveIntegerField(_("length"))
    chapters = models.JSONField(_("chapters"), default=list)
    transcript_md = models.TextField(_("transcript"), blank=True)
    transcript_html = models.TextField(editable=False, blank=True)

    class Meta:
        app_label = "publications"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(seconds__gte=1, size__gte=1),
                name="an_episode_has_a_length_and_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.title}, {self.minutes} min"

    @property
    def minutes(self) -> int:
        """The length in whole minutes, at least one."""
        return max(1, round(self.seconds / 60))

    @property
    def clock(self) -> str:
        """The length as a player shows it: "18:04" or "1:02:03"."""
        return clock_of(self.seconds)

    @property
    def shown_chapters(self) -> list[dict[str, Any]]:
        """The chapters with their times as a player shows them."""
        return [{**chapter, "clock": clock_of(chapter["seconds"])} for chapter in self.chapters]


def clock_of(seconds: int) -> str:
    """Return a length or position as "2:10" or "1:02:03"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
