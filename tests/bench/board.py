"""What a large class board costs: a matrix of 10 hypotheses and 50 rows, 10 and 50 raters.

Run: ``python3 tests/bench/board.py [raters …]`` (10 and 50 without words). Serves the instructor's page,
the projector and the class's own page of the debrief through the real web server, and tells each as a
share of the yardstick (b) of the same run, with its queries and bytes. What people look at is counted
once and kept, so the count itself is told apart: how long it takes after one more answer came in.
Nothing is asserted but that every answer is a page; the wish is at least 0.4 x (b), flat in raters,
under 80 kB.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench import load, yardstick  # noqa: E402
from tests.bench.stage import Stage, enter, stage  # noqa: E402
from tests.bench.yardstick import CONNECTIONS, SECONDS, Yardstick, people  # noqa: E402

if TYPE_CHECKING:
    from exercises.authoring.models import ExerciseVersion
    from exercises.cohorts.models import Cohort

CROWDS = [int(word) for word in sys.argv[1:]] or [10, 50]
HYPOTHESES, ROWS, ROUNDS = 10, 50, 7
CODES = ("CC", "C", "N", "I", "II", "NA")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Played:
    """A class that handed its matrix in: who looks at it, and under which session."""

    cohort: Cohort
    version: ExerciseVersion
    teacher: str
    student: str
    student_path: str

    @property
    def pages(self) -> dict[str, tuple[str, str]]:
        """The pages to ask for: path and session of the person who asks."""
        desk = f"/desk/debriefs/{self.cohort.ref}/{self.version.ref}/"
        return {
            "at the desk": (desk, self.teacher),
            "on the screen": (f"{desk}?view=projector&task=1&step=1", self.teacher),
            "for the class": (self.student_path, self.student),
        }


def write_exercise() -> ExerciseVersion:
    """Write an exercise of one matrix with a panel of three."""
    from exercises.authoring.models import Exercise, ExerciseVersion, Task
    from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
    from exercises.kinds import registry

    draw = random.Random(7)
    number = Case.objects.count() + 1
    case = Case.objects.create(slug=f"bench-{number}", title="Bench")
    edition = CaseEdition.objects.create(
        case=case, number=1, title="Bench", mark="Exercise material", sha256=f"{number:064d}"
    )
    source = CaseSource.objects.create(edition=edition, position=1, code="S1", title="A page")
    Paragraph.objects.create(edition=edition, source=source, number=1, text="T.", html="<p>T.</p>")
    version = ExerciseVersion.objects.create(
        exercise=Exercise.objects.create(slug=f"bench-{number}", case=case, title="The matrix"),
        edition=edition,
        number=1,
        title="The matrix",
        sha256=f"{number:064d}",
    )
    kind = registry.find("ach_matrix")
    rows = [
        {"id": f"E{n}", "text": f"Report {n} says what somebody saw at the quay that night."}
        for n in range(1, ROWS + 1)
    ]
    brief = {
        "hypotheses": [
            {"id": f"H{n}", "name": f"Explanation {n}"} for n in range(1, HYPOTHESES + 1)
        ],
        "rows": rows,
    }
    key = {
        "rows": {
            row["id"]: {"experts": [draw.choices(CODES, k=HYPOTHESES) for _ in range(3)]}
            for row in rows
        }
    }
    Task.objects.create(
        version=version,
        position=1,
        kind=kind.slug,
        schema=kind.schema,
        title="Which explanation stands?",
        points_c=kind.out_of_c(kind.brief_from(brief)),
        brief=brief,
        key=key,
    )
    return version


def play(raters: int) -> Played:
    """Let a class of ``raters`` answer a matrix and open its debrief."""
    from courseplatform.people.models import User
    from exercises.cohorts import allotting, membership
    from exercises.cohorts.models import Allotment
    from exercises.debrief.opening import open_to_class
    from exercises.work.handing_in import hand_in
    from exercises.work.models import Response
    from exercises.work.starting import begin

    draw = random.Random(raters)
    version = write_exercise()
    cohort = membership.open_cohort(f"Class of {raters}", "Europe/Kyiv")
    allotting.allot(cohort, version.exercise)
    first = User.objects.count()
    keys = people(raters + 1, backend=BACKEND)
    teacher, *class_ = User.objects.order_by("pk")[first:]
    membership.set_staff(cohort, teacher, "lead")
    for number, person in enumerate(class_, start=1):
        membership.admit(cohort, person, f"Heron {number}")
    for allotment in Allotment.objects.dated().filter(version=version):
        attempt = begin(allotment)
        Response.objects.filter(attempt=attempt).update(data=answer(draw), revision=1)
        hand_in(attempt)
    open_to_class(cohort, version, teacher)
    ref = Allotment.objects.get(version=version, member__person=class_[0]).ref
    return Played(cohort, version, keys[0], keys[1], f"/exercises/{ref}/debrief/")


def answer(draw: random.Random) -> dict[str, object]:
    """Return one full matrix with a linchpin and chances."""
    names = [f"H{n}" for n in range(1, HYPOTHESES + 1)]
    return {
        "cells": {
            f"E{n}": dict(zip(names, draw.choices(CODES, k=HYPOTHESES), strict=True))
            for n in range(1, ROWS + 1)
        },
        "linchpin": f"E{draw.randint(1, 5)}",
        "chances": dict.fromkeys(names, 100 // HYPOTHESES),
    }


def queries_of(path: str, key: str) -> int:
    """Return how many times a page asks the database, its session and its user with it."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    client.get(path)  # counts, where nobody has looked yet
    with CaptureQueriesContext(connection) as context:
        status = client.get(path).status_code
    if status != 200:
        raise SystemExit(f"{path} answered {status}.")
    return len(context)


def counting_ms(played: Played) -> float:
    """Return the best of some rounds of counting everything again, in milliseconds."""
    from exercises.debrief.counting import board_of, tasks_of
    from exercises.debrief.models import ClassBoard
    from exercises.tradecraft.disclosure import Audience

    [task] = tasks_of(played.version)
    best = float("inf")
    for _ in range(ROUNDS):
        ClassBoard.objects.filter(cohort=played.cohort).delete()
        began = perf_counter()
        board_of(played.cohort, played.version, task, Audience.INSTRUCTOR)
        best = min(best, perf_counter() - began)
    return 1000 * best


def measure(stage_: Stage, server: int, path: str, key: str) -> tuple[yardstick.Rate, int]:
    """Return the rate of a page and its bytes."""
    request = load.get(path, cookies={"sessionid": key})
    load.sustained(stage_.site_port, lambda _n: request, connections=CONNECTIONS, seconds=1.0)
    before = stage_.used(server)
    result = load.sustained(
        stage_.site_port, lambda _n: request, connections=CONNECTIONS, seconds=SECONDS
    )
    if result.broken or set(result.statuses) != {200}:
        raise SystemExit(f"{path}: {dict(result.statuses)}, {len(result.broken)} broken lines.")
    return yardstick.rate(stage_, server, before, result), len(result.answers[0].body)


def main() -> None:
    """Print each page's figures beside the yardstick."""
    enter()
    with stage() as stage_, Yardstick.served(stage_) as bare:
        classes = {raters: play(raters) for raters in CROWDS}
        bare.measure()
        with stage_.site() as server:
            for raters, played in classes.items():
                print(f"{raters} raters: counted anew in {counting_ms(played):.0f} ms")
                for name, (path, key) in played.pages.items():
                    asked = queries_of(path, key)
                    rate, size = measure(stage_, server, path, key)
                    bare.measure()
                    print(
                        f"  {name:14} {rate}  {rate.beside(bare.seen[-1])}  "
                        f"{asked} queries, {size / 1000:.0f} kB"
                    )
        print(f"  (b)            {bare.mean}  mean of {len(bare.seen)}")


if __name__ == "__main__":
    main()
