"""Questions from outside, and what was said about each."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from courseplatform.people.roles import Right


class State(StrEnum):
    """Whose turn it is."""

    HELD = "held"  # the guard was not sure; nobody was told anything yet
    NEW = "new"  # nobody has taken it
    OPEN = "open"  # ours to answer
    WAITING = "waiting"  # theirs to answer
    CLOSED = "closed"


TOPICS = {
    "assessment": _("An assessment or a second opinion"),
    "team": _("Training for a team"),
    "course": _("A course or a date"),
    "call": _("A call"),
    "press": _("Press, or a report of ours"),
    "other": _("Something else"),
}

CLOSINGS = {
    "answered": _("Answered"),
    "engaged": _("Became a job or a booking"),
    "silent": _("No answer from them"),
    "declined": _("Not for us"),
    "spam": _("Not a question at all"),
}


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Inquiries, as far as a person may see them."""

    def visible_to(self, user: Any) -> InquiryQuerySet:
        """Return everything to those who answer, nothing to others."""
        may = isinstance(user, User) and user.may(Right.ANSWER_INQUIRIES)
        return self if may else self.none()

    def overdue(self, now: Any) -> InquiryQuerySet:
        """Return those that should have been answered by ``now``."""
        return self.filter(state__in=[State.NEW, State.OPEN], due_at__lt=now)


class Inquiry(models.Model):
    """One question: ``new -> open -> waiting -> closed``; ``held`` before, if the guard was unsure.

    Names, addresses and texts are emptied two years after closing (``erase_at``); what stays is that
    there was a question, about what, and how it ended.
    """

    ref = RefField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="inquiries"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    topic = models.CharField(max_length=20)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    consent_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, default=State.NEW)
    held_because = models.JSONField(default=list)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="assigned_inquiries"
    )
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, blank=True)
    erase_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        app_label = "inquiries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="an_inquiry_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="closed",
                    closed_at__isnull=False,
                    erase_at__isnull=False,
                    closed_because__gt="",
                )
                | (~Q(state="closed") & Q(closed_at__isnull=True, erase_at__isnull=True)),
                name="a_closed_inquiry_says_when_why_and_until_when_it_is_kept",
            ),
            models.CheckConstraint(
                condition=~Q(state="new", assigned_to__isnull=False),
                name="a_new_inquiry_is_nobodys_yet",
            ),
        ]
        indexes: ClassVar = [
            models.Index("state", "due_at", name="inquiries_by_turn"),
            models.Index("erase_at", name="inquiries_to_erase", condition=Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.short} {self.topic}"

    @property
    def short(self) -> str:
        """The reference as people say it."""
        return self.ref[:8].upper()

    @property
    def topic_words(self) -> str:
        """The topic in words; a topic that is no more is told by its name."""
        return str(TOPICS.get(self.topic, self.topic))

    @property
    def closing_words(self) -> str:
        """Why it was closed, in words."""
        return str(CLOSINGS.get(self.closed_because, self.closed_because))

    @property
    def called(self) -> str:
        """Who asks, as the lists show it."""
        return self.organisation or self.name or str(_("Erased"))


class Entry(models.Model):
    """One thing said about an inquiry: our reply, their answer as we got it, or a note of ours."""

    ref = RefField()
    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "inquiries"
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["reply", "answer", "note"]),
                name="an_entry_is_a_reply_an_answer_or_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
