"""The contact form: taken once, held if in doubt, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from courseplatform.inquiries.models import Inquiry
from courseplatform.letters.dispatch import dispatch
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from tests.courseplatform.sink import Sink


def test_a_question_is_kept_with_what_was_said_and_where_it_came_from(
    client: Client, ask: Callable
) -> None:
    answer = ask()
    one = Inquiry.objects.get()
    assert answer.headers["Location"] == f"/contact/{one.ref}/"
    assert (one.state, one.name, one.email, one.organisation, one.topic) == (
        "new", "Ada Byron", "ada@example.org", "A ministry", "assessment",
    )  # fmt: skip
    assert (one.source, one.zone, one.network) == ("/reports/x/", "Europe/Rome", "127.0.0.0/24")
    assert one.due_at == datetime(2026, 3, 11, 16, 0, tzinfo=UTC)
    page = client.get(answer.headers["Location"])
    assert "Wed 11 Mar 2026" in page.text
    assert one.short in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_letter_says_by_when_in_the_reader_s_zone_and_repeats_nothing_typed(
    ask: Callable, sink: Sink
) -> None:
    ask(message="BUY cheap things at spam dot example")
    dispatch()
    (mail,) = sink.taken
    one = Inquiry.objects.get()
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == f"Your question to us ({one.short})"
    assert mail["To"] == "ada@example.org"
    assert "Wednesday 11 March 2026, 17:00 Rome time (UTC+01:00)" in text
    assert "BUY" not in text
    assert mail["List-Unsubscribe"] is None


def test_a_double_press_is_one_question_and_one_letter(ask: Callable) -> None:
    first, second = (
        ask(),
        ask(message=f"  {'We must decide on Friday whether to raise the reported meeting.'} "),
    )
    assert first.headers["Location"] == second.headers["Location"]
    assert Inquiry.objects.count() == Letter.objects.count() == 1


def test_the_same_words_a_day_later_are_a_new_question(
    ask: Callable, monday: time_machine.Coordinates
) -> None:
    ask()
    monday.shift(timedelta(hours=25))
    ask()
    assert Inquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"website": "https://spam.example"}, "trap"),
        ({"token": ""}, "no-form"),
        ({"token": "abc:def:ghi"}, "no-form"),
        ({"seconds": 1}, "too-quick"),
        ({"seconds": 25 * 3600}, "too-old"),
        ({"message": "http://a http://b www.c [url=d]"}, "links"),
    ],
)
def test_a_doubtful_post_is_held_untold_and_answered_like_any_other(
    client: Client, ask: Callable, changes: dict, reason: str
) -> None:
    answer = ask(**changes)
    one = Inquiry.objects.get()
    assert (one.state, one.held_because) == ("held", [reason])
    assert not Letter.objects.exists()
    page = client.get(answer.headers["Location"])
    assert "Your question has arrived" in page.text
    assert "held" not in page.text.lower()


def test_a_form_that_came_back_keeps_its_age(client: Client, ask: Callable) -> None:
    page = ask(seconds=10, consent="")
    assert page.status_code == 422
    token = page.context["form"]["token"].value()
    again = {key: page.context["form"][key].value() for key in ("message", "name", "email")}
    client.post("/contact/", {**again, "topic": "team", "consent": "on", "token": token})
    assert Inquiry.objects.get().state == "new"


def test_three_posts_an_hour_from_one_address_are_enough(ask: Callable) -> None:
    for number in range(4):
        ask(message=f"Question {number}", using=Client(REMOTE_ADDR=f"10.0.{number}.1"))
    assert list(Inquiry.objects.order_by("id").values_list("state", flat=True)) == [
        "new", "new", "new", "held",
    ]  # fmt: skip
    assert Inquiry.objects.last().held_because == ["address"]


def test_posts_are_counted_by_network_whatever_the_last_part_of_the_address(ask: Callable) -> None:
    for number in range(6):
        where = Client(REMOTE_ADDR=f"2001:db8:1:{number}::1")
        ask(message=f"Question {number}", email=f"p{number}@example.org", using=where)
    held = Inquiry.objects.get(state="held")
    assert held.held_because == ["network"]
    assert held.network == "2001:db8:1::/48"


def test_a_forged_forwarding_header_changes_no_count(ask: Callable) -> None:
    for number in range(6):
        where = Client(headers={"X-Forwarded-For": f"10.9.{number}.1"})
        ask(message=f"Question {number}", email=f"p{number}@example.org", using=where)
    assert Inquiry.objects.filter(state="held").count() == 1


def test_a_flood_is_turned_away_with_the_text_given_back(ask: Callable) -> None:
    for number in range(40):
        ask(message=f"Question {number}", email=f"p{number}@example.org")
    page = ask(message="The forty-first")
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "3600"
    assert "in 60 minutes" in page.text
    assert "The forty-first" in page.text
    assert Inquiry.objects.count() == 40


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"message": ""}, "Fill this in."),
        ({"message": "x" * 5001}, "at most 5000"),
        ({"email": "no address"}, "valid email"),
        ({"email": "a@example.org\r\nBcc: x@example.org"}, "valid email"),
        ({"name": "\u202e"}, "Write a name."),
        ({"name": "a\x00b"}, "Null characters"),
        ({"topic": "nonsense"}, "valid choice"),
        ({"consent": ""}, "may not keep"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_returns(
    ask: Callable, changes: dict[str, str], sentence: str
) -> None:
    page = ask(**changes)
    assert page.status_code == 422
    assert sentence in page.text
    assert "There is a problem" in page.text
    if "name" not in changes:
        assert 'value="Ada Byron"' in page.text
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "source", ["//evil.example", "https://evil.example/", "javascript:x", "/a\nb"]
)
def test_a_source_that_is_no_page_of_ours_is_dropped(ask: Callable, source: str) -> None:
    ask(source=source)
    assert Inquiry.objects.get().source == ""


def test_the_form_begins_with_what_is_known(client: Client) -> None:
    ada = User.objects.create_user("ada@example.org", name="Ada", zone="Asia/Tokyo")
    client.force_login(ada)
    form = client.get("/contact/?topic=team&from=/reports/x/").context["form"]
    known = {name: form[name].value() for name in ("topic", "name", "email", "source", "zone")}
    assert known == {
        "topic": "team", "name": "Ada", "email": "ada@example.org", "source": "/reports/x/",
        "zone": "Asia/Tokyo",
    }  # fmt: skip
    odd = client.get("/contact/?topic=zzz&from=//evil.example/").context["form"]
    assert (odd["topic"].value(), odd["source"].value()) == ("assessment", "")


def test_a_signed_in_person_is_remembered_with_the_question(ask: Callable, client: Client) -> None:
    ada = User.objects.create_user("ada@example.org")
    client.force_login(ada)
    ask()
    assert Inquiry.objects.get().person == ada


def test_a_reference_nobody_has_is_not_found(client: Client) -> None:
    assert client.get(f"/contact/{'a' * 26}/").status_code == 404
    assert client.get("/contact/1/").status_code == 404


def test_active_text_is_shown_as_typed_at_the_desk(ask: Callable, desk: Client) -> None:
    ask(message='"><svg onload=x>', organisation="<b>x</b>")
    one = Inquiry.objects.get()
    page = desk.get(f"/desk/inquiries/{one.ref}/").text
    assert "<svg onload" not in page
    assert "<b>x</b>" not in page
