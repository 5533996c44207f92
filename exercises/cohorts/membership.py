"""Who is in a cohort, and who works for it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, moves, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.people.granting import grant
from courseplatform.people.models import User
from courseplatform.people.roles import Role
from exercises.cohorts.allotting import allot_what_is_set
from exercises.cohorts.models import INSTRUCTORS, Cohort, Member, Staff, StaffRole


def open_cohort(title: str, zone: str) -> Cohort:
    """Return a new cohort; its dates are shown in ``zone``.

    Raises:
        Refusal: the zone is unknown.
    """
    if not walltime.is_zone(zone):
        raise Refusal(
            _("“%(zone)s” is not a time zone. Choose one from the list.") % {"zone": zone},
            code="unknown-zone",
        )
    return Cohort.objects.create(title=title[:200], zone=zone)


@transaction.atomic
def admit(cohort: Cohort, person: User, code: str) -> Member:
    """Take a person into a cohort and give them what is set for it; safe to call again.

    Somebody who had left comes back with their work and takes the new ``code``.

    Raises:
        Refusal: another member of the cohort carries that code.
    """
    taken = Member.objects.filter(cohort=cohort, code=code).exclude(person=person)
    if taken.exists():
        raise Refusal(
            _("%(code)s is another member's name in this cohort. Choose a free one.")
            % {"code": code},
            code="code-taken",
        )
    member, created = Member.objects.get_or_create(
        cohort=cohort, person=person, defaults={"code": code, "joined_at": clock.now()}
    )
    if not created:
        moves.try_move(member, "left", "active", left_at=None, code=code)
    allot_what_is_set(member)
    return member


def dismiss(cohort: Cohort, person: User) -> bool:
    """Let a person leave a cohort; what they handed in stays. Tell whether anything changed."""
    member = Member.objects.filter(cohort=cohort, person=person).first()
    return member is not None and moves.try_move(member, "active", "left", left_at=clock.now())


def set_staff(cohort: Cohort, person: User, role: str) -> None:
    """Give a person a role in a cohort, or take it away with an empty ``role``.

    Who works for a cohort also needs the way to the desk: they get the global role that opens it.
    It stays when they leave the cohort and shows them nothing there.

    Raises:
        Refusal: there is no such role.
    """
    if not role:
        Staff.objects.filter(cohort=cohort, person=person).delete()
        return
    if role not in StaffRole.values:
        raise Refusal(
            _("“%(role)s” is not a role. Choose lead, instructor, marker or observer.")
            % {"role": role},
            code="unknown-role",
        )
    with transaction.atomic():
        Staff.objects.update_or_create(cohort=cohort, person=person, defaults={"role": role})
        grant(person, Role.INSTRUCTOR if role in INSTRUCTORS else Role.MARKER, by=None)
