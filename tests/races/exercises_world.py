"""An exercise of an estimate and a text in a class of one, and acts that start all at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module

from django.db import connection

from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment
from exercises.cohorts.rules import Rules
from exercises.kinds import registry

TASKS = ("estimate", "written_assessment")


def make_exercise() -> Exercise:
    """Make the exercise, not yet given to anybody."""
    case = Case.objects.create(slug="quay", title="Quay")
    edition = CaseEdition.objects.create(
        case=case, number=1, title="Quay", mark="Exercise material", sha256="0" * 64
    )
    source = CaseSource.objects.create(edition=edition, position=1, code="S1", title="A page")
    Paragraph.objects.create(edition=edition, source=source, number=1, text="T.", html="<p>T.</p>")
    exercise = Exercise.objects.create(slug="quay-one", case=case, title="Quay")
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=edition, number=1, title="Quay", sha256="0" * 64
    )
    for position, slug in enumerate(TASKS, start=1):
        kind = registry.find(slug)
        sample = import_module(f"exercises.kinds.{slug}.samples").SAMPLES[0]
        Task.objects.create(
            version=version,
            position=position,
            kind=slug,
            schema=kind.schema,
            title=slug,
            points_c=kind.out_of_c(kind.brief_from(sample.brief)),
            brief=dict(sample.brief),
            key=dict(sample.key),
        )
    return exercise


def give(rules: Rules | None = None, **dates: object) -> Allotment:
    """Give the exercise to one person, called Heron 4, under some rules."""
    cohort = membership.open_cohort("Race", "UTC")
    membership.admit(cohort, User.objects.create_user("racer@example.org"), "Heron 4")
    allotting.allot(cohort, make_exercise(), rules=rules, **dates)  # type: ignore[arg-type]
    return Allotment.objects.dated().get()


def race(*acts: Callable[[], object]) -> list[object]:
    """Run every act in a thread of its own, all at once; return results or exceptions."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            barrier.wait()
            found[index] = acts[index]()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
