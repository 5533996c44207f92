"""Certificates: what was true when each was issued, and whether it still stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courses.enrolment.models import Enrolment


class CertificateState(StrEnum):
    """``issued <-> withdrawn`` at the holder's wish, ``issued | withdrawn -> revoked`` by staff."""

    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates, as far as a person may act on them; whoever knows a reference may look."""

    def visible_to(self, user: Any) -> CertificateQuerySet:
        """Return the certificates that the person holds."""
        return self.filter(enrolment__person_id=user.pk) if user.pk else self.none()


class Certificate(models.Model):
    """One person's certificate of one session, open to whoever has its address.

    Attributes:
        name: as it stood when it was issued; emptied when the person is erased.
        facts: ``snapshots.facts``, with the words that are printed.
        sha256: of name and facts, the fingerprint on page and paper; it outlives the name.
        ended_at: since when it does not stand; ``ended_by`` is the member of staff who revoked it.
        reason: why it was revoked, for staff alone.
    """

    ref = RefField()
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    name = models.CharField(max_length=120, blank=True)
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=CertificateState.ISSUED)
    issued_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CertificateState]),
                name="a_certificate_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | ~Q(name=""),
                name="a_certificate_that_stands_names_its_holder",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", ended_at__isnull=True)
                | (~Q(state="issued") & Q(ended_at__isnull=False)),
                name="a_certificate_stands_or_ended_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state="revoked", ended_by__isnull=False)
                | (~Q(state="revoked") & Q(ended_by__isnull=True, reason="")),
                name="a_certificate_is_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"

    def get_absolute_url(self) -> str:
        """Return the address at which anybody can check it."""
        return reverse("certificate", args=[self.ref])
