"""Guessing is slowed at every door, and a forged header opens none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from courseplatform.letters.dispatch import dispatch
from courseplatform.people.models import User
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river stone 7"


@pytest.fixture
def ada() -> User:
    user = User.objects.create_user("ada@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def until_refused(press: Callable[[int], Any], most: int = 60) -> Any:
    """Press again and again; return the first answer that says it was too often."""
    for number in range(most):
        answer = press(number)
        if answer.status_code == 429 or "Too many" in answer.text:
            return answer
    pytest.fail("Nobody ever said that it was too often.")


def test_guessing_one_persons_password_is_slowed_even_from_many_networks(ada: User) -> None:
    def press(number: int) -> Any:
        return Client(REMOTE_ADDR=f"203.0.{number}.9").post(
            "/accounts/login/", {"login": ada.email, "password": "wrong wrong wrong"}
        )

    until_refused(press, 8)
    answer = Client(REMOTE_ADDR="198.51.100.1").post(
        "/accounts/login/", {"login": ada.email, "password": PASSWORD}
    )
    assert "Too many" in answer.text, "the right one must not tell itself apart"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/", {"login": "{}@example.org", "password": "wrong wrong wrong"}),
        ("/accounts/password/reset/", {"email": "{}@example.org"}),
        ("/accounts/signup/", {"email": "{}@example.org", "name": "A"}),
    ],
)
def test_one_address_cannot_try_many_people_whatever_it_says_of_itself(
    path: str, form: dict[str, str]
) -> None:
    def press(number: int) -> Any:
        filled = {name: value.format(f"p{number}") for name, value in form.items()}
        forged = {
            "HTTP_X_FORWARDED_FOR": f"203.0.{number}.9",
            "HTTP_X_REAL_IP": f"203.0.{number}.9",
            "HTTP_FORWARDED": f"for=203.0.{number}.9",
        }
        return Client(**forged).post(path, filled)

    until_refused(press)


def test_proving_it_is_you_cannot_be_guessed_either(client: Client, ada: User) -> None:
    client.force_login(ada)

    def press(number: int) -> Any:
        return client.post("/accounts/reauthenticate/", {"password": f"guess number {number}"})

    answer = until_refused(press, 20)
    assert "Too many" in answer.text
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Too many" in answer.text, "the right one must not tell itself apart"


def test_the_page_that_says_so_leads_on(client: Client) -> None:
    def press(number: int) -> Any:
        return client.post("/accounts/password/reset/", {"email": f"p{number}@example.org"})

    answer = until_refused(press)
    assert answer.status_code == 429
    assert "Wait, then try once more" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_by_letter_leads_to_our_own_host_whatever_the_request_says(
    ada: User, sink: Sink
) -> None:
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "gopher"}
    Client(**forged).post("/accounts/password/reset/", {"email": ada.email})
    dispatch()
    (mail,) = sink.taken
    text = mail.get_body(("plain",)).get_content()
    assert "http://testserver/accounts/password/reset/key/" in text
    assert "evil.example" not in mail.as_string()
