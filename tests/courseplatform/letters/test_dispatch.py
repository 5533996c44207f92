"""The outbox against a real mail server, well and badly behaved (table of SMTP happenings)."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from courseplatform.kit import clock, seal
from courseplatform.kit.references import digest
from courseplatform.letters import dispatch, line, outage, stopping, suppression
from courseplatform.letters.models import Letter, Outage, Suppression
from courseplatform.letters.rendering import PURPOSE
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db
Make = Callable[[int], list[Letter]]


def later(minutes: float) -> clock.at:  # type: ignore[name-defined]
    return clock.at(clock.now() + timedelta(minutes=minutes))


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Letter.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_letters_leave_once_in_order_over_one_connection(sink: Sink, letters: Make) -> None:
    made = letters(30)
    assert dispatch.dispatch() == 30
    assert sink.refs == [letter.ref for letter in made]
    assert sink.connections == 1
    assert states() == {"sent": 30}
    assert dispatch.dispatch() == 0
    assert len(sink.taken) == 30
    assert made[0].subject == ""
    made[0].refresh_from_db()
    assert made[0].subject == "Note 0"
    assert made[0].sent_at is not None


def test_the_connection_is_renewed_after_a_hundred_letters(sink: Sink, letters: Make) -> None:
    letters(201)
    assert dispatch.dispatch() == 201
    assert sink.connections == 3


def test_the_connection_is_renewed_after_a_minute(
    sink: Sink, letters: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(3)
    monkeypatch.setattr(line, "MOST_SECONDS", 0.0)
    assert dispatch.dispatch() == 3
    assert sink.connections == 3


def test_nothing_waits_means_no_connection(sink: Sink, db: None) -> None:
    assert dispatch.dispatch() == 0
    assert sink.connections == 0


def test_a_letter_for_later_waits(sink: Sink, letters: Make) -> None:
    (letter,) = letters(1)
    Letter.objects.update(send_after=clock.now() + timedelta(minutes=5))
    assert dispatch.dispatch() == 0
    with later(6):
        assert dispatch.dispatch() == 1
    assert sink.refs == [letter.ref]


def test_an_address_refused_for_good_is_put_aside_and_suppressed(
    sink: Sink, letters: Make, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = letters(3)
    refusal = f"550 5.1.1 No such user: <{second.address}>"
    sink.at_rcpt = lambda address, n: refusal if address[1] == "1" else None
    assert dispatch.dispatch() == 3
    assert sink.refs == [first.ref, third.ref]
    assert sink.connections == 1  # the connection stays usable
    second.refresh_from_db()
    assert (second.state, second.fault) == ("failed", "address")
    assert "5.1.1 No such user" in second.error
    assert f"Letter {second.ref} is put aside: address 5.1.1" in caplog.text
    assert second.address not in caplog.text, "the server's words stand on the row alone"
    row = Suppression.objects.get()
    assert (row.address, row.reason, row.code) == (second.address, "hard-bounce", "5.1.1")

    again = write("again", "note", to=second.address, context={"number": 9})
    assert again
    sink.at_rcpt = lambda address, n: None
    assert dispatch.dispatch() == 1
    again.refresh_from_db()
    assert (again.state, again.fault) == ("failed", "suppressed")
    assert len(sink.taken) == 2

    assert suppression.lift(second.address)
    assert write("third", "note", to=second.address, context={"number": 10})
    dispatch.dispatch()
    assert len(sink.taken) == 3


def test_an_address_refused_for_now_is_tried_again_later(sink: Sink, letters: Make) -> None:
    letters(1)
    sink.at_rcpt = lambda address, n: "450 4.2.1 Mailbox busy" if n == 1 else None
    assert dispatch.dispatch() == 0
    row = Letter.objects.get()
    assert (row.state, row.fault, row.attempts) == ("waiting", "deferred", 1)
    assert dispatch.dispatch() == 0
    with later(1):
        assert dispatch.dispatch() == 1
    assert states() == {"sent": 1}
    row.refresh_from_db()
    assert (row.fault, row.error) == ("", "")


@pytest.mark.parametrize("answer", ["452 4.3.1 Out of space", "451 Try again"])
def test_a_server_that_asks_to_come_again_gets_only_this_letter_later(
    sink: Sink, letters: Make, answer: str
) -> None:
    letters(3)
    sink.at_data = lambda address, n: answer if n == 2 else None
    assert dispatch.dispatch() == 2
    assert sink.connections == 1
    assert states() == {"sent": 2, "waiting": 1}
    with later(1):
        assert dispatch.dispatch() == 1


def test_a_letter_refused_for_its_content_is_put_aside_with_the_words(
    sink: Sink, letters: Make
) -> None:
    letters(3)
    sink.at_data = lambda address, n: "554 5.6.0 Not this" if n == 2 else None
    assert dispatch.dispatch() == 3
    assert sink.connections == 1
    aside = Letter.objects.get(state="failed")
    assert (aside.fault, aside.error) == ("content", "554 5.6.0 Not this")
    assert not Suppression.objects.exists()


def test_a_refusal_of_our_policy_suppresses_nobody(sink: Sink, letters: Make) -> None:
    letters(2)
    sink.at_rcpt = lambda address, n: "550 5.7.515 Not authenticated" if n == 1 else None
    sink.at_data = lambda address, n: "550 5.7.26 No alignment" if n == 2 else None
    dispatch.dispatch()
    assert set(Letter.objects.values_list("fault", "state")) == {("policy", "failed")}
    assert not Suppression.objects.exists()


def test_421_closes_and_backs_off_and_nothing_is_lost(sink: Sink, letters: Make) -> None:
    made = letters(4)
    sink.at_data = lambda address, n: "421 4.3.2 Going down" if n == 2 else None
    assert dispatch.dispatch() == 1
    assert states() == {"sent": 1, "waiting": 3}
    assert outage.resting()
    assert dispatch.dispatch() == 0
    with later(2):
        assert dispatch.dispatch() == 3
    assert sorted(sink.refs) == sorted(letter.ref for letter in made)
    assert outage.current() is None


def test_a_drop_after_the_server_took_the_letter_repeats_it_under_the_same_id(
    sink: Sink, letters: Make
) -> None:
    made = letters(3)
    sink.drop_after = lambda n: n == 2
    assert dispatch.dispatch() == 2
    unsure = made[1]
    unsure.refresh_from_db()
    assert (unsure.state, unsure.fault) == ("taken", "unknown")
    assert dispatch.dispatch() == 0  # it stays taken until its claim runs out
    with later(3):
        assert dispatch.dispatch() == 1
    ids = [mail["Message-ID"] for mail in sink.taken]
    assert len(ids) == 4
    assert len(set(ids)) == 3
    assert ids.count(f"<{unsure.ref}@example.org>") == 2


def test_a_drop_before_the_letter_was_on_its_way_reopens_once_and_repeats_nothing(
    sink: Sink, letters: Make
) -> None:
    letters(3)
    sink.drop_before = lambda n: n == 2
    assert dispatch.dispatch() == 3
    assert sink.connections == 2
    assert len(sink.refs) == len(set(sink.refs)) == 3


def test_a_server_that_drops_every_letter_is_left_alone_after_two(
    sink: Sink, letters: Make
) -> None:
    letters(10)
    sink.drop_after = lambda n: True
    assert dispatch.dispatch() == 0
    assert states() == {"taken": 2, "waiting": 8}
    assert outage.resting()


def test_a_letter_that_takes_the_line_down_each_time_is_put_aside_in_the_end(
    sink: Sink, letters: Make
) -> None:
    letters(1)
    sink.drop_after = lambda n: True
    for round_ in range(10):
        with later(10 * round_):
            dispatch.dispatch()
    row = Letter.objects.get()
    assert (row.state, row.fault) == ("failed", "lost")
    assert len(sink.taken) == 1 + dispatch.MOST_LOSSES


def test_nobody_listens_opens_the_circuit_and_claims_nothing(
    letters: Make, settings: Settings
) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "courseplatform.letters.line.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = unheard.getsockname()
        letters(5)
        assert dispatch.dispatch() == 0
        assert set(Letter.objects.values_list("state", "attempts")) == {("waiting", 0)}
        row = Outage.objects.get()
        assert "refused" in row.words
        assert (row.times, row.rests_until - row.since) == (1, outage.FIRST_REST)
        with later(1):
            assert dispatch.dispatch() == 0
        row.refresh_from_db()
        assert row.times == 2


def test_a_login_that_is_refused_opens_the_circuit(
    sink: Sink, letters: Make, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "wrong"
    letters(1)
    assert dispatch.dispatch() == 0
    assert outage.resting()
    assert states() == {"waiting": 1}


def test_a_refused_sender_blames_no_letter(sink: Sink, letters: Make) -> None:
    letters(2)
    sink.at_mail = lambda n: "550 5.1.8 Bad sender"
    assert dispatch.dispatch() == 0
    assert states() == {"waiting": 2}
    assert "Bad sender" in Outage.objects.get().words


def test_a_letter_too_large_for_the_server_is_put_aside(sink: Sink, letters: Make) -> None:
    letters(2)
    sink.at_mail = lambda n: "552 5.3.4 Too large" if n == 1 else None
    assert dispatch.dispatch() == 2
    assert states() == {"failed": 1, "sent": 1}


def test_a_letter_whose_templates_are_missing_is_put_aside_alone(
    sink: Sink, letters: Make, caplog: pytest.LogCaptureFixture
) -> None:
    letters(1)
    write("strange", "no-such-kind", to="a@example.org")
    assert dispatch.dispatch() == 2
    aside = Letter.objects.get(state="failed")
    assert aside.fault == "template"
    assert "no-such-kind" in aside.error
    assert len(sink.taken) == 1


def test_a_newline_in_a_header_is_poison(
    sink: Sink, plain_templates: Path, settings: Settings
) -> None:
    write("bad", "note", to="a@example.org", context={"number": 1})
    Letter.objects.update(address="a@example.org\r\nBcc: all@example.org")
    assert dispatch.dispatch() == 1
    aside = Letter.objects.get()
    assert (aside.state, aside.fault) == ("failed", "content")
    assert sink.taken == []


def test_a_newline_in_a_subject_becomes_a_space(sink: Sink, plain_templates: Path) -> None:
    write("s", "note", to="a@example.org", context={"number": "1\r\nBcc: all@example.org"})
    dispatch.dispatch()
    assert sink.taken[0]["Subject"] == "Note 1 Bcc: all@example.org"
    assert sink.taken[0]["Bcc"] is None


def test_letters_deferred_for_two_days_are_given_up_and_three_of_them_suppress(
    sink: Sink, letters: Make
) -> None:
    sink.at_rcpt = lambda address, n: "450 4.2.2 Full"
    for number in range(3):
        write(f"full:{number}", "note", to="full@example.org", context={"number": number})
    letters(0)
    dispatch.dispatch()
    assert states() == {"waiting": 3}
    with later(49 * 60):
        dispatch.dispatch()
    assert states() == {"failed": 3}
    assert Suppression.objects.get().reason == "soft-bounces"


def test_a_person_who_stopped_the_kind_after_it_was_written_gets_nothing(
    sink: Sink, plain_templates: Path
) -> None:
    person = User.objects.create_user("p@example.org")
    write("one", "note", to=person, context={"number": 1}, stoppable=True)
    write("firm", "note", to=person, context={"number": 2})
    stopping.stop("note", person=person)
    assert dispatch.dispatch() == 2
    assert states() == {"stopped": 1, "sent": 1}
    assert [mail["Subject"] for mail in sink.taken] == ["Note 2"]


def test_a_letter_whose_address_was_erased_goes_nowhere(sink: Sink, letters: Make) -> None:
    letters(1)
    Letter.objects.update(address="")
    assert dispatch.dispatch() == 1
    assert states() == {"failed": 1}


def test_a_secret_letter_is_emptied_by_its_sending(sink: Sink, db: None) -> None:
    secret(subject="Your link", text="https://x/SECRET\n")
    assert dispatch.dispatch() == 1
    row = Letter.objects.get()
    assert (row.state, row.sealed, row.subject, row.context) == ("sent", "", "", {})
    assert "SECRET" in sink.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_secret_letter_that_comes_too_late_is_dropped_unread(sink: Sink, db: None) -> None:
    secret(subject="Your link", text="x")
    with later(61):
        assert dispatch.dispatch() == 1
    row = Letter.objects.get()
    assert (row.state, row.fault, row.sealed) == ("failed", "late", "")
    assert sink.taken == []


def test_a_secret_letter_reaches_a_suppressed_address(sink: Sink, db: None) -> None:
    Suppression.objects.create(address_digest=digest("p@example.org"), reason="hard-bounce")
    secret(subject="Your link", text="x")
    dispatch.dispatch()
    assert len(sink.taken) == 1


def test_a_secret_letter_that_cannot_be_opened_tells_nothing_of_its_words(
    sink: Sink, db: None
) -> None:
    letter = secret(subject="Your link", text="x")
    Letter.objects.update(sealed=letter.sealed[:-6])
    dispatch.dispatch()
    row = Letter.objects.get()
    assert (row.state, row.fault, row.error) == ("failed", "template", "BrokenSeal")


def secret(**words: str) -> Letter:
    facts = json.dumps({"html": "", **words})
    return Letter.objects.create(
        key="account:1",
        template="account",
        address="p@example.org",
        secret=True,
        sealed=seal.seal(PURPOSE, facts),
    )


def test_pauses_double_up_to_an_hour() -> None:
    assert [dispatch.pause(n).total_seconds() for n in (1, 2, 3, 7, 8, 50)] == [
        30, 60, 120, 1920, 3600, 3600,
    ]  # fmt: skip


def test_a_claim_that_grows_old_is_given_back_untouched(
    sink: Sink, letters: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(3)
    monkeypatch.setattr(dispatch, "CLAIM_IS_SAFE", -1.0)
    batch = dispatch.claim(dispatch.waiting())
    assert dispatch.deliver(batch, line.Line()) == (0, dispatch.Go.ON)
    assert set(Letter.objects.values_list("state", "attempts")) == {("waiting", 0)}


def test_a_worker_that_was_overtaken_changes_nothing(sink: Sink, letters: Make) -> None:
    letters(1)
    (held,) = dispatch.claim(dispatch.waiting())
    with later(3):
        (theirs,) = dispatch.claim(dispatch.lost())
    assert not dispatch.note(held, line.SENT)
    assert Letter.objects.get().state == "taken"
    assert dispatch.note(theirs, line.SENT)


def test_a_run_claims_waiting_letters_by_the_index(letters: Make) -> None:
    letters(1)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plan = dispatch.waiting().order_by("send_after", "id")[:100].explain()
    assert "letters_to_send" in plan
