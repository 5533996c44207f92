"""The people desk: roles are given and taken by whoever manages people, and the last owner stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Right, Role

pytestmark = pytest.mark.django_db
PAGE = "/desk/people/"


@pytest.fixture
def owner(client: Client) -> User:
    person = User.objects.create_user("owner@example.org", name="Olga", zone="UTC")
    grant(person, Role.OWNER, by=None)
    client.force_login(person)
    return person


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", name="Ada")


def test_a_role_is_given_by_address_and_taken_again(client: Client, owner: User, ada: User) -> None:
    assert "People" in client.get("/desk/").text
    given = client.post(PAGE, {"email": "Ada@example.org", "role": "consultant"}, follow=True)
    assert "Ada has the role now: Consultant." in given.text
    assert User.objects.get(pk=ada.pk).may(Right.ANSWER_INQUIRIES)
    again = client.post(PAGE, {"email": "ada@example.org", "role": "consultant"}, follow=True)
    assert "Ada had the role already" in again.text
    away = f"{PAGE}{ada.ref}/roles/consultant/removal/"
    assert "no longer has the role" in client.post(away, follow=True).text
    assert "did not have the role" in client.post(away, follow=True).text
    assert not User.objects.get(pk=ada.pk).may(Right.SEE_DESK)
    assert [entry.actor for entry in AuditEntry.objects.filter(subject=f"person:{ada.ref}")] == [
        owner, owner,
    ]  # fmt: skip


def test_what_is_wrong_is_said(client: Client, owner: User, ada: User) -> None:
    for fields, sentence in (
        ({"email": "nobody@example.org", "role": "editor"}, "No account has this address."),
        ({"email": "ada@example.org"}, "Choose one."),
        ({"email": "ada@example.org", "role": "king"}, "king"),
        ({}, "Fill this in."),
    ):
        page = client.post(PAGE, fields)
        assert page.status_code == 422
        assert sentence in page.text
    assert client.post(f"{PAGE}{ada.ref}/roles/king/removal/").status_code == 404


def test_the_last_owner_stays(client: Client, owner: User) -> None:
    page = client.post(f"{PAGE}{owner.ref}/roles/owner/removal/")
    assert page.status_code == 409
    assert "Olga is the only owner." in page.text
    assert User.objects.get(pk=owner.pk).may(Right.MANAGE_PEOPLE)


@pytest.mark.parametrize("count", [1, 9])
def test_the_list_asks_the_same_with_one_and_with_many(
    client: Client, owner: User, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        grant(User.objects.create_user(f"p{number}@example.org"), Role.EDITOR, by=None)
    with django_assert_num_queries(5):
        page = client.get(PAGE).text
    assert page.count("@example.org</td>") == count + 1
