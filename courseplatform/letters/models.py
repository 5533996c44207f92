"""The outbox: every mail the house sends is a row first; and who wants no more of which kind."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from courseplatform.kit import clock
from courseplatform.kit.references import RefField


class Letter(models.Model):
    """One mail to one address.

    The template and a small context are stored, never the text; it is rendered when it is sent. A
    letter's ``key`` says what it is about, so that a job that runs twice writes it once.
    ``waiting -> taken -> sent | failed | stopped``; ``taken`` can be taken again when its time
    passes, which counts as a loss. ``fault`` names why the last try did not end in ``sent``,
    ``error`` has the words. An empty ``zone`` means that the reader's zone is not known.

    An account letter is ``secret``: its text is made at once and lies sealed in ``sealed`` until it
    is sent, fails or grows useless; no desk shows it.
    """

    ref = RefField()
    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    context = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="letters"
    )
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, blank=True)
    secret = models.BooleanField(default=False)
    stoppable = models.BooleanField(default=False)
    thread = models.CharField(max_length=120, blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(default=clock.now)
    taken_until = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "letters"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "taken", "sent", "failed", "stopped"]),
                name="a_letter_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "taken"]) | models.Q(sealed=""),
                name="a_secret_text_goes_when_its_letter_is_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(secret=True) | models.Q(sealed=""),
                name="only_secret_letters_hold_a_sealed_text",
            ),
            models.CheckConstraint(
                condition=~models.Q(address__contains=","), name="a_letter_has_one_recipient"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="a_sent_letter_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "send_after",
                "id",
                name="letters_to_send",
                condition=models.Q(state__in=["waiting", "taken"]),
            ),
            models.Index(
                "created_at", name="letters_set_aside", condition=models.Q(state="failed")
            ),
            models.Index("created_at", name="letters_by_age"),
        ]

    def __str__(self) -> str:
        return self.key


class Stop(models.Model):
    """Somebody wants no more letters of one kind: a person, or an address without an account."""

    template = models.CharField(max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="stopped_letters"
    )
    address_digest = models.CharField(max_length=64, blank=True)
    stopped_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "letters"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person",
                "template",
                condition=models.Q(person__isnull=False),
                name="a_person_stops_a_kind_of_letter_once",
            ),
            models.UniqueConstraint(
                "address_digest",
                "template",
                condition=models.Q(person__isnull=True),
                name="an_address_stops_a_kind_of_letter_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ ~models.Q(address_digest=""),
                name="a_stop_is_of_a_person_or_of_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.template


class Suppression(models.Model):
    """An address that letters come back from; nothing is sent there until somebody lifts this."""

    address_digest = models.CharField(max_length=64, unique=True)
    address = models.EmailField(max_length=254, blank=True)
    reason = models.CharField(max_length=20)
    code = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "letters"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    reason__in=["hard-bounce", "soft-bounces", "complaint", "staff"]
                ),
                name="a_suppression_has_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since:%Y-%m-%d}"


class Outage(models.Model):
    """The mail server does not take our letters: since when, until when nobody tries, and why."""

    line = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField()
    rests_until = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    words = models.TextField()

    class Meta:
        app_label = "letters"

    def __str__(self) -> str:
        return f"{self.line} since {self.since:%Y-%m-%d %H:%M}"
