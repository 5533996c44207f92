"""Which letters a person wants; an address that letters come back from."""

from __future__ import annotations

import pytest
from django.test import Client

from courseplatform.kit.references import digest
from courseplatform.letters import stopping
from courseplatform.letters.models import Stop, Suppression
from courseplatform.letters.writing import write
from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Right, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> User:
    person = User.objects.create_user("ada@example.org")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [
        stopping.StoppableKind("webinar-soon", "An hour before a webinar", position=1),
        stopping.StoppableKind("webinar-eve", "The evening before a webinar", position=2),
    ]
    monkeypatch.setattr(stopping, "kinds", lambda: known)


def test_each_kind_has_a_box_and_what_is_not_ticked_is_stopped(client: Client, ada: User) -> None:
    page = client.get("/profile/letters/").text
    assert page.index("An hour before") < page.index("The evening before")
    assert page.count(" checked") == 2
    client.post("/profile/letters/", {"wanted": ["webinar-soon"]})
    assert write("a", "webinar-eve", to=ada, stoppable=True) is None
    assert write("b", "webinar-soon", to=ada, stoppable=True)
    client.post("/profile/letters/", {"wanted": ["webinar-soon", "webinar-eve"]})
    assert write("c", "webinar-eve", to=ada, stoppable=True)


def test_a_kind_stopped_by_a_letter_s_link_stands_there_too(client: Client, ada: User) -> None:
    stopping.stop("old-digest", person=ada)
    assert "Letters of the kind “old digest”" in client.get("/profile/letters/").text
    client.post("/profile/letters/", {"wanted": ["old-digest", "webinar-soon", "webinar-eve"]})
    assert not Stop.objects.exists()


def test_a_made_up_kind_changes_nothing(client: Client, ada: User) -> None:
    client.post("/profile/letters/", {"wanted": ["receipt", "webinar-soon", "webinar-eve"]})
    assert not Stop.objects.exists()


def test_an_address_that_letters_come_back_from_can_be_confirmed(client: Client, ada: User) -> None:
    Suppression.objects.create(
        address_digest=digest("ada@example.org"), reason="hard-bounce", words="550 <b>No</b>"
    )
    page = client.get("/profile/letters/").text
    assert "Letters to you come back." in page
    assert "550 &lt;b&gt;No" in page
    client.post("/profile/letters/confirmation/")
    assert not Suppression.objects.exists()
    assert AuditEntry.objects.get().act == "suppression.lifted"
    client.post("/profile/letters/confirmation/")
    assert AuditEntry.objects.count() == 1


def test_letters_for_staff_are_offered_to_staff(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = stopping.StoppableKind("overdue", "Overdue inquiries", right=Right.ANSWER_INQUIRIES)
    monkeypatch.setattr(stopping, "kinds", lambda: [kind])
    assert "Overdue inquiries" not in client.get("/profile/letters/").text
    client.post("/profile/letters/", {})
    assert not Stop.objects.exists()
    grant(ada, Role.CONSULTANT, by=None)
    assert "Overdue inquiries" in client.get("/profile/letters/").text


def test_strangers_are_led_to_the_login(client: Client) -> None:
    assert client.get("/profile/letters/").status_code == 302
    assert client.post("/profile/letters/confirmation/").status_code == 302
