"""Writing a letter once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from courseplatform.letters import stopping
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import Draft, write, write_all
from courseplatform.people.models import User

pytestmark = pytest.mark.django_db


def test_the_same_key_writes_one_letter_and_keeps_the_first_words() -> None:
    first = write("receipt:1", "receipt", to="a@example.org", context={"n": 1})
    again = write("receipt:1", "receipt", to="a@example.org", context={"n": 2})
    assert first == again
    assert Letter.objects.get().context == {"n": 1}


def test_a_person_s_language_and_zone_go_along() -> None:
    person = User.objects.create_user("p@example.org", language="de", zone="Asia/Tokyo")
    letter = write("k", "note", to=person)
    assert letter
    assert (letter.address, letter.language, letter.zone) == ("p@example.org", "de", "Asia/Tokyo")


def test_somebody_without_an_account_gets_the_site_s_language_unless_told() -> None:
    letter = write("k", "note", to="a@example.org")
    assert letter
    assert (letter.person, letter.language, letter.zone) == (None, "en", "")
    told = write("l", "note", to="a@example.org", language="uk", zone="Europe/Kyiv")
    assert told
    assert (told.language, told.zone) == ("uk", "Europe/Kyiv")


def test_a_person_without_an_address_gets_no_letter() -> None:
    assert write("k", "note", to=User.objects.create_user(None)) is None
    assert not Letter.objects.exists()


def test_many_letters_are_written_by_the_same_rules_in_few_queries(
    django_assert_num_queries: Callable,
) -> None:
    people = [User.objects.create_user(f"p{n}@example.org", zone="Asia/Tokyo") for n in range(5)]
    nobody = User.objects.create_user(None)
    stopping.stop("note", person=people[0])
    write("note:1", "note", to=people[1], context={"n": "first"})

    def drafts(readers: list[User]) -> list[Draft]:
        return [
            Draft(f"note:{n}", "note", to=one, context={"n": n}, stoppable=True)
            for n, one in enumerate(readers)
        ]

    with django_assert_num_queries(2):  # who stopped, one INSERT
        write_all(drafts([*people, nobody]))
    assert set(Letter.objects.values_list("key", flat=True)) == {
        "note:1", "note:2", "note:3", "note:4",
    }  # fmt: skip
    assert Letter.objects.get(key="note:1").context == {"n": "first"}
    assert Letter.objects.get(key="note:4").zone == "Asia/Tokyo"
    with django_assert_num_queries(2):
        write_all(drafts(people[2:] * 20))
    write_all([])


def test_two_recipients_cannot_share_a_letter() -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="a_letter_has_one_recipient"), transaction.atomic():
        write("k", "note", to="a@example.org,b@example.org")


def test_only_a_secret_letter_can_hold_a_sealed_text_and_only_until_it_is_settled() -> None:
    from django.db import IntegrityError, transaction

    for fault in ({"secret": False}, {"secret": True, "state": "failed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(key="k", template="account", sealed="x", **fault)
