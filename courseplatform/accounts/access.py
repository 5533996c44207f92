"""Taking somebody's way in away, and giving it back: for whoever keeps the installation.

Each act leaves a row in the audit trail and ends the person's sessions, so that it holds from the next
request on. What a person does with their own account is allauth's.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.granting import keep_an_owner
from courseplatform.people.models import User


def end_sessions(person: User, *, by: User | None) -> int:
    """Sign a person out everywhere; return how many sessions ended. ``by`` None is the platform."""
    with transaction.atomic():
        keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(user=person).delete()
        audit.record(by, "sessions.ended", f"person:{person.ref}", sessions=len(keys))
    return len(keys)


def close(person: User, *, by: User | None) -> None:
    """Let a person in no more: no password, passkey or session of theirs is taken.

    Raises:
        Refusal: the account is closed already, or is that of the only owner.
    """
    with transaction.atomic():
        keep_an_owner(person)
        if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            raise Refusal(_("This account is closed already."), code="closed")
        audit.record(by, "account.closed", f"person:{person.ref}")
        end_sessions(person, by=by)
    person.is_active = False


def reopen(person: User, *, by: User | None) -> None:
    """Let a person in again.

    Raises:
        Refusal: the account is open, or was erased and has nobody to open for.
    """
    closed = User.objects.filter(pk=person.pk, is_active=False, erased_at=None)
    with transaction.atomic():
        if not closed.update(is_active=True):
            raise Refusal(
                _("This account is open, or there is nobody in it any more."), code="open"
            )
        audit.record(by, "account.reopened", f"person:{person.ref}")
    person.is_active = True


def forget_factors(person: User, *, by: User) -> int:
    """Remove the second factors of somebody who has lost them; return how many there were.

    Who asks for this must have shown who they are to ``by`` in another way (docs/security.md). The
    person is told by letter, signs in by password and, where it is demanded, sets up a new factor.

    Raises:
        Refusal: there is none, or ``by`` is the person.
    """
    if by.pk == person.pk:
        raise Refusal(_("Somebody else has to do this for you."), code="own-factors")
    with transaction.atomic():
        factors = Authenticator.objects.filter(user=person)
        kinds = sorted(set(factors.values_list("type", flat=True)))
        if not kinds:
            raise Refusal(_("This account has no second factor."), code="no-factors")
        count: int = factors.delete()[0]
        entry = audit.record(by, "factors.forgotten", f"person:{person.ref}", kinds=kinds)
        end_sessions(person, by=by)
        write(f"factors-forgotten:{entry.pk}", "factors-forgotten", to=person)
    return count
