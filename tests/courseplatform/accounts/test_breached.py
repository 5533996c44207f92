"""Leaked passwords are refused where a list is named, and a list that is away locks nobody out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from courseplatform.accounts.breached import BreachedPasswordValidator, is_breached
from courseplatform.people.models import User

LEAKED = "correct horse battery staple"
PADDED = "padding of the answer"


class LeakList(BaseHTTPRequestHandler):
    """Speaks the range protocol over two passwords, one of them padding."""

    asked: list[str] = []
    status = 200

    def do_GET(self) -> None:
        self.asked.append(self.path)
        digest = hashlib.sha1(LEAKED.encode()).hexdigest().upper()
        padding = hashlib.sha1(PADDED.encode()).hexdigest().upper()
        lines = [f"{one[5:]}:{count}" for one, count in ((digest, 7), (padding, 0))]
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write("\r\n".join(lines).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def leaks(settings: Settings) -> Iterator[type[LeakList]]:
    LeakList.asked, LeakList.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), LeakList)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    yield LeakList
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_leaked_password_is_refused_and_only_five_signs_of_its_digest_go_out(
    leaks: type[LeakList],
) -> None:
    with pytest.raises(ValidationError, match="has leaked"):
        BreachedPasswordValidator().validate(LEAKED)
    (path,) = leaks.asked
    assert path == f"/range/{hashlib.sha1(LEAKED.encode()).hexdigest().upper()[:5]}"


@pytest.mark.parametrize("password", [PADDED, "quiet river stone 7"])
def test_other_passwords_are_taken(leaks: type[LeakList], password: str) -> None:
    BreachedPasswordValidator().validate(password)
    assert len(leaks.asked) == 1


@pytest.mark.parametrize("status", [302, 404, 503])
def test_an_answer_that_is_no_list_is_not_followed_and_refuses_nothing(
    leaks: type[LeakList], settings: Settings, status: int
) -> None:
    leaks.status = status
    BreachedPasswordValidator().validate(LEAKED)
    assert len(leaks.asked) == 1
    with pytest.raises(ValueError, match=str(status)):
        is_breached(LEAKED, settings.BREACHED_PASSWORDS_URL)


def test_a_list_that_is_away_refuses_nothing(settings: Settings) -> None:
    settings.BREACHED_PASSWORDS_URL = "http://127.0.0.1:1/range/"
    BreachedPasswordValidator().validate(LEAKED)
    with pytest.raises(OSError, match="refused"):
        is_breached(LEAKED, settings.BREACHED_PASSWORDS_URL)


def test_without_a_list_nobody_is_asked(leaks: type[LeakList], settings: Settings) -> None:
    settings.BREACHED_PASSWORDS_URL = ""
    BreachedPasswordValidator().validate(LEAKED)
    assert leaks.asked == []


@pytest.mark.django_db
def test_sign_up_asks_the_list_and_says_so(client: Client, leaks: type[LeakList]) -> None:
    form = {"name": "Ada", "email": "ada@example.org", "password1": LEAKED, "password2": LEAKED}
    page = client.post("/accounts/signup/", form)
    assert "has leaked from some other site" in page.text
    assert not User.objects.exists()
