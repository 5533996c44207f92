"""Whoever keeps the installation can take a way in away, and it holds from the next request on."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client

from courseplatform.letters.dispatch import dispatch
from courseplatform.people.models import AuditEntry, RoleGrant, User
from courseplatform.people.roles import Role
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river stone 7"


def person(email: str) -> User:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/profile/").status_code == 200
    return client


@pytest.fixture
def ada() -> User:
    return person("ada@example.org")


@pytest.fixture
def owner() -> User:
    user = person("owner@example.org")
    RoleGrant.objects.create(user=user, role=Role.OWNER)
    return user


def account(act: str, email: str, by: str = "owner@example.org") -> None:
    call_command("account", act, email, by=by)


def trail() -> list[tuple[str, str]]:
    return [(entry.act, entry.actor.email) for entry in AuditEntry.objects.order_by("pk")]


def test_a_closed_account_is_out_at_once_and_cannot_sign_in(ada: User, owner: User) -> None:
    browser = signed_in(ada)
    account("close", "Ada@example.org")
    assert browser.get("/profile/").status_code == 302
    again = Client()
    again.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert again.get("/profile/").status_code == 302
    assert trail() == [("account.closed", owner.email), ("sessions.ended", owner.email)]
    with pytest.raises(CommandError, match="closed already"):
        account("close", "ada@example.org")
    account("reopen", "ada@example.org")
    signed_in(ada)
    with pytest.raises(CommandError, match="is open"):
        account("reopen", "ada@example.org")


def test_the_only_owner_cannot_be_shut_out(owner: User) -> None:
    with pytest.raises(CommandError, match="the only owner"):
        account("close", owner.email)
    other = person("other@example.org")
    RoleGrant.objects.create(user=other, role=Role.OWNER)
    account("close", owner.email, by=other.email)
    assert not User.objects.get(pk=owner.pk).is_active
    with pytest.raises(CommandError, match="the only owner"):
        account("close", other.email, by=other.email)


def test_a_disabled_account_is_nobody_even_in_a_session_that_was_left(ada: User) -> None:
    browser = signed_in(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert browser.get("/profile/").status_code == 302


def test_sessions_of_one_and_of_everybody_can_be_ended(ada: User, owner: User) -> None:
    first, second, other = signed_in(ada), signed_in(ada), signed_in(owner)
    account("end-sessions", "ada@example.org")
    assert first.get("/profile/").status_code == 302
    assert second.get("/profile/").status_code == 302
    assert other.get("/profile/").status_code == 200
    account("end-sessions", "everybody")
    assert other.get("/profile/").status_code == 302
    assert not UserSession.objects.exists()


def test_lost_factors_are_removed_by_somebody_else_and_told_by_letter(
    ada: User, owner: User, sink: Sink
) -> None:
    TOTP.activate(ada, generate_totp_secret())
    RecoveryCodes.activate(ada)
    account("forget-factors", "ada@example.org")
    assert not Authenticator.objects.exists()
    assert trail()[0] == ("factors.forgotten", owner.email)
    assert AuditEntry.objects.first().facts == {"kinds": ["recovery_codes", "totp"]}
    dispatch()
    assert [mail["Subject"] for mail in sink.taken] == ["Your second factors were removed"]
    signed_in(ada)
    with pytest.raises(CommandError, match="no second factor"):
        account("forget-factors", "ada@example.org")
    with pytest.raises(CommandError, match="Somebody else"):
        account("forget-factors", "owner@example.org")


def test_only_who_may_manage_people_answers_for_it(ada: User, owner: User) -> None:
    with pytest.raises(CommandError, match="may not manage people"):
        account("close", "owner@example.org", by="ada@example.org")
    with pytest.raises(CommandError, match="Nobody has the address"):
        account("close", "nobody@example.org")
    assert not AuditEntry.objects.exists()
