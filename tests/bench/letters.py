"""How fast reminders become mail, beside a bare loop that builds and sends, in one run.

Run from the root of the project, with a database server at hand::

    python tests/bench/letters.py [count] [workers]

A mail server runs in a process of its own. Three figures: the bare loop (render, build, send over one
reused connection, nothing stored), our outbox with one worker, and the whole way from due reminders to
the server with several worker processes. The wish: at least 0.8 of the bare loop. Nothing is asserted.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseplatform.settings.test")
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
WORKERS = int(sys.argv[2]) if len(sys.argv) > 2 else 2


def serve(port: int) -> None:
    """A mail server that takes everything and keeps nothing."""
    from aiosmtpd.smtp import SMTP

    class Taker:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            return "250 OK"

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Taker()), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def use_database(name: str, port: int) -> None:
    """Make Django of this process use the benchmark's database and mail server."""
    import django
    from django.conf import settings

    django.setup()
    settings.DATABASES["default"]["NAME"] = name
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


FACTS = {"ref": "a" * 26, "short": "ABCD2345", "topic": "call", "due_at": "2026-03-14T10:00:00Z"}
TEMPLATE = "inquiry-overdue"


def bare_loop(count: int) -> float:
    """Render, build and send, and nothing else."""
    from django.core.mail import EmailMultiAlternatives, get_connection

    from courseplatform.letters.rendering import Sender, fill

    sender = Sender.current()
    line = get_connection()
    line.open()
    began = time.perf_counter()
    for number in range(count):
        words = fill(f"letters/{TEMPLATE}", FACTS, language="en", zone="Europe/Kyiv", sender=sender)
        mail = EmailMultiAlternatives(
            words.subject, words.text, "desk@example.org", [f"p{number}@example.org"]
        )
        mail.attach_alternative(words.html, "text/html")
        line.send_messages([mail])
    took = time.perf_counter() - began
    line.close()
    return count / took


def fill_outbox(count: int) -> None:
    from courseplatform.letters.models import Letter

    Letter.objects.all().delete()
    Letter.objects.bulk_create(
        [
            Letter(
                key=f"bench:{n}", template=TEMPLATE, context=FACTS, address=f"p{n}@example.org",
                zone="Europe/Kyiv",
            )
            for n in range(count)
        ],
        batch_size=2_000,
    )  # fmt: skip


def outbox(count: int) -> float:
    """One worker empties the outbox."""
    from courseplatform.letters.dispatch import dispatch

    fill_outbox(count)
    began = time.perf_counter()
    sent = 0
    while sent < count:
        sent += dispatch()
    return count / (time.perf_counter() - began)


def fill_reminders(count: int) -> None:
    from courseplatform.kit import clock
    from courseplatform.letters.models import Letter
    from courseplatform.people.models import User
    from courseplatform.reminders.models import Reminder

    Letter.objects.all().delete()
    Reminder.objects.all().delete()
    User.objects.all().delete()
    people = User.objects.bulk_create(
        [User(email=f"p{n}@example.org", zone="Europe/Kyiv", password="") for n in range(count)],
        batch_size=2_000,
    )
    now = clock.now()
    Reminder.objects.bulk_create(
        [
            Reminder(
                kind="bench", subject="webinar:x", person=one, due_at=now,
                useless_after=now + timedelta(hours=1),
            )
            for one in people
        ],
        batch_size=2_000,
    )  # fmt: skip


def the_kind() -> Any:
    """A kind as rooms write them: asks once for the batch, writes a letter for each."""
    from courseplatform.letters.writing import Draft, write_all
    from courseplatform.reminders.kinds import ReminderKind

    def draft(row: Any) -> Any:
        key = f"bench:{row.subject}:{row.person.ref}"
        return Draft(key, TEMPLATE, to=row.person, context=FACTS, stoppable=True)

    return ReminderKind(
        "bench",
        lambda now: [],
        lambda row: None,
        lambda row: None,
        why_not_all=lambda rows: {},
        send_all=lambda rows: write_all([draft(row) for row in rows]),
    )


def work(name: str, port: int) -> None:
    """One worker process: reminders to letters, letters to the server, until nothing is left."""
    use_database(name, port)
    from courseplatform.letters.dispatch import dispatch as send
    from courseplatform.reminders.dispatch import dispatch as remind
    from courseplatform.reminders.models import Reminder

    kinds = {"bench": the_kind()}
    while remind(kinds=kinds) + send() or Reminder.objects.exclude(state="done").exists():
        pass


def whole_way(count: int, workers: int, name: str, port: int) -> float:
    """Several workers bring due reminders to the server."""
    from django.db import connections

    from courseplatform.letters.models import Letter

    fill_reminders(count)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    started = [context.Process(target=work, args=(name, port)) for _ in range(workers)]
    began = time.perf_counter()
    for one in started:
        one.start()
    while Letter.objects.filter(state="sent").count() < count:
        time.sleep(0.1)
    took = time.perf_counter() - began
    for one in started:
        one.join()
    return count / took


def main() -> None:
    """Print the three figures and their ratios."""
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    time.sleep(2)
    try:
        bare_loop(200)
        bare = bare_loop(COUNT)
        print(f"bare loop, one process         {bare:8.0f} letters/s")
        ours = outbox(COUNT)
        print(f"outbox, one worker             {ours:8.0f} letters/s   {ours / bare:.2f} of it")
        whole = whole_way(COUNT, WORKERS, name, port)
        print(
            f"reminders to server, {WORKERS} workers {whole:8.0f} letters/s   {whole / bare:.2f} of it"
        )
    finally:
        server.terminate()
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
