"""Places, the people enrolled on them, and the people who wait for one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.catalogue.models import Session
from courses.pricing.models import Voucher


class PlaceState(StrEnum):
    """``held -> confirmed -> cancelled | revoked | transferred``, ``held -> released``."""

    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    TRANSFERRED = "transferred"


LIVE = (PlaceState.HELD, PlaceState.CONFIRMED)  # these count in Session.taken


class PlaceSource(StrEnum):
    """How a place came to be taken."""

    CHECKOUT = "checkout"
    OFFER = "offer"  # offered to somebody on the waiting list
    STAFF = "staff"
    COMPANY = "company"  # one of several; who takes part is told by its claim


class EnrolmentState(StrEnum):
    """``active -> ended(reason)``."""

    ACTIVE = "active"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why somebody is no longer enrolled."""

    CANCELLED = "cancelled"
    REVOKED = "revoked"
    SWAPPED = "swapped"
    TRANSFERRED = "transferred"
    SESSION_CANCELLED = "session-cancelled"
    UNPAID = "unpaid"


class WaitingState(StrEnum):
    """``waiting -> offered -> held | lapsed | declined``; ``waiting -> left``."""

    WAITING = "waiting"
    OFFERED = "offered"
    HELD = "held"
    LAPSED = "lapsed"
    DECLINED = "declined"
    LEFT = "left"


class ClaimState(StrEnum):
    """``open -> used | withdrawn``."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"


class ReserveState(StrEnum):
    """``kept -> ended``."""

    KEPT = "kept"
    ENDED = "ended"


class Place(models.Model):
    """One unit of capacity and money in a session.

    ``holder`` is the person it is meant for; a company's place has none until it is claimed.
    ``voucher`` is counted as used as long as the place is live or was revoked; ``from_reserve``
    says that the place is one of those which were kept for its voucher.
    """

    ref = RefField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="places")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="places"
    )
    state = models.CharField(max_length=12, default=PlaceState.HELD)
    source = models.CharField(max_length=12, default=PlaceSource.CHECKOUT)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="places")
    from_reserve = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PlaceState]),
                name="a_place_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False)
                | (~Q(state="held") & Q(held_until__isnull=True)),
                name="a_held_place_and_no_other_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "confirmed"], ended_at__isnull=True)
                | (~Q(state__in=["held", "confirmed"]) & Q(ended_at__isnull=False)),
                name="a_place_that_is_gone_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "released"])
                | (~Q(state__in=["held", "released"]) & Q(confirmed_at__isnull=False)),
                name="a_place_is_confirmed_before_it_is_anything_more",
            ),
            models.CheckConstraint(
                condition=Q(from_reserve=False) | Q(voucher__isnull=False),
                name="a_place_from_a_reserve_has_its_voucher",
            ),
            models.UniqueConstraint(
                "session",
                "holder",
                condition=Q(state__in=["held", "confirmed"], holder__isnull=False),
                name="one_live_place_for_each_person_in_a_session",
            ),
        ]
        indexes: ClassVar = [
            models.Index("session", "state", name="places_of_a_session"),
            models.Index("held_until", name="holds_by_end", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class Reserve(models.Model):
    """Places of a session kept for whoever has one voucher; they count in ``Session.taken``.

    ``kept -> ended``: once it has ended (revoked, out of date, booking closed), what was left has
    gone back to everybody. ``left`` is moved by ``enrolment.reserves`` alone.
    """

    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="reserve")
    session = models.ForeignKey(Session, models.PROTECT, related_name="reserves")
    places = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    state = models.CharField(max_length=6, default=ReserveState.KEPT)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(places__gte=1, left__lte=F("places")),
                name="no_more_places_left_than_were_kept",
            ),
            models.CheckConstraint(
                condition=Q(state="kept", ended_at__isnull=True)
                | Q(state="ended", ended_at__isnull=False, left=0),
                name="a_reserve_that_ended_keeps_nothing",
            ),
        ]
        indexes: ClassVar = [
            models.Index("session", name="reserves_of_a_session", condition=Q(state="kept")),
        ]

    def __str__(self) -> str:
        return f"{self.left} of {self.places} {self.state}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments, as far as a person may see them."""

    def visible_to(self, user: Any) -> EnrolmentQuerySet:
        """Return the person's own enrolments, ended ones included."""
        return self.filter(person_id=user.pk) if user.pk else self.none()

    def active(self) -> EnrolmentQuerySet:
        """Return enrolments that have not ended."""
        return self.filter(state=EnrolmentState.ACTIVE)


class Enrolment(models.Model):
    """One person on one confirmed place; peers know them by ``alias``, such as "Heron 4"."""

    ref = RefField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="enrolments")
    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    alias = models.CharField(max_length=24)
    state = models.CharField(max_length=8, default=EnrolmentState.ACTIVE)
    ended_reason = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True, ended_reason="")
                | (Q(state="ended", ended_at__isnull=False) & ~Q(ended_reason="")),
                name="an_enrolment_is_active_or_ended_for_a_reason",
            ),
            models.UniqueConstraint(
                "place", condition=Q(state="active"), name="one_person_on_a_place_at_a_time"
            ),
            models.UniqueConstraint(
                "session",
                "person",
                condition=Q(state="active"),
                name="one_active_enrolment_for_each_person_in_a_session",
            ),
            models.UniqueConstraint(
                "session", "alias", name="an_alias_means_one_person_in_a_session"
            ),
        ]
        indexes: ClassVar = [
            models.Index("session", "state", name="enrolments_of_a_session"),
            models.Index("person", "state", name="enrolments_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.alias} ({self.state})"


class WaitingQuerySet(models.QuerySet["Waiting"]):
    """Turns in a queue, as far as a person may see them."""

    def visible_to(self, user: Any) -> WaitingQuerySet:
        """Return the person's own turns."""
        return self.filter(person_id=user.pk) if user.pk else self.none()


class Waiting(models.Model):
    """One person waiting for a place; an offer is a held place without a checkout yet.

    The order of the queue is ``turn_at``, then the row's number. ``turn_at`` is ``queued_at`` unless
    staff moved the turn; ``staff_note`` is what they wrote about it.
    """

    ref = RefField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="waiting")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="waiting")
    state = models.CharField(max_length=10, default=WaitingState.WAITING)
    place = models.OneToOneField(Place, models.PROTECT, null=True, related_name="offer")
    queued_at = models.DateTimeField(default=clock.now)
    turn_at = models.DateTimeField(default=clock.now)
    staff_note = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField(null=True)
    offer_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WaitingState]),
                name="a_waiting_row_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "left"], place__isnull=True)
                | (
                    ~Q(state__in=["waiting", "left"])
                    & Q(place__isnull=False, offered_at__isnull=False, offer_until__isnull=False)
                ),
                name="an_offer_is_a_place_with_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "offered"], settled_at__isnull=True)
                | (~Q(state__in=["waiting", "offered"]) & Q(settled_at__isnull=False)),
                name="a_settled_waiting_row_has_its_time",
            ),
            models.UniqueConstraint(
                "session",
                "person",
                condition=Q(state__in=["waiting", "offered"]),
                name="one_turn_in_the_queue_for_each_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "session", "turn_at", "id", name="the_queue", condition=Q(state="waiting")
            ),
            models.Index("offer_until", name="offers_by_end", condition=Q(state="offered")),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"

    def get_absolute_url(self) -> str:
        """Return the address of the page of this turn."""
        return reverse("waiting", args=[self.ref])


class Claim(models.Model):
    """The one link by which a person takes a place that a company bought.

    A place has at most one open claim; whoever uses it is enrolled, and it works no more. What the
    company was to be told about the person is kept as the person read it.

    Attributes:
        serial: part of the link's signature, so that a new link makes an old one worthless.
        sent_to: where the link was sent, empty if it was only copied.
        told: what the page said that the company sees, such as ``["name", "presence"]``.
    """

    ref = RefField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="claims")
    state = models.CharField(max_length=10, default=ClaimState.OPEN)
    serial = models.PositiveSmallIntegerField(default=1)
    sent_to = models.EmailField(max_length=254, blank=True)
    sent_at = models.DateTimeField(null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="claims"
    )
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, null=True, related_name="claim")
    told = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, person__isnull=True)
                | Q(state="used", settled_at__isnull=False, person__isnull=False)
                | Q(state="withdrawn", settled_at__isnull=False, person__isnull=True),
                name="a_claim_is_open_used_by_a_person_or_withdrawn",
            ),
            models.UniqueConstraint(
                "place", condition=Q(state="open"), name="a_place_has_one_open_claim"
            ),
        ]
        indexes: ClassVar = [models.Index("place", "id", name="claims_of_a_place")]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"
