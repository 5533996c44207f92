"""Exercises: ordered tasks on a case edition, in versions that are frozen when first allotted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cases.guards import builds_cases
from exercises.cases.models import Case, CaseEdition


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    """Exercises, from what a person may see."""

    def visible_to(self, user: User) -> ExerciseQuerySet:
        """Return what ``user`` may open at the desk: all for instructors, else none.

        Students reach an exercise through their allotment, never through this.
        """
        return self if builds_cases(user) else self.none()


class Exercise(models.Model):
    """An exercise; what it asks lives in its versions."""

    ref = RefField()
    slug = models.SlugField(max_length=60, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="exercises")
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class ExerciseVersionQuerySet(models.QuerySet["ExerciseVersion"]):
    """Versions of exercises."""

    def offered(self) -> ExerciseVersionQuerySet:
        """Return the versions that can be given out: those declared ready, and those in use."""
        return self.filter(state="ready")


class ExerciseVersion(models.Model):
    """One state of an exercise, naming one case edition: ``draft -> ready``, and back by any change.

    ``frozen_at`` is set when it is first allotted; after that the database refuses every change to
    it and to its tasks, and ``sha256`` says what students worked on. ``revision`` counts changes of
    what surrounds the tasks and of their order. ``changed_by`` is empty while nobody has touched at
    the desk what was loaded from files. ``undo`` is the task removed last, with its key.
    """

    ref = RefField()
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="versions")
    edition = models.ForeignKey(CaseEdition, models.PROTECT, related_name="exercise_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="ready", editable=False)
    title = models.CharField(_("title"), max_length=160)
    intro_md = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    intro_html = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(_("about how many minutes it takes"), default=60)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)
    undo = models.JSONField(null=True, editable=False)

    objects = ExerciseVersionQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["exercise", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "exercise", "number", name="a_version_number_is_used_once_in_an_exercise"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="versions_are_counted_from_1"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "ready"]),
                name="a_version_is_a_draft_or_ready",
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at=None) | models.Q(state="ready"),
                name="what_is_in_use_was_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def intro(self) -> str:
        """The introduction, safe to put into a page (sanitised when it was stored)."""
        return mark_safe(self.intro_html)

    @property
    def in_work(self) -> bool:
        """Whether it can still be changed."""
        return self.frozen_at is None


class TaskManager(models.Manager["Task"]):
    """Tasks without their keys: a key is read where it is asked for by name, and nowhere else."""

    def get_queryset(self) -> models.QuerySet[Task]:
        """Return tasks with the key left in the database."""
        return super().get_queryset().defer("key", "undo")

    def with_keys(self) -> models.QuerySet[Task]:
        """Return tasks with their keys: for hashing, scoring and staff pages."""
        return super().get_queryset()


class Task(models.Model):
    """One step of an exercise.

    ``brief`` is what the student sees; ``key`` is what scoring and staff see. Pages for students
    are built from ``authoring.tasks.open_task``, whose type holds no key. In a draft both may be as
    typed, not sound yet. Each counts its own revisions; ``undo`` is what the last removal of an entry
    took away.
    """

    version = models.ForeignKey(ExerciseVersion, models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    kind = models.SlugField(max_length=40)
    schema = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    prompt_md = models.TextField(_("what to do"), blank=True, help_text=_("Markdown."))
    prompt_html = models.TextField(blank=True)
    points_c = models.PositiveIntegerField(help_text=_("Hundredths of points."))
    brief = models.JSONField()
    key = models.JSONField()
    brief_revision = models.PositiveIntegerField(default=0, editable=False)
    key_revision = models.PositiveIntegerField(default=0, editable=False)
    undo = models.JSONField(null=True, editable=False)

    objects = TaskManager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "version", "position", name="tasks_of_a_version_stand_in_one_order"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1), name="tasks_are_counted_from_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"

    @property
    def prompt(self) -> str:
        """The task's text, safe to put into a page (sanitised when it was stored)."""
        return mark_safe(self.prompt_html)


class KeyCorrection(models.Model):
    """A corrected key of a task whose version is frozen: ``proposed -> in_force -> replaced``.

    The version and its hash stay as they are; this row has who, why and a hash of its own, and its
    key never changes. One is in force at a time; ``dropped`` ones never were.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    data = models.JSONField()
    schema = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("task", "number", name="corrections_of_a_key_are_numbered"),
            models.UniqueConstraint(
                "task",
                condition=models.Q(state="in_force"),
                name="one_corrected_key_of_a_task_is_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["in_force", "replaced"], in_force_at__isnull=False)
                | models.Q(state__in=["proposed", "dropped"], in_force_at__isnull=True),
                name="a_corrected_key_was_in_force_or_never",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.number} of task {self.task_id}: {self.state}"


class FolderImport(models.Model):
    """A folder that somebody sent in: ``waiting -> applied``; what waits too long is emptied.

    ``files`` are its texts by path, checked when they came in; ``outcomes`` is what a trial came to.
    ``case`` is what an exercise alone is to be built on.
    """

    ref = RefField()
    name = models.SlugField(max_length=60)
    is_case = models.BooleanField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    files = models.JSONField()
    left_out = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="waiting")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "applied"]),
                name="an_import_waits_or_is_applied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
