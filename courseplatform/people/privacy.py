"""What the house knows of a person as such, and how it forgets them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import DataExport, RoleGrant, User


def _export(person: User) -> Iterable[dict[str, Any]]:
    yield {
        "reference": person.ref,
        "email": person.email,
        "name": person.name,
        "certificate_name": person.certificate_name,
        "zone": person.zone,
        "language": person.language,
        "single_keys_off": person.single_keys_off,
        "joined_at": person.joined_at.isoformat(),
        "roles": sorted(person.roles),
    }
    for address in EmailAddress.objects.filter(user=person):
        yield {"address": address.email, "confirmed": address.verified, "first": address.primary}
    for factor in Authenticator.objects.filter(user=person):
        yield {"second_factor": factor.type, "since": factor.created_at.isoformat()}
    for account in SocialAccount.objects.filter(user=person):
        yield {"signed_in_by": account.provider, "since": account.date_joined.isoformat()}
    for session in UserSession.objects.filter(user=person):
        yield {
            "signed_in_at": session.created_at.isoformat(),
            "network_address": session.ip,
            "browser": session.user_agent,
        }


def _blockers(person: User) -> Sequence[str]:
    if RoleGrant.objects.filter(user=person).exists():
        return [_("You work here. Ask an owner to take your role away first.")]
    return []


def _erase(person: User, now: datetime) -> Sequence[str]:
    """Leave a row that nobody can sign in as and that says nothing but that somebody was here."""
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    for model in (UserSession, EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    DataExport.objects.filter(person=person).delete()
    person.set_unusable_password()
    person.email = None
    person.name = person.certificate_name = person.zone = person.language = person.theme = ""
    person.single_keys_off = False
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.erased_at = now
    person.save()
    return [_("A key without a name, which holds together what the law wants kept.")]


data = PersonalData(
    slug="account",
    title=gettext_lazy("Your account"),
    kept=gettext_lazy("Kept as long as you have an account here."),
    export=_export,
    erase=_erase,
    blockers=_blockers,
    position=10,
)


def _ended_sessions(before: datetime, most: int) -> int:
    ended = Session.objects.filter(expire_date__lt=clock.now())
    keys = list(ended.values_list("session_key", flat=True)[:most])
    UserSession.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


sessions = Retention("sessions", "Sessions that have ended", timedelta(0), _ended_sessions)
