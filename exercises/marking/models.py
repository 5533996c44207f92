"""Marking by people: scripts in a queue, rubrics, marks, comments, and who learned a name."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import MD5, Concat

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.models import Staff
from exercises.kinds import reading
from exercises.kinds.rubrics import Rubric


class RubricVersion(models.Model):
    """A rubric as markers used it, found by the hash of its content; never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    data = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def rubric(self) -> Rubric:
        """The typed rubric."""
        return reading.read(Rubric, self.data)


def shuffle_for(user: User) -> MD5:
    """Return the expression that orders scripts in a way of ``user``'s own, the same every day.

    Each marker meets the class in another order, so that tiredness falls on nobody twice, and the
    order of handing in tells nothing.
    """
    return MD5(Concat(F("ref"), Value(user.ref)))


class ScriptQuerySet(models.QuerySet["Script"]):
    """Scripts, narrowed to what a person may see."""

    def visible_to(self, user: User, *roles: str) -> Self:
        """Return the scripts of cohorts where ``user`` works in one of ``roles`` (any by default).

        Nobody marks, or sees at the desk, work of their own.
        """
        held = Staff.objects.filter(person=user)
        if roles:
            held = held.filter(role__in=roles)
        return self.filter(cohort__in=held.values("cohort")).exclude(member__person=user)


class Script(models.Model):
    """One piece of work that waits for a marker.

    ``waiting -> held -> marked -> released``; a hold that is given back or runs out leads back to
    ``waiting``, and what is marked can be opened again until it is released. Markers see
    ``member.code`` and never the person.
    """

    ref = RefField()
    response = models.OneToOneField("exercises.Response", models.PROTECT, related_name="script")
    cohort = models.ForeignKey("exercises.Cohort", models.PROTECT, related_name="scripts")
    member = models.ForeignKey("exercises.Member", models.PROTECT, related_name="scripts")
    task = models.ForeignKey("exercises.Task", models.PROTECT, related_name="+")
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, null=True, related_name="scripts")
    state = models.CharField(max_length=10, default="waiting")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="held_scripts"
    )
    held_until = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "held", "marked", "released"]),
                name="a_script_waits_is_held_marked_or_released",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_by__isnull=False, held_until__isnull=False)
                | (~Q(state="held") & Q(held_by__isnull=True, held_until__isnull=True)),
                name="a_held_script_has_a_holder_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True)),
                name="a_released_script_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index("cohort", "state", name="scripts_of_a_cohort_by_state"),
            models.Index("held_until", name="scripts_held", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return self.ref

    def is_held_by(self, user: User, now: datetime) -> bool:
        """Tell whether ``user`` holds the script; a hold that ran out holds nothing."""
        return (
            self.state == "held"
            and self.held_by_id == user.pk
            and self.held_until is not None
            and self.held_until > now
        )

    def is_held_by_another(self, user: User, now: datetime) -> bool:
        """Tell whether somebody else holds the script now."""
        held = self.state == "held" and self.held_until is not None and self.held_until > now
        return held and self.held_by_id != user.pk


class Mark(models.Model):
    """One marker's view of one script: ``draft -> final``, and back until it is released.

    ``levels`` holds a level (0 to 4) for each criterion judged so far, ``notes`` a text for each
    criterion that has one. ``revision`` counts saves, as for a student's answer.
    """

    script = models.ForeignKey(Script, models.PROTECT, related_name="marks")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="marks_given")
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, related_name="marks")
    levels = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    overall = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="draft")
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=32, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("script", "marker", name="a_marker_marks_a_script_once"),
            models.CheckConstraint(
                condition=Q(state="draft", finished_at__isnull=True)
                | Q(state="final", finished_at__isnull=False),
                name="a_mark_is_a_draft_or_final_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script_id} by {self.marker_id}"


class Comment(models.Model):
    """A marker's comment on a place in the work.

    The place is a paragraph and the words quoted from it, with a little of what stands around them;
    where the words are not found the comment is listed as unplaced and never dropped.
    """

    ref = RefField()
    script = models.ForeignKey(Script, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paragraph = models.PositiveSmallIntegerField(help_text="counted from 1; 0 for none")
    quote = models.CharField(max_length=400, blank=True)
    before = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["paragraph", "id"]

    def __str__(self) -> str:
        return f"¶{self.paragraph} “{self.quote[:40]}”"


class Reveal(models.Model):
    """That one member of staff asked for the name behind a code; also in the audit trail."""

    member = models.ForeignKey("exercises.Member", models.PROTECT, related_name="reveals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("member", "person", name="a_name_is_revealed_once_to_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} to {self.person_id}"
