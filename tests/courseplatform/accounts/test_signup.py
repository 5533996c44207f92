"""Signing up by e-mail: a real letter, a confirmed address, back to where one came from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from courseplatform.kit import sweeps
from courseplatform.letters.dispatch import dispatch
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Ada Byron",
    "email": "Ada@Example.org",
    "password1": "quiet river stone 7",
    "password2": "quiet river stone 7",
    "zone": "Europe/Kyiv",
}


@pytest.fixture
def sign_up(client: Client) -> Callable[..., object]:
    def post(**changes: str) -> object:
        return client.post("/accounts/signup/?next=/profile/", {**FORM, **changes})

    return post


def link_in(mail: object) -> str:
    text = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    found = re.search(r"http://testserver(/accounts/\S+)", text)
    assert found, text
    return found[1]


def test_sign_up_sends_a_letter_and_the_link_signs_in_and_leads_back(
    client: Client, sign_up: Callable, sink: Sink
) -> None:
    answer = sign_up()
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    dispatch()
    (mail,) = sink.taken
    assert mail["To"] == "Ada@example.org" or mail["To"] == "ada@example.org"
    assert mail["Subject"] == "Confirm your address"
    page = client.get(link_in(mail))
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified, "a link scanner's GET confirms nothing"
    answer = client.post(link_in(mail))
    assert EmailAddress.objects.get().verified
    assert answer.headers["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200


def test_name_zone_and_language_are_kept(sign_up: Callable) -> None:
    sign_up()
    user = User.objects.get()
    assert (user.email, user.name, user.zone, user.language) == (
        "ada@example.org", "Ada Byron", "Europe/Kyiv", "en",
    )  # fmt: skip


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "x" * 64])
def test_a_browser_without_a_known_zone_is_no_obstacle(sign_up: Callable, zone: str) -> None:
    assert sign_up(zone=zone).status_code == 302
    assert User.objects.get().zone == ""


def test_the_zone_of_the_cookie_serves_without_a_script(client: Client, sign_up: Callable) -> None:
    client.cookies["zone"] = "Asia/Tokyo"
    sign_up(zone="")
    assert User.objects.get().zone == "Asia/Tokyo"


def test_a_known_address_is_answered_like_a_new_one_and_told_by_letter(
    client: Client, sign_up: Callable, sink: Sink
) -> None:
    known = User.objects.create_user("ada@example.org", "x")
    EmailAddress.objects.create(user=known, email="ada@example.org", verified=True, primary=True)
    answer = sign_up()
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    dispatch()
    assert [mail["Subject"] for mail in sink.taken] == ["You have an account already"]
    assert User.objects.count() == 1


def test_before_the_address_is_confirmed_nobody_is_signed_in(
    client: Client, sign_up: Callable
) -> None:
    sign_up()
    assert client.get("/profile/").status_code == 302
    login = {"login": "ada@example.org", "password": FORM["password1"]}
    answer = client.post("/accounts/login/", login)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("sh0rt-one", "at least 12"),
        ("password1234", "common"),
        ("Intelligence-Analysis", "anybody would try"),
        ("ada@example.org", "similar"),
    ],
)
def test_a_weak_password_is_refused_and_what_was_typed_returns(
    sign_up: Callable, password: str, word: str
) -> None:
    page = sign_up(password1=password, password2=password)
    assert page.status_code == 200
    assert word in page.text
    assert 'value="Ada Byron"' in page.text
    assert f'value="{password}"' not in page.text.replace('id="id_email"', "").split("password1")[1]
    assert not User.objects.exists()


def test_a_letter_s_words_are_nowhere_once_it_was_sent(sign_up: Callable, sink: Sink) -> None:
    sign_up()
    row = Letter.objects.get()
    assert row.secret
    assert row.sealed
    assert "accounts" not in row.sealed
    dispatch()
    row.refresh_from_db()
    assert (row.state, row.sealed, row.context, row.subject) == ("sent", "", {}, "")


def test_a_mail_server_that_is_away_does_not_stop_the_page(sign_up: Callable) -> None:
    assert sign_up().status_code == 302
    assert Letter.objects.get().state == "waiting"


def test_control_signs_in_a_name_go_and_an_empty_one_is_asked_for(sign_up: Callable) -> None:
    page = sign_up(name="\u202e \u200b")
    assert "Write a name." in page.text
    sign_up(name="  Ada\u202e\n Byron ")
    assert User.objects.get().name == "Ada Byron"


def test_extra_fields_give_nobody_rights(sign_up: Callable) -> None:
    sign_up(is_staff="on", is_superuser="on", roles="owner", email_verified="on")
    user = User.objects.get()
    assert not user.is_staff
    assert not user.is_superuser
    assert user.roles == frozenset()


def test_a_new_password_is_chosen_by_a_link_that_works_once(client: Client, sink: Sink) -> None:
    user = User.objects.create_user("ada@example.org", "old password here")
    EmailAddress.objects.create(user=user, email="ada@example.org", verified=True, primary=True)
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    dispatch()
    (mail,) = sink.taken
    assert mail["Subject"] == "Choose a new password"
    link = link_in(mail)
    form = client.get(link, follow=True)
    new = {"password1": "quiet river stone 7", "password2": "quiet river stone 7"}
    client.post(form.request["PATH_INFO"], new)
    user.refresh_from_db()
    assert user.check_password("quiet river stone 7")
    dispatch()
    assert [mail["Subject"] for mail in sink.taken][1:] == ["Your password was changed"]
    again = Client().get(link, follow=True)
    assert "password1" not in again.text


def test_an_unknown_address_gets_the_same_page_and_a_letter_of_its_own(
    client: Client, sink: Sink
) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    dispatch()
    assert [mail["Subject"] for mail in sink.taken] == ["No account with this address"]


def test_sweeps_are_what_sends_when_the_web_process_did_not() -> None:
    assert "letters.dispatch" in {one.name for one in sweeps.all_sweeps()}
