"""Letters at the desk: what waits and what was put aside, never the words, never a secret one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.kit.references import digest
from courseplatform.letters import outage
from courseplatform.letters.models import Letter, Suppression
from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courseplatform.reminders.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    person = User.objects.create_user("owner@example.org", zone="UTC")
    grant(person, Role.OWNER, by=None)
    client.force_login(person)
    return person


def aside(number: int = 1, **fields: object) -> Letter:
    facts = {"template": "note", "address": f"p{number}@example.org", "subject": f"Note {number}"}
    facts |= {"state": "failed", "fault": "address", "error": "550 5.1.1 No such user"}
    return Letter.objects.create(key=f"k{number}", **{**facts, **fields})


def test_only_technical_staff_look(client: Client) -> None:
    person = User.objects.create_user("c@example.org")
    grant(person, Role.COORDINATOR, by=None)
    client.force_login(person)
    assert client.get("/desk/letters/").status_code == 404
    assert client.post(f"/desk/letters/{aside().ref}/").status_code == 404


def test_what_was_put_aside_stands_there_with_its_reason(client: Client, owner: User) -> None:
    aside(context={"text": "WORDS"})
    aside(2, secret=True, subject="SECRET", address="secret@example.org")
    page = client.get("/desk/letters/").text
    assert "550 5.1.1 No such user" in page
    assert "p1@example.org" in page
    for hidden in ("WORDS", "SECRET", "secret@"):
        assert hidden not in page


def test_a_letter_is_sent_again_and_its_address_trusted_again(client: Client, owner: User) -> None:
    letter = aside()
    Suppression.objects.create(address_digest=digest(letter.address), reason="hard-bounce")
    client.post(f"/desk/letters/{letter.ref}/")
    letter.refresh_from_db()
    assert (letter.state, letter.fault, letter.error) == ("waiting", "", "")
    assert not Suppression.objects.exists()
    assert AuditEntry.objects.filter(act="letter.sent-again").count() == 1
    assert client.post(f"/desk/letters/{letter.ref}/").status_code == 409
    assert client.get(f"/desk/letters/{letter.ref}/").status_code == 405


def test_secret_and_erased_letters_are_never_sent_again(client: Client, owner: User) -> None:
    assert client.post(f"/desk/letters/{aside(secret=True).ref}/").status_code == 404
    assert client.post(f"/desk/letters/{aside(2, address='').ref}/").status_code == 409


def test_an_outage_and_letters_put_aside_stand_on_the_first_page(
    client: Client, owner: User
) -> None:
    outage.note("ConnectionRefusedError")
    aside()
    Reminder.objects.create(
        kind="webinar-soon",
        subject="s",
        person=owner,
        due_at=clock.now(),
        useless_after=clock.now(),
        state="failed",
        reason="RuntimeError: x",
        settled_at=clock.now(),
    )
    page = client.get("/desk/").text
    assert "The mail server takes no letters" in page
    assert "1 letter was put aside" in page
    assert "1 reminder failed: webinar-soon, RuntimeError: x" in page
    assert "ConnectionRefusedError" in client.get("/desk/letters/").text


def test_the_page_costs_the_same_queries_for_one_and_for_many(
    client: Client, owner: User, django_assert_num_queries: Callable
) -> None:
    aside()
    client.get("/desk/letters/")
    with django_assert_num_queries(8):
        client.get("/desk/letters/")
    for number in range(2, 30):
        aside(number)
    with django_assert_num_queries(8):
        client.get("/desk/letters/")
