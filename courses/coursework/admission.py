"""Letting enrolled people into the exercises of their session, and those who left out of them."""

from __future__ import annotations

from django.db import transaction

from courseplatform.kit import clock
from courses.coursework.models import Admission
from courses.coursework.planning import cohort_of
from courses.enrolment.models import Enrolment, EnrolmentState
from exercises import api

BATCH = 100


def ensure_admitted(enrolment: Enrolment) -> None:
    """Make sure now that an active enrolment is in its cohort; a page need not wait for a job."""
    if enrolment.state != EnrolmentState.ACTIVE:
        return
    admission = Admission.objects.filter(enrolment=enrolment).first()
    if admission and admission.dismissed_at is None:
        return
    cohort = cohort_of(enrolment.session)
    with transaction.atomic():
        api.admit(cohort.cohort_ref, enrolment.person, enrolment.alias)
        Admission.objects.update_or_create(
            enrolment=enrolment, defaults={"admitted_at": clock.now(), "dismissed_at": None}
        )


def admit_new() -> int:
    """Admit everybody who is enrolled and not admitted yet; return how many."""
    waiting = list(
        Enrolment.objects.filter(state=EnrolmentState.ACTIVE, admission__isnull=True)
        .select_related("session__course", "person")
        .order_by("pk")[:BATCH]
    )
    for enrolment in waiting:
        ensure_admitted(enrolment)
    return len(waiting)


def dismiss_gone() -> int:
    """Let those whose enrolment ended out of the cohort; what they handed in stays."""
    gone = list(
        Admission.objects.filter(enrolment__state=EnrolmentState.ENDED, dismissed_at__isnull=True)
        .select_related("enrolment__session", "enrolment__person")
        .order_by("pk")[:BATCH]
    )
    for admission in gone:
        enrolment = admission.enrolment
        with transaction.atomic():
            if not _is_in_again(enrolment):
                api.dismiss(cohort_of(enrolment.session).cohort_ref, enrolment.person)
            Admission.objects.filter(pk=admission.pk).update(dismissed_at=clock.now())
    return len(gone)


def _is_in_again(enrolment: Enrolment) -> bool:
    return Enrolment.objects.filter(
        session=enrolment.session_id, person=enrolment.person_id, state=EnrolmentState.ACTIVE
    ).exists()
