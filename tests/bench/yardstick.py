"""The yardstick (b): the least that any page of a Django site costs, on the machine of this run.

A bare view under the same web server, with the same database and connection pool: two middlewares load
the session and its user, three simple queries, about 16 kB through templates. Figures of other
benchmarks are told as shares of it, so that they mean the same on every machine::

    from tests.bench.yardstick import Yardstick
    with stage() as played, Yardstick.served(played) as yardstick:
        yardstick.measure()
        with played.site() as server:
            before = played.used(server)
            result = load.sustained(played.site_port, ask, connections=16, seconds=6)
            ours = rate(played, server, before, result)
        yardstick.measure()                 # before and after: others work on the machine too
        print(ours.beside(yardstick.mean))

Run alone it prints (b), and what the database itself can do by ``pgbench``.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench import load  # noqa: E402
from tests.bench.stage import Stage, enter, stage  # noqa: E402

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PEOPLE, ROWS, CONNECTIONS, SECONDS = 200, 50, 16, 6.0
SETTINGS = "tests.bench.yardstick_settings"


def page(request: HttpRequest) -> HttpResponse:
    """Three queries beside those for the session and its user, and a page of about 16 kB."""
    from django.shortcuts import render

    from courseplatform.people.models import Organiser, User

    context = {
        "organiser": Organiser.objects.get(pk=1),
        "people": User.objects.filter(is_active=True).count(),
        "rows": User.objects.order_by("pk")[:ROWS],
        "user": request.user,
        "words": ("reports", "courses", "learn", "desk", "contact"),
    }
    return render(request, "yardstick/page.html", context)


def served_application() -> object:
    """Return the WSGI application that gunicorn serves."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


if os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS:  # inside gunicorn, or as its addresses
    from django.urls import path

    urlpatterns = [path("", page)]


def people(count: int = PEOPLE, *, backend: str = "") -> list[str]:
    """Make an organiser and people who are signed in; return their session keys.

    ``backend``: the one that the site asked about them; without it, Django's own.
    """
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from courseplatform.people.models import Organiser, User

    Organiser.objects.get_or_create(
        pk=1, defaults={"name": "Bench", "email": "desk@example.org", "address": "Via 1"}
    )
    start = User.objects.count()
    made = User.objects.bulk_create(
        [
            User(email=f"bench{n}@example.org", name=f"Bench Person {n}", zone="Europe/Rome",
                 password="")
            for n in range(start, start + count)
        ]
    )  # fmt: skip
    keys = []
    for one in made:
        session = SessionStore()
        session[SESSION_KEY] = str(one.pk)
        session[BACKEND_SESSION_KEY] = backend or "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.save()
        keys.append(session.session_key or "")
    return keys


@dataclass(frozen=True)
class Rate:
    """How fast something answered: by the clock, and in the processors' time for each answer.

    Attributes:
        per_second: answers per second on the wall's clock.
        processor_ms: what server and database used of the processors for one answer.
    """

    per_second: float
    processor_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:7.0f}/s {self.processor_ms:7.2f} ms"

    def beside(self, other: Rate) -> str:
        """Say this rate as a share of another one: by the clock, and by the processors' time."""
        by_clock = self.per_second / other.per_second
        by_work = other.processor_ms / self.processor_ms if self.processor_ms else 0.0
        return f"{by_clock:.2f} x (b) by the clock, {by_work:.2f} x by processor time"


@dataclass
class Yardstick:
    """The bare view, served; ask it for its rate as often as the machine may have changed."""

    played: Stage
    server: int
    port: int
    keys: list[str]
    seen: list[Rate] = field(default_factory=list)

    @classmethod
    @contextlib.contextmanager
    def served(cls, played: Stage) -> Iterator[Yardstick]:
        """Serve the bare view while the block lasts."""
        from courseplatform.runtime import ports

        port = ports.free_port([], taken=[played.site_port])
        application = "tests.bench.yardstick:served_application()"
        with played.serve(application, port, SETTINGS) as server:
            yield cls(played, server, port, people())

    def measure(self, *, connections: int = CONNECTIONS, seconds: float = SECONDS) -> Rate:
        """Measure the bare view once more; return this time's rate."""

        def ask(number: int) -> bytes:
            return load.get("/", cookies={"sessionid": self.keys[number % len(self.keys)]})

        load.sustained(self.port, ask, connections=connections, seconds=1.0)
        before = self.played.used(self.server)
        result = load.sustained(self.port, ask, connections=connections, seconds=seconds)
        if set(result.statuses) != {200}:
            raise SystemExit(f"The yardstick answered {dict(result.statuses)}.")
        self.seen.append(rate(self.played, self.server, before, result))
        return self.seen[-1]

    @property
    def mean(self) -> Rate:
        """Return (b): the mean of all measurements so far."""
        count = len(self.seen)
        return Rate(
            sum(one.per_second for one in self.seen) / count,
            sum(one.processor_ms for one in self.seen) / count,
        )

    def size(self) -> int:
        """Return how many bytes the bare page has."""
        asked = load.get("/", cookies={"sessionid": self.keys[0]})
        return len(load.burst(self.port, [asked]).answers[0].body)


def rate(played: Stage, server: int, before: float, result: load.Result) -> Rate:
    """Return the rate of a load that began when ``before`` processor seconds were used."""
    used = played.used(server) - before
    return Rate(result.rate, 1000 * used / max(1, len(result.answers)))


def pgbench(played: Stage) -> str:
    """Return what ``pgbench`` says of the database: its own transactions, and reads alone."""
    program = played.program("pgbench")
    cluster = played.database.database
    if program is None or cluster is None:
        return "pgbench: not there"
    name = ["-h", str(cluster.sockets), "-U", "app", cluster.database]
    _run(program, "-i", "-q", "-s", "5", *name)
    writes = _run(program, "-c", "8", "-j", "2", "-T", "5", *name)
    reads = _run(program, "-S", "-c", "8", "-j", "2", "-T", "5", *name)
    return f"pgbench: {_tps(writes)} transactions/s, {_tps(reads)} reads/s"


def _run(program: Path, *words: str) -> str:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [str(program), *words], capture_output=True, text=True, check=False, env=kept
    )
    return done.stdout + done.stderr


def _tps(told: str) -> str:
    found = re.search(r"tps = ([\d.]+)", told)
    return f"{float(found[1]):.0f}" if found else f"no figure ({told.strip()[-200:]})"


def main() -> None:
    """Print (b) and what pgbench says."""
    enter()
    with stage() as played:
        print(pgbench(played))
        with Yardstick.served(played) as yardstick:
            for _ in range(3):
                print(f"yardstick (b): {yardstick.measure()}, {yardstick.size()} bytes")


if __name__ == "__main__":
    main()
