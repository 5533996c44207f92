"""Second factors: once each, guessed by nobody, passed by no other way in; and passwords as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from courseplatform.letters.dispatch import dispatch
from courseplatform.people.models import User
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river stone 7"
NEXT = "another quiet river 8"


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def secret(ada: User) -> str:
    made = generate_totp_secret()
    TOTP.activate(ada, made)
    return made


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def by_password(password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "ada@example.org", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def enter(client: Client, code: str) -> bool:
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return is_in(client)


def test_a_code_of_the_app_is_good_once(secret: str) -> None:
    assert (app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE) == (30, 0)
    now = code(secret)
    assert enter(by_password(), now)
    assert not enter(by_password(), now)


def test_a_recovery_code_is_good_once_and_its_seed_lies_sealed(ada: User, secret: str) -> None:
    codes = RecoveryCodes.activate(ada).generate_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{8}", one) for one in codes), "26 bits each"
    assert enter(by_password(), codes[0])
    assert not enter(by_password(), codes[0])
    assert enter(by_password(), codes[1])
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not re.fullmatch(r"[0-9a-f]{80}", seed), "allauth's own form, which anybody could read"


def test_codes_cannot_be_guessed(secret: str) -> None:
    for number in range(12):
        client = by_password()
        answer = client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})
        if "Too many" in answer.text or answer.status_code == 429:
            break
    else:
        pytest.fail("Nobody ever said that it was too often.")
    assert not enter(by_password(), code(secret)), "the right one must not tell itself apart"


def test_a_password_alone_is_half_a_way_in(ada: User, secret: str) -> None:
    assert not is_in(by_password())


def test_choosing_a_new_password_by_letter_does_not_pass_the_second_factor(
    ada: User, secret: str, sink: Sink
) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": ada.email})
    dispatch()
    text = sink.taken[0].get_body(("plain",)).get_content()
    link = re.search(r"http://testserver(/accounts/\S+)", text)
    assert link
    form = client.get(link[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEXT, "password2": NEXT})
    assert not is_in(client)
    assert not is_in(by_password(NEXT))
    assert enter(by_password(NEXT), code(secret))


def test_an_installation_can_ask_everybody_for_a_second_factor(
    ada: User, settings: Settings
) -> None:
    settings.EVERYBODY_NEEDS_SECOND_FACTOR = True
    client = by_password()
    assert client.get("/profile/").headers["Location"] == "/accounts/2fa/"
    assert "Accounts here need a second factor" in client.get("/accounts/2fa/").text
    made = generate_totp_secret()
    TOTP.activate(ada, made)
    assert client.get("/profile/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert enter(by_password(), code(made))


@pytest.mark.parametrize(
    "act",
    [
        "/accounts/email/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/add/",
    ],
)
def test_what_signs_in_is_changed_after_fresh_proof_only(ada: User, act: str) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.post(act, {"email": "new@example.org", "action_add": "1", "code": "1"})
    assert answer.status_code == 302
    assert "/reauthenticate/" in answer.headers["Location"]
    assert EmailAddress.objects.count() == 1
    assert not Authenticator.objects.exists()


def test_other_sessions_are_ended_after_fresh_proof_only(ada: User) -> None:
    here, there = by_password(), by_password()
    assert UserSession.objects.filter(user=ada).count() == 2
    answer = here.post("/accounts/sessions/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert here.get("/accounts/sessions/").status_code == 200
    assert is_in(there)
    here.post("/accounts/reauthenticate/?next=/accounts/sessions/", {"password": PASSWORD})
    assert not is_in(there), "the press goes on after the proof"
    assert is_in(here)


@pytest.mark.django_db(transaction=True)  # allauth tells of it once it is committed
def test_whoever_changes_a_factor_is_told_of_other_sessions(ada: User) -> None:
    here = by_password()
    by_password()
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    here.get("/accounts/2fa/totp/activate/")
    made = here.session["mfa.totp.secret"]
    here.post("/accounts/2fa/totp/activate/", {"code": code(made)})
    assert here.get("/accounts/2fa/").text.count("You are signed in elsewhere as well") == 1


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(ada: User) -> None:
    here, there = by_password(), by_password()
    form = {"oldpassword": "wrong wrong wrong", "password1": NEXT, "password2": NEXT}
    here.post("/accounts/password/change/", form)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    here.post("/accounts/password/change/", form | {"oldpassword": PASSWORD})
    ada.refresh_from_db()
    assert ada.check_password(NEXT)
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize(
    "password", ["w" * 6 + "ü☃ " * 40, "  spaces at both ends  ", "all lower case letters only"]
)
def test_any_signs_and_long_passwords_are_taken_as_they_were_typed(
    ada: User, password: str
) -> None:
    here = by_password()
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    here.post("/accounts/password/change/", form)
    assert is_in(by_password(password))
    assert not is_in(by_password(password.strip().upper()))


def test_password_fields_hide_what_is_typed_and_let_managers_help() -> None:
    for page in ("/accounts/login/", "/accounts/signup/"):
        text = Client().get(page).text
        fields = re.findall(r"<input[^>]*name=\"password[12]?\"[^>]*>", text)
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)


def test_nobody_comes_in_by_way_of_another_house() -> None:
    assert get_adapter().list_providers(None) == []
