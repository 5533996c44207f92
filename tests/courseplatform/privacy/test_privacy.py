"""A copy of one's data, being forgotten, and what goes by itself."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from courseplatform.inquiries.receiving import receive
from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.kit.refusals import Refusal
from courseplatform.letters import stopping
from courseplatform.letters.dispatch import dispatch
from courseplatform.letters.models import Letter
from courseplatform.letters.writing import write
from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, DataExport, Erasure, Organiser, User
from courseplatform.people.roles import Role
from courseplatform.privacy import collecting, erasing, exporting, retention
from courseplatform.reminders.models import Reminder
from tests.courseplatform.sink import Sink

pytestmark = pytest.mark.django_db
PASSWORD = "quiet river stone 7"


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    storages = settings.STORAGES
    private = {**storages["private"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**storages, "private": private}
    return tmp_path


@pytest.fixture(autouse=True)
def organiser() -> Organiser:
    return Organiser.objects.create(pk=1, name="House", email="ask@example.org", zone="UTC")


@pytest.fixture
def ada() -> User:
    person = User.objects.create_user(
        "ada@example.org",
        PASSWORD,
        name="Ada Byron",
        certificate_name="Augusta Ada King",
        zone="Atlantic/Faroe",
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def traces(ada: User, client: Client) -> list[str]:
    """Ada signs in, asks, gets letters, stops some; return every word that must not stay."""
    client.post(
        "/accounts/login/",
        {"login": ada.email, "password": PASSWORD},
        headers={"User-Agent": "Browser-of-Ada/1.0"},
    )
    receive(
        name="Ada B.",
        email="ADA@example.org",
        organisation="Analytical Society",
        topic="call",
        message="About the engine of difference.",
        doubts=[],
        network="10.11.12.0/24",
    )
    write("x:1", "note", to=ada, context={"secret": "letter-of-context"}, calendar="CAL-OF-ADA")
    stopping.stop("note", person=ada)
    Reminder.objects.create(
        kind="k", subject="s:1", person=ada, due_at=clock.now(), useless_after=clock.now()
    )
    return [
        "ada@", "Ada B", "Augusta", "Faroe", "Browser-of-Ada", "Analytical", "engine of",
        "10.11.12", "letter-of-context", "CAL-OF-ADA",
    ]  # fmt: skip


def dump() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows: list[str] = []
        for table in tables:
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            rows += [f"{table} {row[0]}" for row in cursor.fetchall()]
    return "\n".join(rows)


def prove(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_the_page_says_what_is_held_and_why(client: Client, ada: User) -> None:
    assert client.get("/profile/data/").status_code == 302
    client.force_login(ada)
    page = client.get("/profile/data/")
    for part in collecting.parts():
        assert str(part.title) in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_copy_is_asked_for_after_proof_made_told_and_fetched_by_that_person_alone(
    client: Client, ada: User, traces: list[str], sink: Sink
) -> None:
    client.logout()
    client.force_login(ada)
    answer = client.post("/profile/data/export/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    prove(client)
    client.post("/profile/data/export/")
    asked = DataExport.objects.get()
    assert asked.state == "requested"
    assert exporting.make_due() == 1
    dispatch()
    mail = next(mail for mail in sink.taken if "copy of your data" in mail["Subject"])
    path = f"/profile/data/export/{asked.ref}/"
    assert path in mail.get_body(("plain",)).get_content()

    stranger = Client()
    stranger.force_login(User.objects.create_user("eve@example.org"))
    assert stranger.get(path).status_code == 404
    assert Client().get(path).status_code == 302
    answer = client.get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert set(archive.namelist()) == {
        "index.html", *(f"{part.slug}.json" for part in collecting.parts()),
    }  # fmt: skip
    whole = "".join(archive.read(name).decode() for name in archive.namelist())
    for trace in ("ada@example.org", "Augusta Ada King", "engine of difference", "Atlantic/Faroe"):
        assert trace in whole
    assert "letter-of-context" not in whole
    account = json.loads(archive.read("account.json"))
    assert account[0]["name"] == "Ada Byron"


def test_what_was_typed_cannot_be_active_in_the_copy(ada: User) -> None:
    ada.name = '"><svg onload=x>'
    file = io.BytesIO()
    exporting.pack(ada, file, clock.now())
    assert "<svg onload" not in zipfile.ZipFile(file).read("index.html").decode()


def test_a_copy_is_there_for_a_day(client: Client, ada: User, own_files: Path) -> None:
    asked = exporting.request_export(ada)
    exporting.make_due()
    client.force_login(ada)
    path = f"/profile/data/export/{asked.ref}/"
    assert client.get(path).status_code == 200
    with clock.at(clock.now() + timedelta(hours=24, seconds=1)):
        assert client.get(path).status_code == 404
        assert exporting.expire() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.file) == ("expired", "")
    assert not list(own_files.rglob("*.zip"))


def test_one_copy_at_a_time_and_three_a_day(ada: User) -> None:
    exporting.request_export(ada)
    with pytest.raises(Refusal, match="being made"):
        exporting.request_export(ada)
    for _ in range(2):
        exporting.make_due()
        exporting.request_export(ada)
    exporting.make_due()
    with pytest.raises(Refusal, match="tomorrow"):
        exporting.request_export(ada)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        exporting.request_export(ada)


def test_a_room_that_fails_is_tried_again_and_given_up_in_the_end(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(person: User) -> list[dict]:
        raise RuntimeError("no")

    part = PersonalData("broken", "Broken", "", broken, lambda person, now: [])
    monkeypatch.setattr(exporting, "parts", lambda: (part,))
    exporting.request_export(ada)
    assert [exporting.make_due() for _ in range(5)] == [0, 0, 0, 0, 1]
    assert DataExport.objects.get().state == "failed"


def test_being_forgotten_takes_a_week_and_can_be_taken_back(
    client: Client, ada: User, sink: Sink
) -> None:
    client.force_login(ada)
    prove(client)
    client.post("/profile/data/erasure/")
    assert "Your account is to be erased." in client.get("/profile/data/").text
    dispatch()
    assert sink.taken[-1]["Subject"] == "Your account will be erased in seven days"
    assert client.post("/profile/data/erasure/").status_code == 409
    client.post("/profile/data/erasure/withdrawal/")
    with clock.at(clock.now() + timedelta(days=8)):
        assert erasing.erase_due() == 0
    assert client.post("/profile/data/erasure/withdrawal/").status_code == 409
    assert AuditEntry.objects.filter(subject=f"person:{ada.ref}").count() == 2


def test_erasure_needs_proof(client: Client, ada: User) -> None:
    client.force_login(ada)
    answer = client.post("/profile/data/erasure/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not Erasure.objects.exists()


def test_afterwards_no_table_holds_any_word_of_the_person(
    client: Client, ada: User, traces: list[str], own_files: Path
) -> None:
    before = dump()
    assert all(trace in before for trace in traces)
    exporting.request_export(ada)
    exporting.make_due()
    erasing.request_erasure(ada)
    with clock.at(clock.now() + timedelta(days=6, hours=23)):
        assert erasing.erase_due() == 0
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        assert erasing.erase_due() == 1
        assert erasing.erase_due() == 0
    after = dump()
    assert [trace for trace in traces if trace.lower() in after.lower()] == []
    assert client.get("/profile/").status_code == 302
    assert not list(own_files.rglob("*.zip"))
    row = Erasure.objects.get()
    assert row.state == "done"
    assert row.stayed
    ada.refresh_from_db()
    assert (ada.email, ada.name, ada.is_active) == (None, "", False)
    assert ada.erased_at
    assert ada.called == "Former participant"


def test_letters_that_still_waited_are_never_sent(ada: User, sink: Sink) -> None:
    write("x:2", "note", to=ada)
    erasing.request_erasure(ada)
    with clock.at(clock.now() + timedelta(days=8)):
        erasing.erase_due()
        dispatch()
    assert sink.taken == []
    assert set(Letter.objects.values_list("state", flat=True)) == {"stopped"}


def test_whoever_works_here_is_told_what_must_end_first(client: Client, ada: User) -> None:
    grant(ada, Role.EDITOR, by=None)
    client.force_login(ada)
    assert "You work here." in client.get("/profile/data/").text
    prove(client)
    answer = client.post("/profile/data/erasure/")
    assert answer.status_code == 409
    assert "Ask an owner" in answer.text


def test_what_begins_in_the_week_holds_the_erasure_up(ada: User) -> None:
    erasing.request_erasure(ada)
    grant(ada, Role.EDITOR, by=None)
    with clock.at(clock.now() + timedelta(days=8)):
        assert erasing.erase_due() == 0
    ada.refresh_from_db()
    assert ada.email


def test_an_erasure_that_fails_in_the_middle_leaves_everything(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(person: User, now: object) -> list[str]:
        raise RuntimeError("no")

    first = PersonalData("first", "First", "", lambda person: [], broken, position=1)
    parts = (first, *collecting.parts())
    erasing.request_erasure(ada)
    monkeypatch.setattr(erasing, "parts", lambda: parts)
    with clock.at(clock.now() + timedelta(days=8)):
        assert erasing.erase_due() == 0
    ada.refresh_from_db()
    assert ada.name == "Ada Byron"
    assert Erasure.objects.get().state == "planned"


def test_contents_of_letters_go_after_their_days_and_that_they_were_sent_stays(ada: User) -> None:
    letter = write("x:3", "note", to=ada, context={"words": "x"})
    assert letter
    Letter.objects.update(state="sent", sent_at=clock.now(), subject="Subject")
    with clock.at(clock.now() + timedelta(days=179)):
        retention.apply()
    letter.refresh_from_db()
    assert letter.context
    with clock.at(clock.now() + timedelta(days=181)):
        assert retention.apply() >= 1
        assert retention.apply() == 0
    letter.refresh_from_db()
    assert (letter.context, letter.address, letter.subject) == ({}, "", "")
    assert letter.sent_at


def test_more_than_one_batch_goes_in_one_run_and_a_broken_rule_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = [1201]

    def some(before: object, most: int) -> int:
        gone = min(left[0], most)
        left[0] -= gone
        return gone

    def broken(before: object, most: int) -> int:
        raise RuntimeError("no")

    day = timedelta(days=1)
    rules = (Retention("a", "A", day, broken), Retention("b", "B", day, some))
    monkeypatch.setattr(retention, "retentions", lambda: rules)
    assert retention.apply() == 1201
    assert "Retention of a failed." in caplog.text


def test_every_part_of_the_house_works_for_a_person_without_anything() -> None:
    person = User.objects.create_user("new@example.org")
    slugs = [part.slug for part in collecting.parts()]
    assert len(slugs) == len(set(slugs))
    for part in collecting.parts():
        assert json.dumps(list(part.export(person)))
        assert isinstance(list(part.blockers(person)), list)
        assert part.kept
    for part in reversed(collecting.parts()):
        assert isinstance(list(part.erase(person, clock.now())), list)


def test_every_rule_of_retention_runs_on_an_empty_house() -> None:
    for rule in collecting.retentions():
        assert rule.empty(clock.now() - rule.keep, 10) == 0, rule.slug


def test_the_page_costs_the_same_queries_however_many_copies(
    client: Client, ada: User, django_assert_num_queries: Callable
) -> None:
    client.force_login(ada)
    client.get("/profile/data/")
    with CaptureQueriesContext(connection) as one:
        client.get("/profile/data/")
    for _ in range(3):
        exporting.request_export(ada)
        exporting.make_due()
    with django_assert_num_queries(len(one)):
        client.get("/profile/data/")
