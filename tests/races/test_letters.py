"""The outbox under several workers, under a lock of a neighbour, and under kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, connections, transaction

from courseplatform.kit import clock
from courseplatform.letters import dispatch
from courseplatform.letters.models import Letter, Suppression
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courseplatform.reminders import dispatch as reminding
from courseplatform.reminders.kinds import ReminderKind
from courseplatform.reminders.models import Reminder
from tests.courseplatform.conftest import plain_templates, sink  # noqa: F401 - fixtures
from tests.courseplatform.sink import Sink

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import django; django.setup()
from courseplatform.letters.dispatch import dispatch
dispatch()
"""


def put(count: int, template: str = "note") -> list[Letter]:
    facts = {"short": "X", "topic": "call", "due_at": "2026-03-14T10:00Z", "office_zone": "UTC"}
    made = [
        write(f"{template}:{n}", template, to=f"p{n}@example.org", context={"number": n, **facts})
        for n in range(count)
    ]
    return [letter for letter in made if letter]


def in_threads(work: Callable[[], object], count: int) -> None:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []


def test_four_workers_send_each_letter_once(sink: Sink, plain_templates: Path) -> None:  # noqa: F811
    made = put(300)
    in_threads(dispatch.dispatch, 4)
    assert Counter(sink.refs) == Counter(letter.ref for letter in made)
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_row_that_a_neighbour_refers_to_does_not_wait(
    sink: Sink,  # noqa: F811
    plain_templates: Path,  # noqa: F811
) -> None:
    """An INSERT that references the letter locks its key; the claim must not mind."""
    (letter,) = put(1)
    ready, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Suppression.objects.create(address_digest="x", reason="staff", letter=letter)
            ready.set()
            over.wait(20)
        connections.close_all()

    neighbour = threading.Thread(target=hold)
    neighbour.start()
    assert ready.wait(10)
    try:
        assert dispatch.dispatch() == 1
    finally:
        over.set()
        neighbour.join()


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_one_at_most(
    sink: Sink,  # noqa: F811
) -> None:
    made = put(40, "inquiry-received")
    sink.pause = 0.05
    worker = start_worker(sink.port)
    wait_until(lambda: len(sink.taken) >= 10)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    sink.pause = 0.0
    arrived = len(sink.taken)
    assert 10 <= arrived < 40
    assert dispatch.dispatch() == 0, "the dead worker's letters are still claimed"
    with clock.at(clock.now() + dispatch.CLAIM + timedelta(seconds=1)):
        dispatch.dispatch()
    counts = Counter(sink.refs)
    assert set(counts) == {letter.ref for letter in made}
    assert sum(counts.values()) <= 41
    ids = {mail["Message-ID"] for mail in sink.taken}
    assert len(ids) == 40, "a repeat carries the Message-ID that was seen before"
    assert not Letter.objects.exclude(state="sent").exists()


def start_worker(port: int) -> subprocess.Popen[bytes]:
    facts = connection.settings_dict
    address = (
        f"postgresql://{quote(facts['USER'])}:{quote(facts['PASSWORD'])}@/{facts['NAME']}"
        f"?host={quote(facts['HOST'])}" + (f"&port={facts['PORT']}" if facts["PORT"] else "")
    )
    env = {
        **os.environ,
        "DATABASE_URL": address,
        "SANDBOX_SMTP_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "courseplatform.settings.test",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=env)


def wait_until(happens: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def test_three_dispatchers_write_each_reminder_s_letter_once() -> None:
    now = datetime(2026, 3, 14, 8, tzinfo=UTC)
    person = User.objects.create_user("p@example.org")
    Reminder.objects.bulk_create(
        Reminder(
            kind="k",
            subject=f"s:{n}",
            person=person,
            due_at=now,
            useless_after=now + timedelta(hours=1),
        )
        for n in range(120)
    )
    sends: Counter[str] = Counter()

    def send(row: Reminder) -> None:
        write(f"k:{row.subject}", "note", to=row.person)
        sends[row.subject] += 1

    kind = ReminderKind("k", lambda at: [], lambda row: None, send)

    def work() -> None:
        with clock.at(now):
            reminding.dispatch(kinds={"k": kind})

    in_threads(work, 3)
    assert set(sends.values()) == {1}
    assert Letter.objects.count() == 120
    assert set(Reminder.objects.values_list("state", flat=True)) == {"done"}


def test_two_writers_of_one_key_write_one_letter() -> None:
    gate = threading.Barrier(6)

    def work() -> None:
        gate.wait()
        write("same", "note", to="p@example.org")

    in_threads(work, 6)
    assert Letter.objects.count() == 1
