"""The name behind a code: hidden from markers, revealed by an act that leaves a trace."""

from __future__ import annotations

from django.db import transaction

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.cohorts.models import Member
from exercises.marking.models import Reveal


@transaction.atomic
def reveal(member: Member, person: User) -> str:
    """Tell ``person`` who a member is, and note that they asked; return the name."""
    _row, created = Reveal.objects.get_or_create(
        member=member, person=person, defaults={"at": clock.now()}
    )
    if created:
        audit.record(person, "identity.revealed", f"member:{member.ref}")
    return member.person.called


def known_name(member: Member, person: User) -> str:
    """Return the name if it was revealed to ``person`` before, else nothing."""
    known = Reveal.objects.filter(member=member, person=person).exists()
    return member.person.called if known else ""
