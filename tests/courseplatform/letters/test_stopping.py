"""Stopping letters by one click, by hand, and who is asked about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseplatform.letters import stopping
from courseplatform.letters.models import Letter, Stop
from courseplatform.letters.writing import write
from courseplatform.people.models import User

pytestmark = pytest.mark.django_db
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("reader@example.org")


@pytest.fixture
def letter(reader: User) -> Letter:
    made = write("note:1", "note", to=reader, stoppable=True)
    assert made
    return made


@pytest.fixture
def address(letter: Letter) -> str:
    return stopping.address_of(letter).removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def mail_program() -> Client:
    """A client like a mail provider's: no cookies, and CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def test_one_click_urlencoded_stops_and_answers_200(mail_program: Client, address: str) -> None:
    assert len(ONE_CLICK) == 26
    answer = mail_program.post(address, ONE_CLICK, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert Stop.objects.count() == 1
    assert not answer.cookies


def test_one_click_as_multipart_stops_too_and_a_repeat_is_harmless(
    mail_program: Client, address: str
) -> None:
    for _ in range(2):
        answer = mail_program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert Stop.objects.count() == 1


def test_a_lost_slash_is_no_redirect(mail_program: Client, address: str) -> None:
    answer = mail_program.post(address.rstrip("/"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Stop.objects.count() == 1


@pytest.mark.parametrize("body", ["", "List-Unsubscribe=One-Clic", "wish=destroy", "a=b"])
def test_a_post_without_a_known_wish_changes_nothing(
    mail_program: Client, address: str, body: str
) -> None:
    answer = mail_program.post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert not Stop.objects.exists()


def test_get_shows_what_would_be_stopped_and_changes_nothing(
    mail_program: Client, address: str
) -> None:
    answer = mail_program.get(address)
    assert answer.status_code == 200
    assert "r…@example.org" in answer.text
    assert "reader@example.org" not in answer.text
    assert mail_program.head(address).status_code == 200
    assert not Stop.objects.exists()


def test_by_hand_one_stops_and_takes_it_back(client: Client, address: str, reader: User) -> None:
    assert "These letters are stopped" in client.post(address, {"wish": "stop"}).text
    assert write("note:2", "note", to=reader, stoppable=True) is None
    assert "come again" in client.post(address, {"wish": "resume"}).text
    assert write("note:2", "note", to=reader, stoppable=True)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nothing"])
def test_a_token_that_is_not_ours_finds_nothing(
    client: Client, letter: Letter, change: object
) -> None:
    token = change(stopping.token_of(letter))  # type: ignore[operator]
    assert client.get(f"/letters/stop/{token}/").status_code == 404
    assert client.post(f"/letters/stop/{token}/", {"wish": "stop"}).status_code == 404
    assert not Stop.objects.exists()


def test_a_letter_that_must_be_sent_has_no_stop_page(client: Client, reader: User) -> None:
    receipt = write("receipt:1", "receipt", to=reader)
    assert receipt
    assert client.get(f"/letters/stop/{stopping.token_of(receipt)}/").status_code == 404


def test_stopping_one_kind_leaves_the_others(reader: User) -> None:
    stopping.stop("note", person=reader)
    assert write("a", "note", to=reader, stoppable=True) is None
    assert write("b", "other", to=reader, stoppable=True)
    assert write("c", "note", to=reader), "a letter that is not stoppable is always written"


def test_an_address_without_an_account_can_stop_too(client: Client) -> None:
    made = write("note:1", "note", to="Ada@Example.org", stoppable=True)
    assert made
    client.post(f"/letters/stop/{stopping.token_of(made)}/", {"List-Unsubscribe": "One-Click"})
    assert write("note:2", "note", to="ada@example.org", stoppable=True) is None
    assert write("note:3", "note", to="eve@example.org", stoppable=True)
    assert stopping.resume_from(made)


def test_readers_are_asked_about_in_two_queries(
    reader: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stopping.stop("note", person=reader)
    stopping.stop("note", person=None, address="x@example.org")
    readers = [("note", reader.pk, "r@e.org"), ("note", None, "x@example.org")]
    readers += [("note", None, f"{n}@example.org") for n in range(20)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert stopping.stopped_among(readers) == set(readers[:2])


def test_a_kind_nobody_declared_is_told_by_its_name(plain_templates: Path) -> None:
    assert stopping.title_of("webinar-nowhere") == "Letters of the kind “webinar nowhere”"
