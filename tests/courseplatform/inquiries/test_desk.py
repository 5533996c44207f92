"""The inquiry desk: take, answer, note, close, reopen; who may, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from courseplatform.desk import home
from courseplatform.inquiries import handling
from courseplatform.inquiries.models import Entry, Inquiry
from courseplatform.inquiries.receiving import receive
from courseplatform.inquiries.reminders import overdue
from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.dispatch import dispatch
from courseplatform.letters.models import Letter
from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courseplatform.reminders.dispatch import dispatch as remind
from courseplatform.reminders.models import Reminder
from courseplatform.reminders.planning import plan
from tests.courseplatform.sink import Sink

ACTS = ("assignment", "reply", "answer", "note", "closing", "reopening", "release")


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def fresh(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.get(pk=inquiry.pk)


def test_the_desk_is_for_those_who_answer(client: Client, inquiry: Inquiry) -> None:
    editor = User.objects.create_user("e@example.org")
    grant(editor, Role.EDITOR, by=None)
    for path in ("/desk/inquiries/", "/desk/inquiries/held/", f"/desk/inquiries/{inquiry.ref}/"):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")
        client.force_login(editor)
        assert client.get(path).status_code == 404
    for act in ACTS:
        path = f"/desk/inquiries/{inquiry.ref}/{act}/"
        assert client.post(path, {"text": "x", "act": "take"}).status_code == 404
        assert Client().post(path).status_code == 302
    assert fresh(inquiry).state == "new"


def test_reading_does_nothing(desk: Client, inquiry: Inquiry) -> None:
    for act in ACTS:
        assert desk.get(f"/desk/inquiries/{inquiry.ref}/{act}/").status_code == 405


def test_whoever_takes_a_new_one_has_it_open(desk: Client, ana: User, inquiry: Inquiry) -> None:
    page = desk.get("/desk/inquiries/").text
    assert "A ministry" in page
    desk.post(f"/desk/inquiries/{inquiry.ref}/assignment/", {"act": "take"})
    assert (fresh(inquiry).state, fresh(inquiry).assigned_to) == ("open", ana)
    assert "inquiry.assigned" in acts()
    assert "A ministry" in desk.get("/desk/inquiries/open/?mine=1").text


def test_a_stale_take_is_refused_with_a_sentence(ana: User, ben: User, inquiry: Inquiry) -> None:
    seen_by_both = fresh(inquiry)
    handling.assign(inquiry, ana, by=ana)
    with pytest.raises(Refusal, match="Somebody else worked on this"):
        handling.assign(seen_by_both, ben, by=ben)
    assert fresh(inquiry).assigned_to == ana


def test_it_can_be_given_to_somebody_who_answers_and_to_nobody_else(
    desk: Client, ben: User, inquiry: Inquiry
) -> None:
    path = f"/desk/inquiries/{inquiry.ref}/assignment/"
    desk.post(path, {"person": ben.ref})
    assert fresh(inquiry).assigned_to == ben
    stranger = User.objects.create_user("s@example.org")
    assert desk.post(path, {"person": stranger.ref}).status_code == 422
    assert desk.post(path, {"person": "zzz"}).status_code == 422
    with pytest.raises(Refusal, match="does not answer inquiries"):
        handling.assign(fresh(inquiry), stranger, by=ben)


def test_an_answer_goes_out_in_the_thread_and_it_is_their_turn(
    desk: Client, ana: User, inquiry: Inquiry, sink: Sink
) -> None:
    text = "We can do that by Thursday.\n\nOne question: <which> source?"
    desk.post(f"/desk/inquiries/{inquiry.ref}/reply/", {"text": text})
    one = fresh(inquiry)
    assert (one.state, one.assigned_to, one.answered_at) == ("waiting", ana, clock.now())
    dispatch()
    first, second = sink.taken
    assert first["References"] == second["References"]
    assert first["Subject"] == second["Subject"]
    body = second.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text in body
    assert "answer this letter" in body
    html = second.get_body(("html",)).get_content()
    assert "&lt;which&gt;" in html
    assert acts()[-1] == "inquiry.answered"


def test_their_answer_sets_a_new_time_and_a_note_stays_ours(
    desk: Client, inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    base = f"/desk/inquiries/{inquiry.ref}"
    desk.post(f"{base}/reply/", {"text": "Which source?"})
    monday.shift(timedelta(days=3))
    desk.post(f"{base}/answer/", {"text": "The Turkish paper."})
    desk.post(f"{base}/note/", {"text": "INTERNAL: not a client yet"})
    one = fresh(inquiry)
    assert one.state == "open"
    assert one.due_at == datetime(2026, 3, 16, 16, tzinfo=UTC)
    assert list(Entry.objects.values_list("kind", flat=True)) == ["reply", "answer", "note"]
    assert Letter.objects.filter(template="inquiry-reply").count() == 1
    assert "INTERNAL" in desk.get(f"{base}/").text
    assert "INTERNAL" not in Client().get(f"/contact/{inquiry.ref}/").text


def test_nothing_written_is_refused_and_a_text_to_a_closed_one_is_given_back(
    desk: Client, ana: User, inquiry: Inquiry
) -> None:
    base = f"/desk/inquiries/{inquiry.ref}"
    assert desk.post(f"{base}/reply/", {"text": "   "}).status_code == 422
    handling.close(fresh(inquiry), "answered", by=ana)
    page = desk.post(f"{base}/reply/", {"text": "My long answer"})
    assert page.status_code == 422
    assert "Reopen it first" in page.text
    assert "My long answer" in page.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize("act", ["reply", "answer", "note"])
def test_two_colleagues_who_answer_at_once_send_one_letter(
    desk: Client, ana: User, ben: User, inquiry: Inquiry, act: str
) -> None:
    path = f"/desk/inquiries/{inquiry.ref}/"
    assert 'name="seen" value="0"' in desk.get(path).text
    handling.reply(inquiry, "Come on Monday.", by=ben)
    page = desk.post(f"{path}{act}/", {"text": "Come on Tuesday.", "seen": "0"})
    assert page.status_code == 422
    assert "was added to this inquiry while you wrote" in page.text
    assert "Come on Monday." in page.text
    assert "Come on Tuesday." in page.text
    assert 'name="seen" value="1"' in page.text
    assert Entry.objects.count() == 1
    assert Letter.objects.filter(template="inquiry-reply").count() == 1
    assert desk.post(f"{path}{act}/", {"text": "Come on Tuesday.", "seen": "1"}).status_code == 302
    assert Entry.objects.count() == 2


def test_a_count_that_is_none_is_told_and_loses_nothing(desk: Client, inquiry: Inquiry) -> None:
    page = desk.post(f"/desk/inquiries/{inquiry.ref}/reply/", {"text": "Kept.", "seen": "x"})
    assert page.status_code == 422
    assert "Kept." in page.text


def test_closing_needs_a_reason_and_says_until_when_it_is_kept(
    desk: Client, inquiry: Inquiry
) -> None:
    path = f"/desk/inquiries/{inquiry.ref}/closing/"
    assert desk.post(path, {}).status_code == 422
    assert desk.post(path, {"because": "zzz"}).status_code == 422
    desk.post(path, {"because": "engaged"})
    one = fresh(inquiry)
    assert (one.state, one.closed_because) == ("closed", "engaged")
    assert one.erase_at == datetime(2028, 3, 9, 10, tzinfo=UTC)
    page = desk.get(f"/desk/inquiries/{inquiry.ref}/").text
    assert "Thu 9 Mar 2028" in page
    again = desk.post(path, {"because": "answered"})
    assert again.status_code == 409
    assert "closed already" in again.text


def test_a_closed_one_can_be_opened_again(desk: Client, ana: User, inquiry: Inquiry) -> None:
    handling.close(fresh(inquiry), "silent", by=ana)
    desk.post(f"/desk/inquiries/{inquiry.ref}/reopening/")
    one = fresh(inquiry)
    assert (one.state, one.erase_at, one.closed_at) == ("open", None, None)
    assert desk.post(f"/desk/inquiries/{inquiry.ref}/reopening/").status_code == 409


def test_a_held_post_is_listed_with_its_reasons_and_can_be_let_through(
    desk: Client, ask: Callable, sink: Sink, monday: time_machine.Coordinates
) -> None:
    ask(website="x", using=Client())
    held = Inquiry.objects.get()
    assert (
        "the field that people do not see was filled"
        in desk.get(f"/desk/inquiries/{held.ref}/").text
    )
    assert "Held back" in desk.get("/desk/inquiries/").text
    monday.shift(timedelta(days=1))
    desk.post(f"/desk/inquiries/{held.ref}/release/")
    one = fresh(held)
    assert (one.state, one.due_at) == ("new", datetime(2026, 3, 12, 16, tzinfo=UTC))
    dispatch()
    assert len(sink.taken) == 1
    assert desk.post(f"/desk/inquiries/{held.ref}/release/").status_code == 409


def test_a_held_post_is_not_answered_before_it_is_let_through(desk: Client, ask: Callable) -> None:
    ask(website="x", using=Client())
    held = Inquiry.objects.get()
    page = desk.post(f"/desk/inquiries/{held.ref}/reply/", {"text": "Hello"})
    assert page.status_code == 422
    assert not Letter.objects.exists()


@pytest.mark.parametrize("words", ["ministry", "ADA@", "reported meeting", "Byron"])
def test_inquiries_are_found_by_what_was_said(desk: Client, inquiry: Inquiry, words: str) -> None:
    assert inquiry.ref in desk.get("/desk/inquiries/", {"q": words}).text
    assert inquiry.ref not in desk.get("/desk/inquiries/", {"q": "zeppelin"}).text


def test_a_null_byte_in_the_search_is_no_crash(desk: Client) -> None:
    assert desk.get("/desk/inquiries/", {"q": "a\x00b"}).status_code == 200


def test_the_list_costs_the_same_queries_for_one_and_for_many(
    desk: Client, inquiry: Inquiry, ana: User, django_assert_num_queries: Callable
) -> None:
    grant(ana, Role.OWNER, by=None)  # for others the bar asks rooms about rights by teaching
    handling.assign(inquiry, ana, by=ana)
    desk.get("/desk/inquiries/open/")
    with django_assert_num_queries(7):  # session, person, roles, tabs, count, rows, organiser
        desk.get("/desk/inquiries/open/")
    for number in range(12):
        words = {"name": "N", "email": f"n{number}@e.org", "organisation": "", "topic": "call"}
        more = receive(**words, message=f"Q {number}", doubts=[])
        handling.assign(more, ana, by=ana)
    with django_assert_num_queries(7):
        desk.get("/desk/inquiries/open/")


def test_the_page_of_one_costs_the_same_queries_whatever_was_said(
    desk: Client, inquiry: Inquiry, ana: User, django_assert_num_queries: Callable
) -> None:
    grant(ana, Role.OWNER, by=None)
    handling.note(inquiry, "one", by=ana)
    path = f"/desk/inquiries/{inquiry.ref}/"
    desk.get(path)
    with django_assert_num_queries(10):
        desk.get(path)
    for number in range(8):
        handling.note(inquiry, f"note {number}", by=ana)
    with django_assert_num_queries(10):
        desk.get(path)


def test_what_waits_stands_on_the_desk_s_first_page(
    desk: Client, ana: User, inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    assert "1 inquiry is nobody&#x27;s yet" in desk.get("/desk/").text
    handling.assign(inquiry, ana, by=ana)
    assert "A ministry: An assessment or a second opinion" in desk.get("/desk/").text
    monday.shift(timedelta(days=3))
    assert "1 inquiry should have been answered by now" in desk.get("/desk/").text


def test_the_one_who_took_it_is_reminded_when_it_is_due(
    ana: User, inquiry: Inquiry, monday: time_machine.Coordinates, sink: Sink
) -> None:
    plan([overdue])
    assert not Reminder.objects.exists(), "nobody has taken it"
    handling.assign(inquiry, ana, by=ana)
    plan([overdue])
    monday.move_to(inquiry.due_at + timedelta(seconds=1))
    assert remind() == 1
    dispatch()
    mail = sink.taken[-1]
    assert mail["Subject"] == f"Inquiry {inquiry.short} is due"
    assert f"/desk/inquiries/{inquiry.ref}/" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"]


def test_an_answered_one_reminds_nobody_and_their_answer_starts_anew(
    ana: User, inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    handling.assign(inquiry, ana, by=ana)
    plan([overdue])
    handling.reply(inquiry, "Done.", by=ana)
    monday.move_to(inquiry.due_at + timedelta(seconds=1))
    assert remind() == 1
    assert Reminder.objects.get().reason == "answered"
    handling.record_answer(inquiry, "Thanks, one more thing.", by=ana)
    plan([overdue])
    assert Reminder.objects.filter(state="planned").count() == 1
    monday.move_to(inquiry.due_at + timedelta(seconds=1))
    remind()
    assert Letter.objects.filter(template="inquiry-overdue").count() == 1


def test_one_given_to_somebody_else_reminds_the_new_one(
    ana: User, ben: User, inquiry: Inquiry, monday: time_machine.Coordinates
) -> None:
    handling.assign(inquiry, ana, by=ana)
    plan([overdue])
    handling.assign(inquiry, ben, by=ana)
    plan([overdue])
    monday.move_to(inquiry.due_at + timedelta(seconds=1))
    remind()
    assert [letter.person for letter in Letter.objects.filter(template="inquiry-overdue")] == [ben]


def test_every_card_has_a_line_or_is_left_out(ana: User) -> None:
    assert [
        one for one in home.fill(ana, clock.now()) if not one.lines and not one.card.empty
    ] == []
