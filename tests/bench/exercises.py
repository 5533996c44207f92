"""What an exercise costs while it is worked: its pages, a save, a hand-in, beside the yardstick.

Run: ``python3 tests/bench/exercises.py [students]`` (60 without words). A class works the Ukraine–HTS case
as it ships: five tasks, thirty claims, a matrix of five by twelve. Each page, the save of a number and the
hand-in with its scores go through the real web server; each is told as a share of the yardstick (b) of the
same run, with its queries and bytes. Nothing is asserted but that every answer is the expected one; the
wish is at least 0.5 x (b) and at most 12 queries.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench import load, yardstick  # noqa: E402
from tests.bench.stage import Stage, enter, stage  # noqa: E402
from tests.bench.yardstick import CONNECTIONS, SECONDS, Yardstick, people  # noqa: E402

if TYPE_CHECKING:
    from exercises.authoring.models import ExerciseVersion
    from exercises.work.models import Attempt

STUDENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
CASE, EXERCISE = "ukraine-hts", "did-kyiv-deal"
TOKEN = "b" * 32
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OK, MOVED = 200, 302


@dataclass(frozen=True)
class Student:
    """One who works: the attempt, and the session to ask with."""

    attempt: Attempt
    key: str

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser sends along."""
        return {"sessionid": self.key, "csrftoken": TOKEN}


def written() -> ExerciseVersion:
    """Return the main exercise of the case as the library ships it."""
    from exercises.authoring import library

    return next(each for each in library.load(CASE) if each.exercise.slug == EXERCISE)


def class_of(number: int) -> list[Student]:
    """Let a class begin and answer every task about as well as people do."""
    from courseplatform.demo.answers import answer
    from courseplatform.people.models import User
    from exercises.authoring.models import Task
    from exercises.cohorts import allotting, membership
    from exercises.cohorts.models import Allotment
    from exercises.kinds import registry
    from exercises.work.models import Response
    from exercises.work.starting import begin

    version = written()
    cohort = membership.open_cohort("Bench", "Europe/Kyiv")
    allotting.allot(cohort, version.exercise)
    first = User.objects.count()
    keys = people(number, backend=BACKEND)
    persons = list(User.objects.order_by("pk")[first:])
    for place, person in enumerate(persons, start=1):
        membership.admit(cohort, person, f"Heron {place}")
    session_of = dict(zip([each.pk for each in persons], keys, strict=True))
    found, dice = [], random.Random(7)
    for allotment in Allotment.objects.dated().filter(version=version).select_related("member"):
        attempt = begin(allotment)
        for task in Task.objects.filter(version=version):
            kind = registry.find(task.kind)
            brief, key = kind.brief_from(task.brief), kind.key_from(task.key)
            given = kind.to_json(answer(task.kind, brief, key, 0.7, dice))
            row = Response.objects.filter(attempt=attempt, task=task)
            row.update(data=given, schema=kind.schema, revision=1)
        found.append(Student(attempt, session_of[allotment.member.person_id]))
    return found


def queries_of(student: Student, method: str, path: str, form: dict[str, str]) -> int:
    """Return how many times a request asks the database, its session and its user with it."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = student.key
    if method == "GET":
        client.get(path)
    with CaptureQueriesContext(connection) as context:
        client.get(path) if method == "GET" else client.post(path, form)
    return sum(not each["sql"].startswith(("BEGIN", "COMMIT")) for each in context)


def sustained(
    played: Stage, server: int, make: Callable[[int], bytes], wanted: int
) -> tuple[yardstick.Rate, int]:
    """Ask for some seconds; return the rate and the bytes of an answer."""
    load.sustained(played.site_port, make, connections=CONNECTIONS, seconds=1.0)
    before = played.used(server)
    result = load.sustained(played.site_port, make, connections=CONNECTIONS, seconds=SECONDS)
    if result.broken or set(result.statuses) != {wanted}:
        raise SystemExit(f"{dict(result.statuses)}, {len(result.broken)} broken lines.")
    return yardstick.rate(played, server, before, result), len(result.answers[0].body)


def main() -> None:
    """Print each page's and each act's figures beside the yardstick."""
    enter()
    with stage() as played, Yardstick.served(played) as bare:
        class_ = class_of(STUDENTS)
        probe, *class_ = class_
        bare.measure()
        with played.site() as server:
            pages = {
                "exercise": lambda one: f"/exercises/{one.attempt.allotment.ref}/",
                "dossier": lambda one: f"/exercises/{one.attempt.allotment.ref}/dossier/",
                "sources": lambda one: f"/attempts/{one.attempt.ref}/tasks/1/",
                "claims": lambda one: f"/attempts/{one.attempt.ref}/tasks/2/",
                "matrix": lambda one: f"/attempts/{one.attempt.ref}/tasks/3/",
            }
            for name, path in pages.items():
                asked = queries_of(probe, "GET", path(probe), {})

                def look(n: int, path: Callable[[Student], str] = path) -> bytes:
                    one = class_[n % len(class_)]
                    return load.get(path(one), cookies=one.cookies)

                told(name, *sustained(played, server, look, OK), asked, bare)
            save(played, server, class_, probe, bare)
            hand_in(played, server, class_, probe, bare)
        print(f"  (b)          {bare.mean}  mean of {len(bare.seen)}")


def save(
    played: Stage, server: int, class_: list[Student], probe: Student, bare: Yardstick
) -> None:
    """Measure what a script's save of one number costs; each save goes on from the last one."""
    from exercises.work.models import Response

    place = 4
    asked = queries_of(
        probe, "POST", f"/attempts/{probe.attempt.ref}/tasks/{place}/draft/", saved(1, 40)
    )
    numbers = count()

    def post(_n: int) -> bytes:
        round_, at = divmod(next(numbers), len(class_))
        one = class_[at]
        form = {**saved(1 + round_, 2 + round_ % 97), "csrfmiddlewaretoken": TOKEN}
        return load.post(
            f"/attempts/{one.attempt.ref}/tasks/{place}/draft/",
            form,
            cookies=one.cookies,
            headers={"Accept": "application/json"},
        )

    rate, size = sustained(played, server, post, OK)
    kept = Response.objects.filter(attempt=class_[0].attempt, task__position=place).get()
    if kept.revision < 2:
        raise SystemExit("Nothing was saved.")
    told("save", rate, size, asked, bare)


def saved(revision: int, number: int) -> dict[str, str]:
    """Return the form of the estimate with another number."""
    return {"revision": str(revision), "number-Q1": str(number)}


def hand_in(
    played: Stage, server: int, class_: list[Student], probe: Student, bare: Yardstick
) -> None:
    """Measure the hand-in with its scores: everybody once, all at the same moment."""
    from exercises.work.models import Attempt

    asked = queries_of(probe, "POST", f"/attempts/{probe.attempt.ref}/submission/", {})
    requests = [
        load.post(
            f"/attempts/{one.attempt.ref}/submission/",
            {"csrfmiddlewaretoken": TOKEN},
            cookies=one.cookies,
        )
        for one in class_
    ]
    before = played.used(server)
    result = load.burst(played.site_port, requests)
    rate = yardstick.rate(played, server, before, result)
    handed_in = Attempt.objects.filter(handed_in_at__isnull=False).count()
    if set(result.statuses) != {MOVED} or handed_in != len(class_) + 1:
        raise SystemExit(f"{dict(result.statuses)}; {handed_in} handed in of {len(class_) + 1}.")
    told("hand in", rate, 0, asked, bare)


def told(name: str, rate: yardstick.Rate, size: int, asked: int, bare: Yardstick) -> None:
    """Print one line beside the yardstick, which is measured anew for it."""
    bare.measure()
    print(
        f"  {name:11} {rate}  {rate.beside(bare.seen[-1])}  {asked} queries, {size / 1000:.0f} kB"
    )


if __name__ == "__main__":
    main()
