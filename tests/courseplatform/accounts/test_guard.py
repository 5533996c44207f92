"""Staff: a second factor, shorter sessions, clean exits; and what the log keeps."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django import Settings

from courseplatform.kit import clock
from courseplatform.kit.references import digest
from courseplatform.letters.models import Suppression
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river stone 7"


def person(email: str, *roles: Role) -> User:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


@pytest.fixture
def coordinator() -> User:
    return person("staff@example.org", Role.COORDINATOR)


@pytest.fixture
def student() -> User:
    return person("student@example.org")


def log_in(client: Client, user: User, **extra: str) -> str:
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **extra})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_after_login_everybody_comes_where_they_work(
    client: Client, coordinator: User, student: User
) -> None:
    assert log_in(client, coordinator) == "/desk/"
    assert log_in(Client(), student) == "/learn/"
    assert log_in(Client(), student, next="/courses/x/") == "/courses/x/"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_login_never_leads_to_another_site(client: Client, student: User, away: str) -> None:
    assert log_in(client, student, next=away) == "/learn/"


def test_in_the_demo_staff_work_without_a_second_factor(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    assert client.get("/profile/").status_code == 200


def test_where_it_is_asked_for_staff_without_one_see_only_its_set_up(
    client: Client, coordinator: User, student: User, settings: Settings
) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    client.force_login(coordinator)
    for path in ("/profile/", "/desk/", "/admin/", "/learn/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    other = Client()
    other.force_login(student)
    assert other.get("/profile/").status_code == 200


def test_a_session_that_skipped_the_second_factor_must_show_it(
    client: Client, coordinator: User, settings: Settings
) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    TOTP.activate(coordinator, generate_totp_secret())
    client.force_login(coordinator)
    where = client.get("/profile/?a=1").headers["Location"]
    assert where == "/accounts/2fa/reauthenticate/?next=%2Fprofile%2F%3Fa%3D1"


def test_with_password_and_code_staff_come_in(
    client: Client, coordinator: User, settings: Settings
) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    assert log_in(client, coordinator) == "/accounts/2fa/authenticate/"
    answer = client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/profile/").status_code == 200


def test_a_second_factor_lies_sealed_in_the_database(coordinator: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    assert secret not in json.dumps(Authenticator.objects.get().data)
    assert TOTP(Authenticator.objects.get()).validate_code(code(secret))


def test_staff_left_alone_for_half_an_hour_are_signed_out(
    client: Client, coordinator: User, student: User, settings: Settings
) -> None:
    settings.STAFF_SESSION_IDLE_MINUTES = 30
    start = clock.now()
    client.force_login(coordinator)
    other = Client()
    other.force_login(student)
    for minutes in (0, 20, 40, 69):
        with clock.at(start + timedelta(minutes=minutes)):
            assert client.get("/profile/").status_code == 200
    with clock.at(start + timedelta(minutes=101)):
        answer = client.get("/profile/")
        assert answer.headers["Location"].startswith("/accounts/login/?next=/profile/")
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert client.get("/profile/").status_code == 302
        assert other.get("/profile/").status_code == 200


def test_a_staff_session_ends_after_a_working_day(
    client: Client, coordinator: User, settings: Settings
) -> None:
    settings.STAFF_SESSION_IDLE_MINUTES = 30
    start = clock.now()
    client.force_login(coordinator)
    seen = [0]
    for step in range(0, 12 * 60 + 21, 20):
        with clock.at(start + timedelta(minutes=step)):
            seen.append(client.get("/profile/").status_code)
    assert seen[-1] == 302
    assert seen[-2] == 200


def test_everybody_signs_in_again_after_a_month_however_busy_they_were(
    client: Client, student: User
) -> None:
    start = clock.now()
    log_in(client, student)
    for day in (10, 20, 29):
        with clock.at(start + timedelta(days=day)):
            assert client.get("/profile/").status_code == 200
    with clock.at(start + timedelta(days=31)):
        answer = client.get("/profile/")
        assert answer.headers["Location"].startswith("/accounts/login/?next=/profile/")
        assert client.get("/profile/").status_code == 302


def test_signing_in_starts_the_month_and_proof_does_not(client: Client, student: User) -> None:
    start = clock.now()
    log_in(client, student)
    began = client.session["signed_in_at"]
    with clock.at(start + timedelta(days=20)):
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.session["signed_in_at"] == began
        client.post("/accounts/logout/")
        log_in(client, student)
        assert client.session["signed_in_at"] > began + 19 * 86_400


def test_logging_out_clears_what_the_browser_kept(client: Client, student: User) -> None:
    client.force_login(student)
    answer = client.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/").headers


def test_login_and_proof_give_the_session_a_new_key(client: Client, student: User) -> None:
    client.get("/accounts/login/")
    log_in(client, student)
    before = client.session.session_key
    answer = client.post("/accounts/reauthenticate/?next=/profile/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/profile/"
    after = client.session.session_key
    assert after != before
    assert UserSession.objects.get().session_key == after
    assert client.get("/profile/").status_code == 200


def test_a_session_that_was_left_by_its_door_is_of_no_use_any_more(
    client: Client, student: User
) -> None:
    log_in(client, student)
    key = client.session.session_key
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/profile/").status_code == 302


def test_the_log_says_who_by_reference_and_never_by_address(
    client: Client, student: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="courseplatform.security"):
        client.post("/accounts/login/", {"login": student.email, "password": "wrong"})
        log_in(client, student)
        client.post("/accounts/logout/")
    lines = [json.loads(record.message) for record in caplog.records]
    assert [line["event"] for line in lines] == ["login-failed", "login", "logout"]
    assert lines[1] == {"event": "login", "person": student.ref, "network": "127.0.0.0/24"}
    assert "student@" not in caplog.text
    assert "wrong" not in caplog.text


def test_whoever_letters_come_back_from_is_told_at_login(client: Client, student: User) -> None:
    Suppression.objects.create(address_digest=digest(student.email or ""), reason="hard-bounce")
    log_in(client, student)
    assert "come back to us" in client.get("/profile/").text


def test_the_admin_s_own_login_door_is_closed(client: Client, coordinator: User) -> None:
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
