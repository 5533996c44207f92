"""Issuing certificates once a session is over: one for each enrolment that earned it, once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from courseplatform.kit import clock
from courseplatform.kit.references import new_ref
from courseplatform.letters.writing import write
from courses.catalogue.models import Session, SessionState
from courses.certificates import snapshots
from courses.certificates.eligibility import Verdict
from courses.certificates.evidence import counting, findings_in, name_of
from courses.certificates.models import Certificate
from courses.enrolment.models import Enrolment
from courses.webinars.models import Webinar

log = logging.getLogger(__name__)
LOOK_BACK = timedelta(days=180)  # as long as work may come late, and staff may state presence


def issue_earned() -> int:
    """Issue what was earned in the sessions that ended lately; return how many certificates."""
    now = clock.now()
    waiting = Enrolment.objects.active().filter(session=OuterRef("pk"), certificate__isnull=True)
    sessions = (
        Session.objects.filter(
            Exists(waiting),
            state=SessionState.PUBLISHED,
            ends_at__lte=now,
            ends_at__gt=now - LOOK_BACK,
        )
        .select_related("course")
        .order_by("pk")
    )
    return sum(_issue_in(session, now) for session in sessions)


def issue(enrolment: Enrolment, webinars: list[Webinar]) -> Certificate | None:
    """Issue the certificate of an enrolment with its letter; None if there is one already.

    Args:
        enrolment: with its session, course and person.
        webinars: those of the session that count.
    """
    person, session, ref = enrolment.person, enrolment.session, new_ref()
    name = name_of(person)
    content = snapshots.facts(
        session, webinars, ref=ref, language=person.language or settings.LANGUAGE_CODE
    )
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                ref=ref,
                enrolment=enrolment,
                name=name,
                facts=content,
                sha256=snapshots.digest(name, content),
                issued_at=clock.now(),
            )
            write(
                f"certificate:{enrolment.ref}",
                "certificate",
                to=person,
                context={
                    "course": session.course.title,
                    "name": name,
                    "starts_at": content["starts_at"],
                    "ends_at": content["ends_at"],
                    "session_zone": session.zone,
                    "certificate_path": certificate.get_absolute_url(),
                },
            )
    except IntegrityError:
        if not Certificate.objects.filter(enrolment=enrolment).exists():
            raise
        return None
    return certificate


def _issue_in(session: Session, now: datetime) -> int:
    enrolments = (
        Enrolment.objects.active()
        .filter(session=session, certificate__isnull=True)
        .select_related("session__course", "person")
        .order_by("pk")
    )
    webinars = counting(Webinar.objects.filter(session=session).order_by("starts_at", "pk"))
    issued = 0
    for enrolment, finding in findings_in(session, webinars, enrolments, now):
        if finding.verdict == Verdict.EARNED:
            try:
                issued += issue(enrolment, webinars) is not None
            except Exception:
                log.exception("The certificate of enrolment %s was not issued.", enrolment.pk)
    return issued
