"""A panel: several experts answer one task, each for themselves, and their answers make its key."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.safestring import mark_safe

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, Task
from exercises.cases.guards import builds_cases
from exercises.cases.models import CaseEdition
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind


class PanelQuerySet(models.QuerySet["Panel"]):
    """Panels, from what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the panels whose pages ``user`` may open: all for authors, else none."""
        return self if builds_cases(user) else self.none()


class Panel(models.Model):
    """One task put to experts: ``open -> closed``.

    The task is kept as it was when the panel was opened, so that all experts answer the same, whatever
    its author does with it meanwhile. Nobody sees an answer before the panel is closed.
    """

    ref = RefField()
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="panels")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="panels")
    edition = models.ForeignKey(CaseEdition, models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=40)
    schema = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    prompt_html = models.TextField(blank=True)
    brief = models.JSONField()
    state = models.CharField(max_length=10, default="open")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="a_panel_is_open_or_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def prompt(self) -> str:
        """The task's text, safe to put into a page (sanitised when it was stored)."""
        return mark_safe(self.prompt_html)

    @property
    def how(self) -> AnyKind:
        """The kind of the task."""
        return registry.find(self.kind)

    def typed_brief(self) -> Any:
        """Return the brief that the experts answer."""
        return self.how.brief_from(self.brief, self.schema)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, from what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the seats of ``user``; nobody opens another's."""
        return self.filter(person=user)


class Seat(models.Model):
    """One expert on one panel: ``invited -> in``.

    ``data`` is the answer under ``schema``, in the students' own form; ``revision`` counts saves.
    """

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_seats")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="invited")
    data = models.JSONField(default=dict)
    schema = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint("panel", "person", name="an_expert_sits_once_on_a_panel"),
            models.UniqueConstraint("panel", "number", name="seats_of_a_panel_are_numbered"),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at__isnull=True)
                | Q(state="in", answered_at__isnull=False),
                name="a_seat_is_invited_or_in_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}, seat {self.number}"
